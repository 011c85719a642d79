// What RandomNumberGenerator needs of libSystem.Security.Cryptography.Native.OpenSsl. The base class library draws its random
// bytes from OpenSSL, and many packages draw theirs from it; no OpenSSL is needed for that. Nothing else of that library
// is here: a hash or a cipher throws, with its name. pal_evp.c, openssl.c, openssl_1_0_structs.h.

using System.Runtime;
using Runtime.Bare.Cpu;

namespace Runtime.Bare.SystemNative;

/// <summary>Exports over <see cref="Entropy"/>. Any context.</summary>
internal static unsafe class CryptographicRandomExports
{
    /// <summary>EVP_MAX_MD_SIZE of openssl/evp.h: the bytes of the longest digest there is, SHA-512.</summary>
    private const int EVP_MAX_MD_SIZE = 64;

    /// <summary>0: ready. Entropy was set up at boot, and the rest that OpenSSL would set up is not here.</summary>
    [RuntimeExport("CryptoNative_EnsureOpenSslInitialized")]
    private static int EnsureOpenSslInitialized() => 0;

    /// <summary>Asked before anything else in the library, whatever is wanted.</summary>
    [RuntimeExport("CryptoNative_GetMaxMdSize")]
    private static int GetMaxMdSize() => EVP_MAX_MD_SIZE;

    /// <summary>1, or 0 when the CPU has neither RDSEED nor RDRAND: the caller throws, and no weak number leaves here.</summary>
    [RuntimeExport("CryptoNative_GetRandomBytes")]
    private static int GetRandomBytes(byte* buffer, int length) => length >= 0 && Entropy.TryFill(buffer, (nuint)length) ? 1 : 0;
}
