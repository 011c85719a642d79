// A heap in one growing stretch of memory: two-level segregated fit (Masmano, Ripoll, Crespo, Real, "TLSF", ECRTS 2004).
// Allocating and freeing take bounded time, neighbours merge at once, and nothing outside the stretch is touched.

using System.Numerics;
using Runtime.Bare.Diagnostics;

namespace Runtime.Bare.Memory;

/// <summary>Blocks of any size, aligned to 16. Not thread-safe. Sizes are bytes.</summary>
internal unsafe struct HeapPool
{
    // Classes: 16 linear ones below 256 bytes, then 16 to each power of two, up to 2^39.
    private const int SubclassBits = 4;
    private const int Subclasses = 1 << SubclassBits;
    private const int LinearBits = 8;
    private const int Levels = 32;
    private const ulong Largest = 1UL << (LinearBits + Levels - 2);

    private byte* _start;
    private byte* _end;
    private HeapBlock* _last;
    private uint _levelMap;
    private fixed ushort _subclassMaps[Levels];
    private fixed ulong _heads[Levels * Subclasses];

    /// <summary>First byte.</summary>
    internal readonly byte* Start => _start;

    /// <summary>End of the memory in use: headers and blocks, free ones included.</summary>
    internal readonly byte* End => _end;

    /// <summary>Bytes in use by callers, headers included.</summary>
    internal ulong UsedBytes { readonly get; private set; }

    /// <summary>Starts with no memory, at an address aligned to 16.</summary>
    internal void Initialize(byte* start)
    {
        _start = start;
        _end = start;
        _last = null;
    }

    /// <summary>Adds writable memory that begins at <see cref="End"/>; a multiple of 16, at least 64.</summary>
    internal void Extend(ulong bytes)
    {
        // The old end marker becomes the new block's header; a new marker stands at the new end.
        HeapBlock* block;
        ulong usable;
        if (_last == null)
        {
            block = (HeapBlock*)_start;
            block->Below = null;
            usable = bytes - (2 * HeapBlock.HeaderBytes);
        }
        else
        {
            block = (HeapBlock*)(_end - HeapBlock.HeaderBytes);
            usable = bytes - HeapBlock.HeaderBytes;
        }

        _end += bytes;
        *(ulong*)block = 0;
        block->Size = usable;
        HeapBlock* marker = HeapBlock.Above(block);
        *(ulong*)marker = 0;
        marker->Below = block;
        _last = block;
        Release(block);
    }

    /// <summary>Gives up the end of the heap as far as it is free; returns the new end, page-aligned upwards.</summary>
    /// <param name="keep">Free bytes to leave in the last block.</param>
    internal byte* Trim(ulong keep)
    {
        if (_last == null || !_last->IsFree || _last->Size <= keep + PageSize.Bytes)
        {
            return _end;
        }

        keep = Math.Max(keep, HeapBlock.MinimumBytes);
        byte* contents = HeapBlock.Contents(_last);
        ulong end = ((ulong)contents + keep + HeapBlock.HeaderBytes + PageSize.Mask) & ~PageSize.Mask;
        if (end >= (ulong)_end)
        {
            return _end;
        }

        Unlink(_last);
        _last->Size = end - HeapBlock.HeaderBytes - (ulong)contents;
        _end = (byte*)end;
        HeapBlock* marker = HeapBlock.Above(_last);
        *(ulong*)marker = 0;
        marker->Below = _last;
        Link(_last);
        return _end;
    }

    /// <summary>Allocates; null when no block is large enough.</summary>
    internal byte* Allocate(ulong size)
    {
        if (size > Largest)
        {
            return null;
        }

        size = RoundUp(size);
        HeapBlock* block = FindFree(size);
        if (block == null)
        {
            return null;
        }

        Unlink(block);
        block->IsFree = false;
        Shrink(block, size);
        UsedBytes += block->Size + HeapBlock.HeaderBytes;
        return HeapBlock.Contents(block);
    }

    /// <summary>Allocates at a multiple of a power of two; null when no block is large enough.</summary>
    internal byte* AllocateAligned(ulong alignment, ulong size)
    {
        if (alignment <= HeapBlock.HeaderBytes)
        {
            return Allocate(size);
        }

        // Room for the worst start, and for a free block in front of the aligned one.
        const ulong Front = HeapBlock.HeaderBytes + HeapBlock.MinimumBytes;
        if (size > Largest || alignment > Largest)
        {
            return null;
        }

        size = RoundUp(size);
        byte* contents = Allocate(size + alignment + Front);
        if (contents == null)
        {
            return null;
        }

        HeapBlock* block = HeapBlock.FromContents(contents);
        UsedBytes -= block->Size + HeapBlock.HeaderBytes;
        ulong aligned = ((ulong)contents + alignment - 1) & ~(alignment - 1);
        if (aligned != (ulong)contents)
        {
            aligned = ((ulong)contents + Front + alignment - 1) & ~(alignment - 1);
            HeapBlock* front = block;
            block = Cut(front, aligned - HeapBlock.HeaderBytes - (ulong)contents);
            Release(front);
        }

        Shrink(block, size);
        UsedBytes += block->Size + HeapBlock.HeaderBytes;
        return HeapBlock.Contents(block);
    }

    /// <summary>Frees a block of this heap.</summary>
    internal void Free(byte* contents)
    {
        HeapBlock* block = Check(contents);
        UsedBytes -= block->Size + HeapBlock.HeaderBytes;
        Release(block);
    }

