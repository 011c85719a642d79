// Elliptic curves: signatures and agreement.

using System.Security.Cryptography;
using System.Text;

namespace Conformance;

/// <summary>ECDSA and ECDH over the named curves.</summary>
internal static class EllipticCurveChecks
{
    private static readonly byte[] s_text = Encoding.UTF8.GetBytes("signed");

    internal static void Add(Area area)
    {
        foreach (ECCurve curve in (ECCurve[])[ECCurve.NamedCurves.nistP256, ECCurve.NamedCurves.nistP384, ECCurve.NamedCurves.nistP521, ECCurve.NamedCurves.brainpoolP256r1])
        {
            string name = curve.Oid.FriendlyName!;
            area.Check($"ecdsa.{name}", () =>
            {
                using var key = ECDsa.Create(curve);
                byte[] signature = key.SignData(s_text, HashAlgorithmName.SHA256);
                return (key.KeySize, signature.Length, key.VerifyData(s_text, signature, HashAlgorithmName.SHA256), key.VerifyData("other"u8, signature, HashAlgorithmName.SHA256));
            });
            area.Check($"ecdsa.{name}.der", () =>
            {
                using var key = ECDsa.Create(curve);
                byte[] signature = key.SignData(s_text, HashAlgorithmName.SHA512, DSASignatureFormat.Rfc3279DerSequence);
                using var other = ECDsa.Create();
                other.ImportSubjectPublicKeyInfo(key.ExportSubjectPublicKeyInfo(), out int read);
                return (read, other.VerifyData(s_text, signature, HashAlgorithmName.SHA512, DSASignatureFormat.Rfc3279DerSequence));
            });
            area.Check($"ecdh.{name}", () =>
            {
                using var left = ECDiffieHellman.Create(curve);
                using var right = ECDiffieHellman.Create(curve);
                byte[] first = left.DeriveKeyFromHash(right.PublicKey, HashAlgorithmName.SHA256);
                return (first.SequenceEqual(right.DeriveKeyFromHash(left.PublicKey, HashAlgorithmName.SHA256)), left.DeriveRawSecretAgreement(right.PublicKey).Length);
            });
        }

        using var key = ECDsa.Create();
        area.Check("ecdsa.import-pem", () =>
        {
            key.ImportFromPem(Keys.Ecdsa);
            return (key.KeySize, key.ExportSubjectPublicKeyInfoPem());
        });
        area.Check("ecdsa.parameters", () => Convert.ToHexString(key.ExportParameters(includePrivateParameters: true).Q.X!));
        area.Check("ecdsa.explicit", () => Convert.ToHexString(key.ExportExplicitParameters(includePrivateParameters: false).Curve.Prime!));
        area.Check("ecdsa.private", () => Convert.ToHexString(SHA256.HashData(key.ExportECPrivateKey())));
        area.Check("ecdsa.unknown-curve", () => ECDsa.Create(ECCurve.CreateFromValue("1.2.3.4")).KeySize);
        area.Check("ecdh.self", () =>
        {
            // A fixed key with itself: no chance in it.
            using var left = ECDiffieHellman.Create();
            left.ImportFromPem(Keys.Ecdsa);
            return Convert.ToHexString(left.DeriveKeyFromHmac(left.PublicKey, HashAlgorithmName.SHA256, [1, 2, 3]));
        });
        area.Check("dsa", () =>
        {
            using var dsa = DSA.Create(1024);
            return (dsa.KeySize, dsa.VerifyData(s_text, dsa.SignData(s_text, HashAlgorithmName.SHA1), HashAlgorithmName.SHA1));
        });
        area.Check("quantum.supported", () => (MLKem.IsSupported, MLDsa.IsSupported));
    }
}
