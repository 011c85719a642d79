// Certificates: made, written, read, looked into.

using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Conformance;

/// <summary>X509Certificate2 and CertificateRequest.</summary>
internal static class CertificateChecks
{
    internal static readonly DateTimeOffset NotBefore = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    internal static readonly DateTimeOffset NotAfter = new(2046, 1, 1, 0, 0, 0, TimeSpan.Zero);

    internal static void Add(Area area)
    {
        using var key = RSA.Create();
        key.ImportFromPem(Keys.Rsa);
        using X509Certificate2 certificate = SelfSigned(key);
        area.Check("x509.raw", () => Convert.ToHexString(SHA256.HashData(certificate.RawData)));
        area.Check("x509.names", () => (certificate.Subject, certificate.Issuer, certificate.SerialNumber, certificate.Thumbprint, certificate.Version));
        area.Check("x509.info", () => Enum.GetValues<X509NameType>().Distinct().Select(type => certificate.GetNameInfo(type, forIssuer: false)));
        area.Check("x509.times", () => (certificate.NotBefore.ToUniversalTime().ToString("O"), certificate.NotAfter.ToUniversalTime().ToString("O")));
        area.Check("x509.key", () => (certificate.HasPrivateKey, certificate.PublicKey.Oid.Value, certificate.GetKeyAlgorithm(), certificate.SignatureAlgorithm.FriendlyName));
        area.Check("x509.extensions", () => certificate.Extensions.Select(extension => $"{extension.Oid!.FriendlyName} {extension.Critical} {extension.Format(multiLine: false)}"));
        area.Check("x509.matches", () => (certificate.MatchesHostname("example.org"), certificate.MatchesHostname("other.example"), certificate.MatchesHostname("a.wild.example")));
        area.Check("x509.pem", () => certificate.ExportCertificatePem());
        area.Check("x509.text", () => certificate.ToString(verbose: false));
        area.Check("x509.from-pem", () =>
        {
            using var loaded = X509Certificate2.CreateFromPem(certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
            return (loaded.HasPrivateKey, loaded.GetRSAPrivateKey()!.KeySize, loaded.Equals(certificate));
        });
        area.Check("x509.wrong-key", () =>
        {
            using var other = RSA.Create(2048);
            return X509Certificate2.CreateFromPem(certificate.ExportCertificatePem(), other.ExportPkcs8PrivateKeyPem()).HasPrivateKey;
        });
        foreach (Pkcs12ExportPbeParameters parameters in (Pkcs12ExportPbeParameters[])[Pkcs12ExportPbeParameters.Pbes2Aes256Sha256, Pkcs12ExportPbeParameters.Pkcs12TripleDesSha1])
        {
            area.Check($"x509.pfx.{parameters}", () =>
            {
                byte[] pfx = certificate.ExportPkcs12(parameters, "secret");
                using X509Certificate2 loaded = X509CertificateLoader.LoadPkcs12(pfx, "secret");
                byte[] signature = loaded.GetRSAPrivateKey()!.SignData("text"u8.ToArray(), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
                return (X509Certificate2.GetCertContentType(pfx), loaded.HasPrivateKey, loaded.Thumbprint == certificate.Thumbprint, certificate.GetRSAPublicKey()!.VerifyData("text"u8, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
            });
        }

        area.Check("x509.pfx.wrong-password", () => X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx, "secret"), "other").Subject);
        area.Check("x509.file", () =>
        {
            string path = Path.Combine(Path.GetTempPath(), "conformance-cryptography.pfx");
            File.WriteAllBytes(path, certificate.Export(X509ContentType.Pfx));
            using X509Certificate2 loaded = X509CertificateLoader.LoadPkcs12FromFile(path, null);
            File.Delete(path);
            return loaded.Subject;
        });
        area.Check("x509.pkcs7", () =>
        {
            byte[] bundle = new X509Certificate2Collection(certificate).Export(X509ContentType.Pkcs7)!;
            var loaded = new X509Certificate2Collection();
#pragma warning disable SYSLIB0057 // the loader that replaces it does not read PKCS #7
            loaded.Import(bundle);
#pragma warning restore SYSLIB0057
            return loaded.Select(item => item.Subject);
        });
        area.Check("x509.garbage", () => X509CertificateLoader.LoadCertificate([1, 2, 3]).Subject);
        area.Check("x509.no-file", () => X509CertificateLoader.LoadCertificateFromFile("/no/such/file").Subject);
        area.Check("x509.ecdsa", () =>
        {
            using var ecdsa = ECDsa.Create();
            ecdsa.ImportFromPem(Keys.Ecdsa);
            using X509Certificate2 made = new CertificateRequest("CN=curve", ecdsa, HashAlgorithmName.SHA384).CreateSelfSigned(NotBefore, NotAfter);
            return (made.SignatureAlgorithm.FriendlyName, made.GetECDsaPublicKey()!.KeySize, made.GetECDsaPrivateKey() is not null);
        });
        area.Check("x509.request", () =>
        {
            string pem = new CertificateRequest("CN=request, O=LibOS", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSigningRequestPem();
            return (pem, CertificateRequest.LoadSigningRequestPem(pem, HashAlgorithmName.SHA256).SubjectName.Name);
        });
        area.Check("x509.name", () => new X500DistinguishedName("CN=\"a, b\", O=é, C=DE").Format(multiLine: true));
        area.Check("x509.find", () => new X509Certificate2Collection(certificate).Find(X509FindType.FindBySubjectName, "example", validOnly: false).Count);
    }

    internal static X509Certificate2 SelfSigned(RSA key)
    {
        var request = new CertificateRequest("CN=example.org, O=LibOS, C=DE", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 2, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign | X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("example.org");
        names.AddDnsName("*.wild.example");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddEmailAddress("someone@example.org");
        names.AddUri(new Uri("https://example.org/"));
        request.CertificateExtensions.Add(names.Build());
        var generator = X509SignatureGenerator.CreateForRSA(key, RSASignaturePadding.Pkcs1);
        using X509Certificate2 bare = request.Create(request.SubjectName, generator, NotBefore, NotAfter, [1, 2, 3, 4, 5, 6, 7, 8]);
        return bare.CopyWithPrivateKey(key);
    }
}
