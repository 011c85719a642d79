// Digests, message authentication, random numbers.

using System.Security.Cryptography;
using System.Text;

namespace Conformance;

/// <summary>What has no key, or a symmetric one and no cipher.</summary>
internal static class HashChecks
{
    private static readonly byte[] s_text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("The quick brown fox. ", 50)));

    internal static void Add(Area area)
    {
        foreach (HashAlgorithmName name in (HashAlgorithmName[])[HashAlgorithmName.MD5, HashAlgorithmName.SHA1, HashAlgorithmName.SHA256, HashAlgorithmName.SHA384, HashAlgorithmName.SHA512, HashAlgorithmName.SHA3_256, HashAlgorithmName.SHA3_384, HashAlgorithmName.SHA3_512])
        {
            area.Check($"hash.{name}", () => Convert.ToHexString(CryptographicOperations.HashData(name, s_text)));
            area.Check($"hash.{name}.empty", () => Convert.ToHexString(CryptographicOperations.HashData(name, [])));
            area.Check($"hash.{name}.pieces", () => Pieces(name));
            area.Check($"hmac.{name}", () => Convert.ToHexString(CryptographicOperations.HmacData(name, "key"u8, s_text)));
            area.Check($"hmac.{name}.long-key", () => Convert.ToHexString(CryptographicOperations.HmacData(name, s_text, "text"u8)));
        }

        area.Check("hash.supported", () => (SHA3_256.IsSupported, Shake128.IsSupported, HMACSHA3_512.IsSupported, Kmac128.IsSupported));
        area.Check("hash.stream", () => Convert.ToHexString(SHA256.HashData(new MemoryStream(new byte[1 << 20]))));
        area.CheckAsync("hash.stream-async", async () => Convert.ToHexString(await SHA512.HashDataAsync(new MemoryStream(s_text))));
        area.Check("hash.object", () =>
        {
            using SHA1 sha = SHA1.Create();
            sha.TransformBlock(s_text, 0, 100, null, 0);
            sha.TransformFinalBlock(s_text, 100, 50);
            return Convert.ToHexString(sha.Hash!) + sha.HashSize;
        });
        area.Check("hash.current", () =>
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            hash.AppendData("a"u8);
            byte[] first = hash.GetCurrentHash();
            hash.AppendData("b"u8);
            return (Convert.ToHexString(first), Convert.ToHexString(hash.GetHashAndReset()));
        });
        area.Check("hash.unknown", () => CryptographicOperations.HashData(new HashAlgorithmName("SHA999"), s_text));
        area.Check("hash.short-buffer", () => SHA256.HashData(s_text, new byte[31]));
        area.Check("shake128", () => Convert.ToHexString(Shake128.HashData(s_text, 77)));
        area.Check("shake256", () => Convert.ToHexString(Shake256.HashData(s_text, 200)));
        area.Check("kmac256", () => Convert.ToHexString(Kmac256.HashData("a key of some bytes"u8, s_text, 48, "custom"u8)));
        area.Check("hmac.verify", () => CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData("k"u8, s_text), HMACSHA256.HashData("k"u8, s_text)));
        area.Check("random.bytes", () => (RandomNumberGenerator.GetBytes(64).Distinct().Count() > 20, RandomNumberGenerator.GetBytes(0).Length));
        area.Check("random.differ", () => RandomNumberGenerator.GetHexString(32) != RandomNumberGenerator.GetHexString(32));
        area.Check("random.range", () => Enumerable.Range(0, 1000).Select(_ => RandomNumberGenerator.GetInt32(5, 8)).Distinct().Order());
        area.Check("random.string", () => RandomNumberGenerator.GetString("ab", 100).Distinct().Order());
        area.Check("random.large", () => RandomNumberGenerator.GetBytes(1 << 20).GroupBy(value => value).Count());
        area.Check("threads", () =>
        {
            // The first fetch of an algorithm, from many threads at once.
            var results = new string[16];
            Thread[] threads = [.. Enumerable.Range(0, results.Length).Select(i => new Thread(() => results[i] = Convert.ToHexString(HMACSHA512.HashData(SHA384.HashData(s_text), s_text))))];
            Array.ForEach(threads, thread => thread.Start());
            Array.ForEach(threads, thread => thread.Join());
            return results.Distinct();
        });
        area.Check("thread.small-stack", () =>
        {
            // Libraries in C count on the stack of a thread as Linux gives it; this is a small one.
            string result = "";
            var thread = new Thread(() => result = Convert.ToHexString(SHA512.HashData(s_text)), 128 * 1024);
            thread.Start();
            thread.Join();
            return result;
        });
    }

    private static string Pieces(HashAlgorithmName name)
    {
        using var hash = IncrementalHash.CreateHash(name);
        for (int i = 0; i < s_text.Length; i += 7)
        {
            hash.AppendData(s_text.AsSpan(i, Math.Min(7, s_text.Length - i)));
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
