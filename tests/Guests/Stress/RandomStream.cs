// Random numbers that a seed repeats: SplitMix64 (Steele, Lea, Flood, 2014). A value type, so that drawing never allocates.

namespace Stress;

/// <summary>A stream of numbers.</summary>
internal struct RandomStream(ulong seed)
{
    private ulong _state = seed;

    public ulong Next() => Checksum.Mix(_state += 0x9E37_79B9_7F4A_7C15);

    /// <summary>A number from 0 to below <paramref name="limit"/>.</summary>
    public int Below(int limit) => (int)((Next() >> 32) * (ulong)limit >> 32);
}
