// Chains: OpenSSL builds them, System.Security.Cryptography says what is wrong with them.

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Conformance;

/// <summary>X509Chain with roots that the program brings, and with those of the system.</summary>
internal static class ChainChecks
{
    private static readonly DateTimeOffset s_now = CertificateChecks.NotBefore.AddYears(1);

    internal static void Add(Area area)
    {
        using var rootKey = RSA.Create();
        rootKey.ImportFromPem(Keys.Rsa);
        using X509Certificate2 root = CertificateChecks.SelfSigned(rootKey);
        using var middleKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 middle = Issue("CN=middle", middleKey, root, isAuthority: true, [1]).CopyWithPrivateKey(middleKey);
        using var leafKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 leaf = Issue("CN=leaf", leafKey, middle, isAuthority: false, [2]);

        area.Check("chain.trusted", () => Build(leaf, root, [middle]));
        area.Check("chain.no-middle", () => Build(leaf, root, []));
        area.Check("chain.self-signed", () => Build(root, root, []));
        area.Check("chain.untrusted", () => Build(leaf, null, [root, middle]));
        area.Check("chain.expired", () => Build(leaf, root, [middle], s_now.AddYears(50)));
        area.Check("chain.early", () => Build(leaf, root, [middle], s_now.AddYears(-50)));
        area.Check("chain.wrong-use", () => Build(leaf, root, [middle], policy: policy => policy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.4"))));
        area.Check("chain.allowed", () => Build(leaf, null, [root, middle], policy: policy => policy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority));
        area.Check("chain.other-root", () =>
        {
            using var otherKey = RSA.Create(2048);
            using X509Certificate2 other = CertificateChecks.SelfSigned(otherKey);
            return Build(leaf, other, [middle]);
        });
        area.Check("chain.verify", () => leaf.Verify());
        area.Check("chain.revocation-offline", () => Build(leaf, root, [middle], policy: policy => policy.RevocationMode = X509RevocationMode.Offline));
        area.Check("crl", () =>
        {
            var builder = new CertificateRevocationListBuilder();
            builder.AddEntry(leaf, CertificateChecks.NotBefore);
            byte[] list = builder.Build(root, 7, s_now.AddYears(5), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1, CertificateChecks.NotBefore);
            return CertificateRevocationListBuilder.Load(list, out System.Numerics.BigInteger number).RemoveEntry(leaf.SerialNumberBytes.Span) + " " + number;
        });
    }

    private static X509Certificate2 Issue(string name, ECDsa key, X509Certificate2 issuer, bool isAuthority, byte[] serial)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        X509SignatureGenerator generator = issuer.GetRSAPrivateKey() is { } rsa
            ? X509SignatureGenerator.CreateForRSA(rsa, RSASignaturePadding.Pkcs1)
            : X509SignatureGenerator.CreateForECDsa(issuer.GetECDsaPrivateKey()!);
        return request.Create(issuer.SubjectName, generator, CertificateChecks.NotBefore, CertificateChecks.NotAfter, serial);
    }

    private static string Build(X509Certificate2 leaf, X509Certificate2? root, X509Certificate2[] others, DateTimeOffset? time = null, Action<X509ChainPolicy>? policy = null)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = (time ?? s_now).UtcDateTime;
        chain.ChainPolicy.ExtraStore.AddRange(others);
        if (root is not null)
        {
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.Add(root);
        }

        policy?.Invoke(chain.ChainPolicy);
        bool isGood = chain.Build(leaf);
        return $"{isGood}: {string.Join(" < ", chain.ChainElements.Select(element => element.Certificate.Subject))}: {string.Join(", ", chain.ChainStatus.Select(status => status.Status + " (" + status.StatusInformation.Trim() + ")"))}";
    }
}
