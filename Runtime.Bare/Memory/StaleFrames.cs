// Frames that left the page tables. Until all CPUs have dropped their translations one of them may still write there, and the
// allocator keeps its lists inside free frames: so they wait here, and one flush serves many.

using Runtime.Bare.Cpu;

namespace Runtime.Bare.Memory;

/// <summary>A bounded batch. The caller holds the address-space lock, and flushes before releasing it.</summary>
internal unsafe struct StaleFrames
{
    private const int Limit = 128;

    // Physical address and, in the bits below a page, the order.
    private fixed ulong _blocks[Limit];
    private int _count;

    /// <summary>An entry was removed or weakened since the last flush. Invariant: set while there are frames.</summary>
    internal bool IsDue { readonly get; set; }

    /// <summary>Adds a block whose entry is cleared already; flushes first when the batch is full.</summary>
    internal void Add(FrameAllocator* frames, ulong physicalAddress, int order)
    {
        if (_count == Limit)
        {
            Flush(frames);
        }

        _blocks[_count++] = physicalAddress | (uint)order;
        IsDue = true;
    }

    /// <summary>Drops the translations of all CPUs, then frees the frames.</summary>
    internal void Flush(FrameAllocator* frames)
    {
        Tlb.FlushAll();
        while (_count != 0)
        {
            ulong block = _blocks[--_count];
            frames->Free(block & ~PageSize.Mask, (int)(block & PageSize.Mask));
        }

        IsDue = false;
    }
}
