// The task that binds .NET's cryptography library to a statically linked OpenSSL (version 3).
//
//   <UsingTask TaskName="LibOS.Sdk.Tasks.WriteOpenSslBinding" AssemblyFile="LibOS.Sdk.Tasks.dll" />
//   <WriteOpenSslBinding Shim="libSystem.Security.Cryptography.Native.OpenSsl.a" Libraries="libssl.a;libcrypto.a" Output="openssl.S" />
//
// What opensslshim.c does with dlsym, by the words of opensslshim.h: a FALLBACK function that OpenSSL lacks is the shim's own
// local_NAME; a LIGHTUP function that lacks is a null pointer, and the shim asks before it calls; a LEGACY function is wanted
// of OpenSSL 1.0 alone.

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.Build.Framework;

namespace LibOS.Sdk.Tasks;

/// <summary>Writes assembly that names OpenSSL's functions.</summary>
public sealed class WriteOpenSslBinding : WriteShimBinding
{
    private const string FallbackPrefix = "local_";

    // Of version 3, and of no earlier one.
    private const string VersionedFunction = "OSSL_PROVIDER_try_load";

    private static readonly string[] s_legacy =
    [
        "CRYPTO_add_lock", "CRYPTO_num_locks", "CRYPTO_set_locking_callback", "ERR_load_crypto_strings", "EVP_CIPHER_CTX_cleanup", "EVP_CIPHER_CTX_init",
        "HMAC_CTX_cleanup", "HMAC_CTX_init", "OPENSSL_add_all_algorithms_conf", "SSL_library_init", "SSL_load_error_strings", "SSL_state", "SSLeay",
    ];

    // Younger than OpenSSL 3.0 (SHA-3 in parts, ML-DSA), or left out of some builds of it.
    private static readonly string[] s_lightUp =
    [
        "EVP_DigestSqueeze", "EVP_PKEY_sign_message_init", "EVP_PKEY_verify_message_init",
        "ENGINE_by_id", "ENGINE_finish", "ENGINE_free", "ENGINE_init", "ENGINE_load_private_key", "ENGINE_load_public_key",
    ];

    /// <summary>
    /// Does the program speak TLS? Otherwise libssl, which the initialization names, is left out: its OPENSSL_init_ssl is
    /// OPENSSL_init_crypto of libcrypto with the same arguments, and then the tables of TLS.
    /// </summary>
    [Required]
    public bool WithTls { get; set; }

    /// <inheritdoc />
    protected override string LibraryName => "OpenSSL";

    /// <inheritdoc />
    protected override string ReplacedMember => "opensslshim";

    /// <inheritdoc />
    protected override void Recognize(HashSet<string> defined)
    {
        if (!defined.Contains(VersionedFunction))
        {
            throw new InvalidDataException($"the libraries do not define {VersionedFunction}: they are no OpenSSL 3");
        }
    }

    /// <inheritdoc />
    protected override string? Target(string function, HashSet<string> shim, HashSet<string> defined) =>
        !WithTls && function == "OPENSSL_init_ssl" ? "OPENSSL_init_crypto"
        : defined.Contains(function) ? function
        : shim.Contains(FallbackPrefix + function) ? FallbackPrefix + function
        : null;

    /// <inheritdoc />
    protected override bool IsOptional(string function) => s_legacy.Contains(function) || s_lightUp.Contains(function);

    /// <summary>
    /// void InitializeOpenSSLShim(void): nothing is left to do; int OpenLibrary(void): there it is. The section that nobody keeps
    /// names a function of each member that Runtime.Bare has a substitute for (CryptographicRandom.cs): a member that nothing
    /// else asks for would not be taken from the library, and the substitute would stay.
    /// </summary>
    protected override string Functions() => """
            .globl InitializeOpenSSLShim, OpenLibrary
            .balign 16
        InitializeOpenSSLShim:
            ret
            .balign 16
        OpenLibrary:
            movl $1, %eax
            ret
            .section .rodata.taken, "a", @progbits
            .quad CryptoNative_OpenSslAvailable, CryptoNative_EvpMdSize

        """;
}
