// One range of address space with the same properties, as a node of the tree of ranges.

namespace Runtime.Bare.Memory;

/// <summary>What a range is for.</summary>
internal enum RangeKind : byte
{
    /// <summary>Memory of mmap: neighbours with equal protection merge.</summary>
    Anonymous,

    /// <summary>A thread's stack: promised in part only, backed as it grows.</summary>
    Stack,

    /// <summary>Below a stack: an access is a stack overflow.</summary>
    Guard,

    /// <summary>The kernel heap's address space.</summary>
    Heap,

    /// <summary>A part of much that was reserved at once and without access, as the collector's heap: as Anonymous in all but its promises.</summary>
    Vast,
}

/// <summary>A range [Start, End) of pages. Links and sums belong to <see cref="VirtualRanges"/>.</summary>
internal unsafe struct VirtualRange
{
    public ulong Start;
    public ulong End;

    /// <summary>Lower ranges of the subtree; also the link of a free node.</summary>
    public VirtualRange* Left;

    /// <summary>Higher ranges of the subtree.</summary>
    public VirtualRange* Right;

    /// <summary>Start of the subtree's first range.</summary>
    public ulong First;

    /// <summary>End of the subtree's last range.</summary>
    public ulong Last;

    /// <summary>Bytes of the largest hole between two ranges of the subtree.</summary>
    public ulong LargestGap;

    /// <summary>Heap order of the treap.</summary>
    public uint Priority;

    public MemoryProtection Protection;

    public RangeKind Kind;

    /// <summary>Pages were promised to it (commit accounting): it was accessible once, so it may hold contents.</summary>
    public bool IsCharged;

    /// <summary>Pages that a stack was promised, or has taken beyond that.</summary>
    public uint StackCharge;

    /// <summary>Pages of a stack that have a frame.</summary>
    public uint StackBacked;

    /// <summary>Bytes.</summary>
    public readonly ulong Length => End - Start;

    /// <summary>Pages.</summary>
    public readonly ulong Pages => (End - Start) >> PageSize.Shift;
}
