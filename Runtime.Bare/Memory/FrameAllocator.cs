// Physical frames, by the buddy method (Knuth, TAOCP volume 1, 2.5): blocks of 2^order frames, order 0 to 9 (2 MiB),
// naturally aligned; a freed block merges with its neighbour of the same size when that is free too.
//
// One byte for each frame says what begins there; the free blocks themselves hold the links of their lists.

using System.Numerics;
using Runtime.Bare.Diagnostics;
using Runtime.Bare.Libc;

namespace Runtime.Bare.Memory;

/// <summary>
/// The free frames. Not thread-safe: the caller holds the address-space lock. Invariant: a frame belongs to exactly one of
/// a free block, an allocated block, or a hole (not RAM, or never given to the allocator).
/// </summary>
internal unsafe struct FrameAllocator
{
    /// <summary>Order of a 2 MiB block, the largest.</summary>
    internal const int LargeOrder = PageSize.LargeShift - PageSize.Shift;

    // States of a frame. A free block's first frame holds its order, an allocated one's its order and this bit.
    private const byte AllocatedBit = 0x80;
    private const byte Interior = 0xFF;

    private byte* _states;
    private ulong _stateCount;
    private fixed ulong _heads[LargeOrder + 1];

    /// <summary>Frames that nobody uses: in free blocks, and <see cref="CachedFrames"/>.</summary>
    internal ulong FreeFrames { readonly get; private set; }

    /// <summary>Of these, the ones that a CPU keeps for itself, is about to use, or is about to free.</summary>
    internal ulong CachedFrames { readonly get; private set; }

    /// <summary>Frames ever added.</summary>
    internal ulong TotalFrames { readonly get; private set; }

    /// <summary>Bytes of state for frames below a physical address.</summary>
    internal static ulong StateBytes(ulong physicalEnd) => physicalEnd >> PageSize.Shift;

    /// <summary>Starts without a frame.</summary>
    /// <param name="states"><see cref="StateBytes"/> bytes; they stay.</param>
    /// <param name="physicalEnd">No frame at or above this address will be added.</param>
    internal void Initialize(byte* states, ulong physicalEnd)
    {
        _states = states;
        _stateCount = StateBytes(physicalEnd);
        MemoryBlock.Set(states, Interior, (nuint)_stateCount);
    }

    /// <summary>Adds RAM that nobody uses. Frame 0 is left out: its address means "none".</summary>
    /// <param name="start">Physical address, page-aligned.</param>
    /// <param name="end">Page-aligned.</param>
    internal void AddRange(ulong start, ulong end)
    {
        ulong frame = Math.Max(start >> PageSize.Shift, 1);
        ulong last = end >> PageSize.Shift;
        if (last > _stateCount)
        {
            Panic.Fail("frame allocator: RAM beyond the highest address announced"u8, end);
        }

        while (frame < last)
        {
            int order = Math.Min(LargeOrder, BitOperations.TrailingZeroCount(frame));
            while (frame + (1UL << order) > last)
            {
                order--;
            }

            TotalFrames += 1UL << order;
            _states[frame] = (byte)(AllocatedBit | order);
            Free(frame << PageSize.Shift, order);
            frame += 1UL << order;
        }
    }

    /// <summary>Takes a block of 2^<paramref name="order"/> frames; 0 when there is none. The contents are undefined.</summary>
    /// <returns>Physical address, aligned to the block's size.</returns>
    internal ulong Allocate(int order)
    {
        int found = order;
        while (found <= LargeOrder && _heads[found] == 0)
        {
            found++;
        }

        if (found > LargeOrder)
        {
            return order == 0 && CachedFrames != 0 && TryTakeBack() ? Allocate(0) : 0;
        }

        ulong frame = _heads[found];
        Unlink(frame, found);
        while (found > order)
        {
            found--;
            Link(frame + (1UL << found), found); // the upper half stays free
        }

        _states[frame] = (byte)(AllocatedBit | order);
        FreeFrames -= 1UL << order;
        return frame << PageSize.Shift;
    }

