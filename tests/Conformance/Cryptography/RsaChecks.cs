// RSA: keys in their formats, signatures, encryption.

using System.Security.Cryptography;
using System.Text;

namespace Conformance;

/// <summary>RSA with a fixed key, and with generated ones.</summary>
internal static class RsaChecks
{
    private static readonly byte[] s_text = Encoding.UTF8.GetBytes("signed or encrypted");

    internal static void Add(Area area)
    {
        using var rsa = RSA.Create();
        area.Check("rsa.import-pem", () =>
        {
            rsa.ImportFromPem(Keys.Rsa);
            return (rsa.KeySize, Convert.ToHexString(SHA256.HashData(rsa.ExportRSAPublicKey())));
        });
        foreach (HashAlgorithmName name in (HashAlgorithmName[])[HashAlgorithmName.SHA1, HashAlgorithmName.SHA256, HashAlgorithmName.SHA384, HashAlgorithmName.SHA512, HashAlgorithmName.SHA3_256])
        {
            area.Check($"rsa.pkcs1.{name}", () => Convert.ToHexString(rsa.SignData(s_text, name, RSASignaturePadding.Pkcs1)));
            area.Check($"rsa.pss.{name}", () => rsa.VerifyData(s_text, rsa.SignData(s_text, name, RSASignaturePadding.Pss), name, RSASignaturePadding.Pss));
            area.Check($"rsa.oaep.{name}", () => Encoding.UTF8.GetString(rsa.Decrypt(rsa.Encrypt(s_text, RSAEncryptionPadding.CreateOaep(name)), RSAEncryptionPadding.CreateOaep(name))));
        }

        area.Check("rsa.encrypt.pkcs1", () => Encoding.UTF8.GetString(rsa.Decrypt(rsa.Encrypt(s_text, RSAEncryptionPadding.Pkcs1), RSAEncryptionPadding.Pkcs1)));
        area.Check("rsa.wrong-signature", () => rsa.VerifyData(s_text, new byte[256], HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        area.Check("rsa.wrong-cipher", () => rsa.Decrypt(new byte[256], RSAEncryptionPadding.OaepSHA256));
        area.Check("rsa.too-long", () => rsa.Encrypt(new byte[300], RSAEncryptionPadding.Pkcs1));
        area.Check("rsa.export-private", () => Convert.ToHexString(SHA256.HashData(rsa.ExportPkcs8PrivateKey())));
        area.Check("rsa.parameters", () => Convert.ToHexString(SHA256.HashData(rsa.ExportParameters(includePrivateParameters: true).D!)));
        area.Check("rsa.spki-pem", () => rsa.ExportSubjectPublicKeyInfoPem());
        area.Check("rsa.encrypted-pem", () =>
        {
            string pem = rsa.ExportEncryptedPkcs8PrivateKeyPem("secret", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000));
            using var other = RSA.Create();
            other.ImportFromEncryptedPem(pem, "secret");
            return Convert.ToHexString(SHA256.HashData(other.ExportRSAPrivateKey()));
        });
        area.Check("rsa.wrong-password", () =>
        {
            string pem = rsa.ExportEncryptedPkcs8PrivateKeyPem("secret", new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1000));
            using var other = RSA.Create();
            other.ImportFromEncryptedPem(pem, "other");
            return null;
        });
        area.Check("rsa.bad-pem", () =>
        {
            using var other = RSA.Create();
            other.ImportFromPem("no key");
            return null;
        });
        area.Check("rsa.generate", () =>
        {
            using var generated = RSA.Create(2048);
            return (generated.KeySize, generated.VerifyData(s_text, generated.SignData(s_text, HashAlgorithmName.SHA256, RSASignaturePadding.Pss), HashAlgorithmName.SHA256, RSASignaturePadding.Pss));
        });
        area.Check("rsa.size", () => RSA.Create(1000 + 1).KeySize);
    }
}