    /// <summary>Grows or shrinks a block where it is; false when it cannot grow there.</summary>
    internal bool TryResize(byte* contents, ulong size)
    {
        HeapBlock* block = Check(contents);
        if (size > Largest)
        {
            return false;
        }

        size = RoundUp(size);
        HeapBlock* above = HeapBlock.Above(block);
        ulong reachable = block->Size + (above->IsFree ? above->Size + HeapBlock.HeaderBytes : 0);
        if (size > reachable)
        {
            return false;
        }

        UsedBytes -= block->Size + HeapBlock.HeaderBytes;
        if (size > block->Size)
        {
            Unlink(above);
            Absorb(block, above);
        }

        Shrink(block, size);
        UsedBytes += block->Size + HeapBlock.HeaderBytes;
        return true;
    }

    /// <summary>Bytes that a block really has. The block's owner needs no lock for this.</summary>
    internal readonly ulong UsableSize(byte* contents) => Check(contents)->Size;

    private static ulong RoundUp(ulong size) => (Math.Max(size, HeapBlock.MinimumBytes) + 15) & ~15UL;

    private readonly HeapBlock* Check(byte* contents)
    {
        HeapBlock* block = HeapBlock.FromContents(contents);
        if (contents < _start + HeapBlock.HeaderBytes || contents >= _end || ((ulong)contents & 15) != 0)
        {
            Panic.Fail("kernel heap: this is no block of the heap"u8, (ulong)contents);
        }

        if (block->IsFree || block->IsCached || HeapBlock.Above(block)->Below != block)
        {
            Panic.Fail("kernel heap: a block was freed twice, or its header was overwritten"u8, (ulong)contents);
        }

        return block;
    }

    // Cuts a block of so many bytes of contents off the front; returns the rest, not free and in no list.
    private HeapBlock* Cut(HeapBlock* block, ulong size)
    {
        ulong rest = block->Size - size - HeapBlock.HeaderBytes;
        block->Size = size;
        HeapBlock* upper = HeapBlock.Above(block);
        *(ulong*)upper = 0;
        upper->Size = rest;
        upper->Below = block;
        HeapBlock.Above(upper)->Below = upper;
        if (_last == block)
        {
            _last = upper;
        }

        return upper;
    }

    // Gives the end of a used block back when it is large enough to be a block.
    private void Shrink(HeapBlock* block, ulong size)
    {
        if (block->Size >= size + HeapBlock.HeaderBytes + HeapBlock.MinimumBytes)
        {
            Release(Cut(block, size));
        }
    }

    // Makes a used block free, together with free neighbours.
    private void Release(HeapBlock* block)
    {
        HeapBlock* above = HeapBlock.Above(block);
        if (above->IsFree)
        {
            Unlink(above);
            Absorb(block, above);
        }

        HeapBlock* below = block->Below;
        if (below != null && below->IsFree)
        {
            Unlink(below);
            Absorb(below, block);
            block = below;
        }

        block->IsFree = true;
        Link(block);
    }

    private void Absorb(HeapBlock* block, HeapBlock* above)
    {
        block->Size += above->Size + HeapBlock.HeaderBytes;
        HeapBlock.Above(block)->Below = block;
        if (_last == above)
        {
            _last = block;
        }
    }

    private static int ClassOf(ulong size)
    {
        if (size < 1UL << LinearBits)
        {
            return (int)(size >> 4);
        }

        int log = BitOperations.Log2(size);
        return ((log - LinearBits + 1) << SubclassBits) | (int)((size >> (log - SubclassBits)) & (Subclasses - 1));
    }

    private void Link(HeapBlock* block)
    {
        int index = ClassOf(block->Size);
        HeapBlock* head = (HeapBlock*)_heads[index];
        block->Next = head;
        block->Previous = null;
        if (head != null)
        {
            head->Previous = block;
        }

        _heads[index] = (ulong)block;
        _subclassMaps[index >> SubclassBits] |= (ushort)(1 << (index & (Subclasses - 1)));
        _levelMap |= 1u << (index >> SubclassBits);
    }

    private void Unlink(HeapBlock* block)
    {
        if (block->Next != null)
        {
            block->Next->Previous = block->Previous;
        }

        if (block->Previous != null)
        {
            block->Previous->Next = block->Next;
            return;
        }

        int index = ClassOf(block->Size);
        _heads[index] = (ulong)block->Next;
        if (block->Next == null)
        {
            int level = index >> SubclassBits;
            _subclassMaps[level] &= (ushort)~(1 << (index & (Subclasses - 1)));
            if (_subclassMaps[level] == 0)
            {
                _levelMap &= ~(1u << level);
            }
        }
    }

    // Any block of the class above the size's own fits; in its own class only some do, and the first is tried.
    private readonly HeapBlock* FindFree(ulong size)
    {
        int index = ClassOf(size);
        HeapBlock* own = (HeapBlock*)_heads[index];
        if (own != null && own->Size >= size)
        {
            return own;
        }

        index++;
        int level = index >> SubclassBits;
        if (level >= Levels)
        {
            return null;
        }

        uint subclasses = (uint)_subclassMaps[level] & (uint.MaxValue << (index & (Subclasses - 1)));
        if (subclasses == 0)
        {
            uint levels = level == Levels - 1 ? 0 : _levelMap & (uint.MaxValue << (level + 1));
            if (levels == 0)
            {
                return null;
            }

            level = BitOperations.TrailingZeroCount(levels);
            subclasses = _subclassMaps[level];
        }

        return (HeapBlock*)_heads[(level << SubclassBits) | BitOperations.TrailingZeroCount(subclasses)];
    }
}
