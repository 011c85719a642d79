// Checksums of objects and graphs: order and shape count, a single changed bit changes all of it.

namespace Stress;

/// <summary>Mixing.</summary>
internal static class Checksum
{
    /// <summary>A bijection without visible structure (the finalizer of SplitMix64).</summary>
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58_476D_1CE4_E5B9;
        value = (value ^ (value >> 27)) * 0x94D0_49BB_1331_11EB;
        return value ^ (value >> 31);
    }

    /// <summary>Continues a sum.</summary>
    public static ulong Add(ulong sum, ulong value) => Mix((sum * 31) + value);

    /// <summary>The sum of bytes, eight at a time: a loop without a call, which the collector can only stop from outside.</summary>
    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        ulong sum = (ulong)bytes.Length;
        foreach (ulong word in System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ulong>(bytes))
        {
            sum = (System.Numerics.BitOperations.RotateLeft(sum, 5) ^ word) * 0x9E37_79B9_7F4A_7C15;
        }

        for (int i = bytes.Length & ~7; i < bytes.Length; i++)
        {
            sum = (sum * 31) + bytes[i];
        }

        return sum;
    }

    /// <summary>Fills with what follows from a seed and gives its sum.</summary>
    public static ulong Fill(Span<byte> bytes, ulong seed)
    {
        foreach (ref ulong word in System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ulong>(bytes))
        {
            seed = (seed * 6364136223846793005) + 1442695040888963407;
            word = seed;
        }

        bytes[(bytes.Length & ~7)..].Fill((byte)seed);
        return Of(bytes);
    }
}
