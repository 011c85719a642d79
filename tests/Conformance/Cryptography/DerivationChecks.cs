// Keys from passwords and from other keys.

using System.Security.Cryptography;

namespace Conformance;

/// <summary>PBKDF2 (RFC 8018), HKDF (RFC 5869), SP 800-108.</summary>
internal static class DerivationChecks
{
    internal static void Add(Area area)
    {
        foreach (HashAlgorithmName name in (HashAlgorithmName[])[HashAlgorithmName.SHA1, HashAlgorithmName.SHA256, HashAlgorithmName.SHA512, HashAlgorithmName.SHA3_256])
        {
            area.Check($"pbkdf2.{name}", () => Convert.ToHexString(Rfc2898DeriveBytes.Pbkdf2("password", CipherChecks.Sequence(16), 1000, name, 40)));
            area.Check($"hkdf.{name}", () => Convert.ToHexString(HKDF.DeriveKey(name, CipherChecks.Sequence(22), 42, CipherChecks.Sequence(13), CipherChecks.Sequence(10))));
            area.Check($"hkdf.{name}.extract", () => Convert.ToHexString(HKDF.Extract(name, CipherChecks.Sequence(22), CipherChecks.Sequence(13))));
            area.Check($"sp800-108.{name}", () => Convert.ToHexString(SP800108HmacCounterKdf.DeriveBytes(CipherChecks.Sequence(32), name, "label", "context", 50)));
        }

        area.Check("pbkdf2.no-iterations", () => Rfc2898DeriveBytes.Pbkdf2("password", CipherChecks.Sequence(16), 0, HashAlgorithmName.SHA1, 20));
        area.Check("hkdf.too-long", () => HKDF.Expand(HashAlgorithmName.SHA256, CipherChecks.Sequence(32), 255 * 33, []));
    }
}
