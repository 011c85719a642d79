// Symmetric ciphers: AES in its modes, triple DES, authenticated encryption.

using System.Security.Cryptography;
using System.Text;

namespace Conformance;

/// <summary>What encrypts with one key.</summary>
internal static class CipherChecks
{
    private static readonly byte[] s_text = Encoding.UTF8.GetBytes("Forty-two bytes of text, which are no blocks");

    internal static void Add(Area area)
    {
        foreach (int bits in (int[])[128, 192, 256])
        {
            using var aes = Aes.Create();
            aes.Key = Sequence(bits / 8);
            area.Check($"aes{bits}.cbc", () => Convert.ToHexString(aes.EncryptCbc(s_text, Sequence(16))));
            area.Check($"aes{bits}.cbc.back", () => Encoding.UTF8.GetString(aes.DecryptCbc(aes.EncryptCbc(s_text, Sequence(16)), Sequence(16))));
            area.Check($"aes{bits}.ecb", () => Convert.ToHexString(aes.EncryptEcb(s_text, PaddingMode.ISO10126)).Length);
            area.Check($"aes{bits}.ecb.zeros", () => Convert.ToHexString(aes.EncryptEcb(s_text, PaddingMode.Zeros)));
            area.Check($"aes{bits}.cfb8", () => Convert.ToHexString(aes.EncryptCfb(s_text, Sequence(16), PaddingMode.None)));
            area.Check($"aes{bits}.cfb128", () => Convert.ToHexString(aes.EncryptCfb(s_text, Sequence(16), PaddingMode.PKCS7, 128)));
            area.Check($"aes{bits}.wrap", () => Convert.ToHexString(aes.EncryptKeyWrapPadded(s_text)));
            area.Check($"aes{bits}.gcm", () => Gcm(bits));
            area.Check($"aes{bits}.ccm", () => Ccm(bits));
        }

        area.Check("aes.stream", () =>
        {
            using var aes = Aes.Create();
            aes.Key = Sequence(32);
            aes.IV = Sequence(16);
            using var result = new MemoryStream();
            using (var stream = new CryptoStream(result, aes.CreateEncryptor(), CryptoStreamMode.Write))
            {
                stream.Write(new byte[100_000]);
            }

            return Convert.ToHexString(SHA256.HashData(result.ToArray()));
        });
        area.Check("aes.wrong-padding", () =>
        {
            using var aes = Aes.Create();
            aes.Key = Sequence(16);
            return aes.DecryptCbc(new byte[32], new byte[16]);
        });
        area.Check("aes.wrong-length", () =>
        {
            using var aes = Aes.Create();
            aes.Key = Sequence(16);
            return aes.DecryptCbc(new byte[31], new byte[16], PaddingMode.None);
        });
        area.Check("aes.wrong-key", () =>
        {
            using var aes = Aes.Create();
            aes.Key = Sequence(15);
            return null;
        });
        area.Check("aes.generated", () =>
        {
            using var aes = Aes.Create();
            aes.GenerateKey();
            aes.GenerateIV();
            return (aes.Key.Length, aes.IV.Length, aes.Mode, aes.Padding, Encoding.UTF8.GetString(aes.DecryptCbc(aes.EncryptCbc(s_text, aes.IV), aes.IV)));
        });
        area.Check("gcm.tampered", () =>
        {
            using var gcm = new AesGcm(Sequence(16), 16);
            gcm.Decrypt(Sequence(12), new byte[20], new byte[16], new byte[20]);
            return null;
        });
        area.Check("chacha.supported", () => ChaCha20Poly1305.IsSupported);
        area.Check("chacha", () =>
        {
            using var chacha = new ChaCha20Poly1305(Sequence(32));
            byte[] cipher = new byte[s_text.Length];
            byte[] tag = new byte[16];
            chacha.Encrypt(Sequence(12), s_text, cipher, tag, "header"u8);
            byte[] plain = new byte[s_text.Length];
            chacha.Decrypt(Sequence(12), cipher, tag, plain, "header"u8);
            return (Convert.ToHexString(cipher), Convert.ToHexString(tag), plain.SequenceEqual(s_text));
        });
        area.Check("chacha.tampered", () =>
        {
            using var chacha = new ChaCha20Poly1305(Sequence(32));
            chacha.Decrypt(Sequence(12), new byte[20], new byte[16], new byte[20]);
            return null;
        });
        area.Check("3des", () =>
        {
            using var des = TripleDES.Create();
            des.Key = Sequence(24);
            return Convert.ToHexString(des.EncryptCbc(s_text, Sequence(8)));
        });
    }

    internal static byte[] Sequence(int length) => [.. Enumerable.Range(1, length).Select(i => (byte)(i * 7))];

    private static (string, string, bool) Gcm(int bits)
    {
        using var gcm = new AesGcm(Sequence(bits / 8), 16);
        byte[] cipher = new byte[s_text.Length];
        byte[] tag = new byte[16];
        gcm.Encrypt(Sequence(12), s_text, cipher, tag, "header"u8);
        byte[] plain = new byte[s_text.Length];
        gcm.Decrypt(Sequence(12), cipher, tag, plain, "header"u8);
        return (Convert.ToHexString(cipher), Convert.ToHexString(tag), plain.SequenceEqual(s_text));
    }

    private static (string, string) Ccm(int bits)
    {
        using var ccm = new AesCcm(Sequence(bits / 8));
        byte[] cipher = new byte[s_text.Length];
        byte[] tag = new byte[12];
        ccm.Encrypt(Sequence(13), s_text, cipher, tag);
        return (Convert.ToHexString(cipher), Convert.ToHexString(tag));
    }
}
