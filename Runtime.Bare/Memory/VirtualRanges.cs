// The ranges of the address space, ordered by address: a treap (Aragon and Seidel, 1989) whose subtrees know their largest
// hole, so that the lowest hole of a size is found in O(log n) as well. Nodes live in whole frames reached through the
// direct map: the page-fault handler walks them and must not fault itself.

using Runtime.Bare.Diagnostics;

namespace Runtime.Bare.Memory;

/// <summary>A set of disjoint ranges. Not thread-safe: the caller holds the address-space lock.</summary>
internal unsafe struct VirtualRanges
{
    private VirtualRange* _root;
    private VirtualRange* _freeNodes;
    private FrameAllocator* _frames;
    private uint _random;

    /// <summary>Nodes that can be used without a frame.</summary>
    internal int FreeNodes { readonly get; private set; }

    /// <summary>Starts empty.</summary>
    internal void Initialize(FrameAllocator* frames)
    {
        _frames = frames;
        _random = 0x9E3779B9;
    }

    /// <summary>Makes sure of so many free nodes before a change that may not stop halfway; false without a frame for them.</summary>
    internal bool EnsureNodes(int count)
    {
        while (FreeNodes < count)
        {
            ulong frame = _frames->Allocate(0);
            if (frame == 0)
            {
                return false;
            }

            VirtualRange* nodes = (VirtualRange*)PhysicalMemory.ToPointer(frame);
            for (int i = 0; i < (int)PageSize.Bytes / sizeof(VirtualRange); i++)
            {
                Recycle(nodes + i);
            }
        }

        return true;
    }

    /// <summary>The range that holds an address, or null.</summary>
    internal readonly VirtualRange* Find(ulong address)
    {
        VirtualRange* range = FirstEndingAfter(address);
        return range != null && range->Start <= address ? range : null;
    }

    /// <summary>The lowest range whose end lies above an address, or null.</summary>
    internal readonly VirtualRange* FirstEndingAfter(ulong address)
    {
        VirtualRange* best = null;
        for (VirtualRange* at = _root; at != null;)
        {
            if (at->End > address)
            {
                best = at;
                at = at->Left;
            }
            else
            {
                at = at->Right;
            }
        }

        return best;
    }

    /// <summary>The highest range that begins below an address, or null.</summary>
    internal readonly VirtualRange* LastStartingBefore(ulong address)
    {
        VirtualRange* best = null;
        for (VirtualRange* at = _root; at != null;)
        {
            if (at->Start < address)
            {
                best = at;
                at = at->Right;
            }
            else
            {
                at = at->Left;
            }
        }

        return best;
    }

    /// <summary>Adds a range where none is. A node must be free.</summary>
    internal VirtualRange* Insert(ulong start, ulong end, MemoryProtection protection, RangeKind kind)
    {
        VirtualRange* node = _freeNodes;
        if (node == null)
        {
            Panic.Fail("address space: a range was added without a node for it"u8, start);
        }

        _freeNodes = node->Left;
        FreeNodes--;
        _random ^= _random << 13; // xorshift32 (Marsaglia, 2003)
        _random ^= _random >> 17;
        _random ^= _random << 5;
        *node = new VirtualRange { Start = start, End = end, Protection = protection, Kind = kind, Priority = _random };
        Update(node);
        Split(_root, start, out VirtualRange* lower, out VirtualRange* upper);
        _root = Join(Join(lower, node), upper);
        return node;
    }

    /// <summary>Takes a range out; its node is free again.</summary>
    internal void Remove(VirtualRange* range)
    {
        Split(_root, range->Start, out VirtualRange* lower, out VirtualRange* rest);
        Split(rest, range->Start + 1, out VirtualRange* one, out VirtualRange* upper);
        if (one != range)
        {
            Panic.Fail("address space: removed a range that is not in the tree"u8, range->Start);
        }

        _root = Join(lower, upper);
        Recycle(range);
    }

    /// <summary>Cuts the range that holds an address in two there; nothing happens at a boundary. A node must be free.</summary>
    internal void CutAt(ulong address)
    {
        VirtualRange* range = Find(address);
        if (range == null || range->Start == address)
        {
            return;
        }

        VirtualRange copy = *range;
        SetBounds(range, copy.Start, address);
        VirtualRange* upper = Insert(address, copy.End, copy.Protection, copy.Kind);
        upper->IsCharged = copy.IsCharged;
        upper->StackCharge = copy.StackCharge;
        upper->StackBacked = copy.StackBacked;
    }

