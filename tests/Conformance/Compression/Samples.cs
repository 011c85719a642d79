// What is compressed: the same bytes on every system.

using System.Text;

namespace Compression;

internal static class Samples
{
    public static byte[] Text { get; } = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 400).Select(i => $"{i}: the quick brown fox jumps over {i % 7} lazy dogs\n")));

    public static byte[] Zeros { get; } = new byte[100_000];

    public static byte[] Noise { get; } = Random(1, 50_000);

    public static (string Name, byte[] Data)[] All { get; } = [("empty", []), ("one", [65]), ("text", Text), ("zeros", Zeros), ("noise", Noise)];

    public static byte[] Random(int seed, int length)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>FNV-1a, 64 bits.</summary>
    public static string Digest(byte[] bytes) => bytes.Aggregate(0xCBF29CE484222325UL, (hash, value) => (hash ^ value) * 0x100000001B3).ToString("x16", null);
}
