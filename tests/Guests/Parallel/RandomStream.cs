// Random numbers that a seed repeats: SplitMix64 (Steele, Lea, Flood, 2014). A value type, so that drawing never allocates.

namespace Parallel;

/// <summary>A stream of numbers.</summary>
internal struct RandomStream(ulong seed)
{
    private ulong _state = seed;

    public ulong Next() => Mix(_state += 0x9E37_79B9_7F4A_7C15);

    /// <summary>A number from 0 to below <paramref name="limit"/>.</summary>
    public int Below(int limit) => (int)((Next() >> 32) * (ulong)limit >> 32);

    /// <summary>A bijection without visible structure (the finalizer of SplitMix64).</summary>
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58_476D_1CE4_E5B9;
        value = (value ^ (value >> 27)) * 0x94D0_49BB_1331_11EB;
        return value ^ (value >> 31);
    }
}