    /// <summary>Joins ranges that touch and are alike (not stacks), around a changed part.</summary>
    internal void MergeAround(ulong start, ulong end)
    {
        VirtualRange* left = LastStartingBefore(start);
        VirtualRange* range = left != null && left->End == start ? left : FirstEndingAfter(start);
        while (range != null && range->Start <= end)
        {
            VirtualRange* next = FirstEndingAfter(range->End);
            if (next == null || next->Start > end)
            {
                return;
            }

            if (next->Start == range->End
                && range->Kind == next->Kind
                && (range->Kind is RangeKind.Anonymous or RangeKind.Heap or RangeKind.Vast)
                && range->Protection == next->Protection
                && range->IsCharged == next->IsCharged)
            {
                ulong nextEnd = next->End;
                Remove(next);
                SetBounds(range, range->Start, nextEnd);
            }
            else
            {
                range = next;
            }
        }
    }

    /// <summary>Finds the lowest hole for a range; false when there is none.</summary>
    /// <param name="size">Bytes, a multiple of the page size.</param>
    /// <param name="alignment">A power of two, at least the page size.</param>
    /// <param name="low">Lowest start.</param>
    /// <param name="high">Highest end.</param>
    /// <param name="start">Where the range may begin.</param>
    internal readonly bool TryFindGap(ulong size, ulong alignment, ulong low, ulong high, out ulong start)
    {
        start = 0;
        if (low >= high || size > high - low)
        {
            return false;
        }

        // Before the first range, between two ranges, after the last.
        if (_root == null)
        {
            return Fits(low, high, size, alignment, out start);
        }

        return Fits(low, Math.Min(_root->First, high), size, alignment, out start)
            || FindInner(_root, size, alignment, low, high, out start)
            || Fits(Math.Max(_root->Last, low), high, size, alignment, out start);
    }

    private static bool Fits(ulong gapStart, ulong gapEnd, ulong size, ulong alignment, out ulong start)
    {
        start = (gapStart + alignment - 1) & ~(alignment - 1);
        return gapEnd > gapStart && start >= gapStart && start < gapEnd && gapEnd - start >= size;
    }

    // Depth-first in address order through the subtrees that have a large enough hole; alignment may still rule one out.
    private static bool FindInner(VirtualRange* node, ulong size, ulong alignment, ulong low, ulong high, out ulong start)
    {
        start = 0;
        if (node == null || node->LargestGap < size || node->Last <= low || node->First >= high)
        {
            return false;
        }

        return FindInner(node->Left, size, alignment, low, high, out start)
            || (node->Left != null && Fits(Math.Max(node->Left->Last, low), Math.Min(node->Start, high), size, alignment, out start))
            || (node->Right != null && Fits(Math.Max(node->End, low), Math.Min(node->Right->First, high), size, alignment, out start))
            || FindInner(node->Right, size, alignment, low, high, out start);
    }

    private static void Update(VirtualRange* node)
    {
        VirtualRange* left = node->Left;
        VirtualRange* right = node->Right;
        ulong gap = 0;
        if (left != null)
        {
            gap = Math.Max(left->LargestGap, node->Start - left->Last);
        }

        if (right != null)
        {
            gap = Math.Max(gap, Math.Max(right->LargestGap, right->First - node->End));
        }

        node->First = left == null ? node->Start : left->First;
        node->Last = right == null ? node->End : right->Last;
        node->LargestGap = gap;
    }

    // Ranges that begin below the address go left, the others right.
    private static void Split(VirtualRange* node, ulong address, out VirtualRange* lower, out VirtualRange* upper)
    {
        if (node == null)
        {
            lower = null;
            upper = null;
        }
        else if (node->Start < address)
        {
            Split(node->Right, address, out VirtualRange* inner, out upper);
            node->Right = inner;
            Update(node);
            lower = node;
        }
        else
        {
            Split(node->Left, address, out lower, out VirtualRange* inner);
            node->Left = inner;
            Update(node);
            upper = node;
        }
    }

    // Every range of the first lies below every range of the second.
    private static VirtualRange* Join(VirtualRange* lower, VirtualRange* upper)
    {
        if (lower == null || upper == null)
        {
            return lower == null ? upper : lower;
        }

        if (lower->Priority >= upper->Priority)
        {
            lower->Right = Join(lower->Right, upper);
            Update(lower);
            return lower;
        }

        upper->Left = Join(lower, upper->Left);
        Update(upper);
        return upper;
    }

    // Changing the bounds changes the sums on the path from the root.
    private void SetBounds(VirtualRange* range, ulong start, ulong end)
    {
        Split(_root, range->Start, out VirtualRange* lower, out VirtualRange* rest);
        Split(rest, range->Start + 1, out VirtualRange* one, out VirtualRange* upper);
        one->Start = start;
        one->End = end;
        Update(one);
        _root = Join(Join(lower, one), upper);
    }

    private void Recycle(VirtualRange* node)
    {
        node->Left = _freeNodes;
        _freeNodes = node;
        FreeNodes++;
    }
}