    /// <summary>Takes one frame full of zeroes; 0 when there is none.</summary>
    internal ulong AllocateZeroed()
    {
        ulong address = Allocate(0);
        if (address != 0)
        {
            MemoryBlock.Set(PhysicalMemory.ToPointer(address), 0, (nuint)PageSize.Bytes);
        }

        return address;
    }

    /// <summary>Takes a frame that stays free, for a cache; 0 when there is none.</summary>
    internal ulong AllocateForCache()
    {
        ulong address = Allocate(0);
        NoteCached(address == 0 ? 0u : 1);
        return address;
    }

    /// <summary>Allocates a frame that was cached.</summary>
    internal ulong TakeCached(ulong physicalAddress)
    {
        CachedFrames--;
        FreeFrames--;
        return physicalAddress;
    }

    /// <summary>Frames that are allocated are about to be freed.</summary>
    internal void NoteCached(uint count)
    {
        CachedFrames += count;
        FreeFrames += count;
    }

    /// <summary>Gives a block back, with the order it was allocated with.</summary>
    internal void Free(ulong physicalAddress, int order)
    {
        ulong frame = physicalAddress >> PageSize.Shift;
        if (frame >= _stateCount || _states[frame] != (byte)(AllocatedBit | order))
        {
            Panic.Fail("frame allocator: freed a block that is not allocated with this size"u8, physicalAddress);
        }

        FreeFrames += 1UL << order;
        _states[frame] = Interior;
        while (order < LargeOrder)
        {
            ulong buddy = frame ^ (1UL << order);
            if (buddy >= _stateCount || _states[buddy] != (byte)order)
            {
                break;
            }

            Unlink(buddy, order);
            frame &= ~(1UL << order);
            order++;
        }

        Link(frame, order);
    }

    /// <summary>Makes an allocated 2 MiB block 512 allocated frames, each to be freed alone.</summary>
    internal readonly void SplitLarge(ulong physicalAddress)
    {
        ulong frame = physicalAddress >> PageSize.Shift;
        if (frame >= _stateCount || _states[frame] != (AllocatedBit | LargeOrder))
        {
            Panic.Fail("frame allocator: split a block that is no allocated 2 MiB"u8, physicalAddress);
        }

        for (ulong i = 0; i < PageSize.FramesPerLarge; i++)
        {
            _states[frame + i] = AllocatedBit;
        }
    }

    private static FreeBlock* BlockAt(ulong frame) => (FreeBlock*)PhysicalMemory.ToPointer(frame << PageSize.Shift);

    // From the caches of all CPUs. What is left after that a CPU is about to use or to free.
    private bool TryTakeBack()
    {
        ulong cached = CachedFrames;
        for (int cpu = 0; cpu < FrameCache.CpuLimit; cpu++)
        {
            FrameCache.Drain(ref this, cpu);
        }

        return CachedFrames != cached;
    }

    private void Link(ulong frame, int order)
    {
        ulong next = _heads[order];
        FreeBlock* block = BlockAt(frame);
        block->Next = next;
        block->Previous = 0;
        if (next != 0)
        {
            BlockAt(next)->Previous = frame;
        }

        _heads[order] = frame;
        _states[frame] = (byte)order;
    }

    private void Unlink(ulong frame, int order)
    {
        FreeBlock* block = BlockAt(frame);
        if (block->Previous == 0)
        {
            _heads[order] = block->Next;
        }
        else
        {
            BlockAt(block->Previous)->Next = block->Next;
        }

        if (block->Next != 0)
        {
            BlockAt(block->Next)->Previous = block->Previous;
        }

        _states[frame] = Interior;
    }

    // In the first bytes of a free block: frame numbers, 0 for none.
    private struct FreeBlock
    {
        public ulong Next;
        public ulong Previous;
    }
}
