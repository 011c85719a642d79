// The header of a block of the kernel heap.

namespace Runtime.Bare.Memory;

/// <summary>16 bytes in front of each block's contents. Blocks lie side by side and know their neighbours.</summary>
internal unsafe struct HeapBlock
{
    /// <summary>Bytes of a header; also the alignment of blocks and contents.</summary>
    internal const ulong HeaderBytes = 16;

    /// <summary>Smallest contents: the links of a free block.</summary>
    internal const ulong MinimumBytes = 16;

    private const ulong FreeBit = 1;
    private const ulong CachedBit = 2;
    private const ulong StateBits = FreeBit | CachedBit;

    private ulong _sizeAndState;

    /// <summary>The block below, or null for the first.</summary>
    public HeapBlock* Below;

    // In the contents of a free block only.
    private HeapBlock* _next;
    private HeapBlock* _previous;

    /// <summary>Bytes of the contents, a multiple of 16; 0 marks the end of the heap.</summary>
    internal ulong Size
    {
        readonly get => _sizeAndState & ~StateBits;
        set => _sizeAndState = value | (_sizeAndState & StateBits);
    }

    /// <summary>Nobody uses it.</summary>
    internal bool IsFree
    {
        readonly get => (_sizeAndState & FreeBit) != 0;
        set => _sizeAndState = value ? _sizeAndState | FreeBit : _sizeAndState & ~FreeBit;
    }

    /// <summary>Nobody uses it but a CPU's cache: not free for the pool, and not its caller's any more.</summary>
    internal bool IsCached
    {
        readonly get => (_sizeAndState & CachedBit) != 0;
        set => _sizeAndState = value ? _sizeAndState | CachedBit : _sizeAndState & ~CachedBit;
    }

    /// <summary>Next in the list of free blocks of its class; only of a free block.</summary>
    internal HeapBlock* Next
    {
        readonly get => _next;
        set => _next = value;
    }

    /// <summary>Previous in the list of free blocks of its class; only of a free block.</summary>
    internal HeapBlock* Previous
    {
        readonly get => _previous;
        set => _previous = value;
    }

    /// <summary>The contents of a block.</summary>
    internal static byte* Contents(HeapBlock* block) => (byte*)block + HeaderBytes;

    /// <summary>The block of contents.</summary>
    internal static HeapBlock* FromContents(byte* contents) => (HeapBlock*)(contents - HeaderBytes);

    /// <summary>The block above.</summary>
    internal static HeapBlock* Above(HeapBlock* block) => (HeapBlock*)(Contents(block) + block->Size);
}
