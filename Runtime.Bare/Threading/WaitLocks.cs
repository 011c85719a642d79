// Locks of the wait queues inside objects that others own (mutexes, conditions, threads). They are not in the objects: who
// wakes from a timed wait takes the lock once more, when the object may already be gone. As Linux's futex hash.

using System.Runtime.CompilerServices;

namespace Runtime.Bare.Threading;

/// <summary>The lock for an object's wait queue, by its address. Nobody holds two of them.</summary>
internal static unsafe class WaitLocks
{
    private const int Count = 64;
    private const int Stride = 64; // bytes: a cache line for each
    private const ulong Multiplier = 0x9E37_79B9_7F4A_7C15; // 2^64 / golden ratio (Knuth, volume 3, 6.4)

    private static Table s_table;

    /// <summary>Gives the locks their rank. Boot context, once.</summary>
    internal static void Initialize()
    {
        for (int i = 0; i < Count; i++)
        {
            *(SpinLock*)((byte*)Unsafe.AsPointer(ref s_table) + (i * Stride)) = new SpinLock(LockRank.Wait);
        }
    }

    /// <summary>The lock.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static SpinLock* Of(void* address)
    {
        // The top six bits of the product.
        ulong index = ((ulong)address >> 3) * Multiplier >> 58;
        return (SpinLock*)((byte*)Unsafe.AsPointer(ref s_table) + (index * Stride)); // statics of this layer never move
    }

    private struct Table
    {
        public fixed byte Bytes[Count * Stride];
    }
}
