// A set of CPUs by index, as the affinity masks of Linux.

using System.Numerics;
using System.Threading;

namespace Runtime.Bare.Cpu;

/// <summary>Up to <see cref="Limit"/> CPUs. All zero is the empty set.</summary>
internal struct CpuSet
{
    /// <summary>Indices are below it.</summary>
    internal const int Limit = 128;

    private const int WordBits = 64;

    private ulong _low;
    private ulong _high;

    /// <summary>Every index.</summary>
    internal static CpuSet All => new() { _low = ulong.MaxValue, _high = ulong.MaxValue };

    /// <summary>Has it no member.</summary>
    internal readonly bool IsEmpty => (_low | _high) == 0;

    /// <summary>Number of members.</summary>
    internal readonly int Count => BitOperations.PopCount(_low) + BitOperations.PopCount(_high);

    /// <summary>The smallest member, or -1.</summary>
    internal readonly int First => NextAfter(-1);

    /// <summary>The next larger member, or -1.</summary>
    internal readonly int NextAfter(int index)
    {
        int from = index + 1;
        if (from < WordBits && _low >> from is var low && low != 0)
        {
            return from + BitOperations.TrailingZeroCount(low);
        }

        from = Math.Max(from, WordBits);
        if (from < Limit && _high >> (from - WordBits) is var high && high != 0)
        {
            return from + BitOperations.TrailingZeroCount(high);
        }

        return -1;
    }

    /// <summary>Is an index, of any value, a member.</summary>
    internal readonly bool Contains(int index) =>
        (uint)index < Limit && ((index < WordBits ? _low : _high) & Bit(index)) != 0;

    /// <summary>Adds an index; one that is too large is left out.</summary>
    internal void Add(int index)
    {
        _low |= index < WordBits ? Bit(index) : 0;
        _high |= index is >= WordBits and < Limit ? Bit(index) : 0;
    }

    /// <summary>The members of both.</summary>
    internal readonly CpuSet Intersect(CpuSet other) => new() { _low = _low & other._low, _high = _high & other._high };

    /// <summary>Is there a member of both.</summary>
    internal readonly bool Overlaps(CpuSet other) => ((_low & other._low) | (_high & other._high)) != 0;

    /// <summary>Adds an index at once for all CPUs; a full fence.</summary>
    internal void AtomicAdd(int index) => _ = Interlocked.Or(ref WordOf(ref this, index), Bit(index));

    /// <summary>Removes an index at once for all CPUs; a full fence, unless it was not there. True when it was.</summary>
    internal bool AtomicRemove(int index) =>
        (Volatile.Read(ref WordOf(ref this, index)) & Bit(index)) != 0
        && (Interlocked.And(ref WordOf(ref this, index), ~Bit(index)) & Bit(index)) != 0;

    /// <summary>Reads a cpu_set_t of any length; what it says of larger indices means nothing.</summary>
    internal static unsafe CpuSet Read(byte* mask, nuint bytes)
    {
        CpuSet set = default;
        for (int index = 0; index < Limit && (nuint)(index / 8) < bytes; index++)
        {
            if ((mask[index / 8] & (1 << (index % 8))) != 0)
            {
                set.Add(index);
            }
        }

        return set;
    }

    /// <summary>Writes a cpu_set_t of any length; members beyond it are left out.</summary>
    internal readonly unsafe void Write(byte* mask, nuint bytes)
    {
        for (nuint i = 0; i < bytes; i++)
        {
            ulong word = i < 8 ? _low : i < 16 ? _high : 0;
            mask[i] = (byte)(word >> (int)(i % 8 * 8));
        }
    }

    private static ulong Bit(int index) => 1UL << (index % WordBits);

    private static ref ulong WordOf(ref CpuSet set, int index) => ref index < WordBits ? ref set._low : ref set._high;
}
