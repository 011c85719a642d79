// malloc of the guest: small blocks from one pool that grows and shrinks at its end, large ones as ranges of their own,
// which go back to the frames when freed. Memory is promised when allocated and backed when touched.

using Runtime.Bare.Cpu;
using Runtime.Bare.Libc;
using Runtime.Bare.Threading;

namespace Runtime.Bare.Memory;

/// <summary>The heap of this layer, of the runtime's native code and of NativeMemory. Thread and boot context.</summary>
internal static unsafe class KernelHeap
{
    // From this size on a block is a range of its own.
    private const ulong LargeBytes = 128 << 10;

    // The pool grows by this, and keeps so much free at its end.
    private const ulong GrowBytes = 64 << 10;

    // In front of a large block's contents.
    private const ulong LargeHeaderBytes = 64;

    private static HeapPool s_pool;
    private static ulong s_limit;
    private static SpinLock s_lock = new(LockRank.Heap);

    /// <summary>Reserves the pool's address space: as much as there is memory. False without an address range for it.</summary>
    internal static bool TryInitialize(ulong totalMemory)
    {
        ulong size = (totalMemory + (2 * PageSize.LargeBytes)) & ~PageSize.LargeMask;
        if (AddressSpace.Reserve(size, PageSize.LargeBytes, MemoryProtection.None, RangeKind.Heap, out ulong start) != 0)
        {
            return false;
        }

        s_pool.Initialize((byte*)start);
        s_limit = start + size;
        return true;
    }

    /// <summary>Allocates, aligned to 16; null when memory is short. The contents are undefined.</summary>
    internal static byte* Allocate(nuint size)
    {
        if (Tlb.OtherCpus == 0 || size > HeapCache.LargestBytes)
        {
            return AllocateAligned((nuint)HeapBlock.HeaderBytes, size);
        }

        byte* block = HeapCache.Take(size);
        if (block == null)
        {
            ulong flags = s_lock.Acquire();
            block = AllocateLocked((nuint)HeapBlock.HeaderBytes, size);
            HeapCache.Refill(ref s_pool, size);
            s_lock.Release(flags);
        }

        return block;
    }

    /// <summary>Allocates zeroed memory, aligned to 16; null when memory is short.</summary>
    internal static byte* AllocateZeroed(nuint size)
    {
        byte* block = Allocate(size);
        if (block != null && IsPooled(block))
        {
            MemoryBlock.Set(block, 0, size); // a range of its own is fresh and zero
        }

        return block;
    }

    /// <summary>Allocates at a multiple of a power of two; null when memory is short.</summary>
    internal static byte* AllocateAligned(nuint alignment, nuint size)
    {
        if (size >= LargeBytes || alignment >= LargeBytes)
        {
            return AllocateLarge(alignment, size);
        }

        ulong flags = s_lock.Acquire();
        byte* block = AllocateLocked(alignment, size);
        s_lock.Release(flags);
        return block;
    }

    /// <summary>Frees; null is allowed.</summary>
    internal static void Free(byte* block)
    {
        if (block == null)
        {
            return;
        }

        if (!IsPooled(block))
        {
            LargeHeader* header = HeaderOf(block);
            _ = AddressSpace.Unmap(header->Start, header->Length);
            return;
        }

        bool isSmall = Tlb.OtherCpus != 0 && s_pool.UsableSize(block) <= HeapCache.LargestBytes;
        if (isSmall)
        {
            block = HeapCache.Put(block);
            if (block == null)
            {
                return;
            }
        }

        ulong flags = s_lock.Acquire();
        if (isSmall)
        {
            HeapCache.Free(ref s_pool, block);
        }
        else
        {
            s_pool.Free(block);
        }

        TrimLocked();
        s_lock.Release(flags);
    }

    /// <summary>realloc(3): the contents move when the block cannot grow where it is; null (the old block stays) when memory is short.</summary>
    internal static byte* Reallocate(byte* block, nuint size)
    {
        if (block == null)
        {
            return Allocate(size);
        }

        nuint oldSize = UsableSize(block);
        if (IsPooled(block))
        {
            ulong flags = s_lock.Acquire();
            bool done = size < LargeBytes && s_pool.TryResize(block, size);
            s_lock.Release(flags);
            if (done)
            {
                return block;
            }
        }
        else if (size <= oldSize && size >= oldSize / 2)
        {
            return block;
        }

        byte* moved = Allocate(size);
        if (moved != null)
        {
            MemoryBlock.Copy(moved, block, Math.Min(size, oldSize));
            Free(block);
        }

        return moved;
    }

    /// <summary>Bytes that a block really has.</summary>
    internal static nuint UsableSize(byte* block)
    {
        if (!IsPooled(block))
        {
            LargeHeader* header = HeaderOf(block);
            return (nuint)(header->Start + header->Length - (ulong)block);
        }

        return (nuint)s_pool.UsableSize(block);
    }

    /// <summary>Gives the blocks in a CPU's cache back. The CPU is down, or it is the caller's.</summary>
    internal static void DrainCache(int cpu)
    {
        ulong flags = s_lock.Acquire();
        _ = HeapCache.Drain(ref s_pool, cpu);
        TrimLocked();
        s_lock.Release(flags);
    }

    private static byte* AllocateLocked(nuint alignment, nuint size)
    {
        byte* block = s_pool.AllocateAligned(alignment, size);
        return block == null && (TryGrow(size + alignment) || HeapCache.DrainAll(ref s_pool)) ? s_pool.AllocateAligned(alignment, size) : block;
    }

    private static void TrimLocked()
    {
        ulong oldEnd = (ulong)s_pool.End;
        ulong end = oldEnd;
        if (oldEnd - (ulong)s_pool.Start > 4 * GrowBytes)
        {
            end = (ulong)s_pool.Trim(2 * GrowBytes);
        }

        if (end != oldEnd)
        {
            AddressSpace.Discard(end, oldEnd - end);
        }
    }

    private static bool IsPooled(byte* block) => block >= s_pool.Start && (ulong)block < s_limit;

    private static LargeHeader* HeaderOf(byte* block) => (LargeHeader*)(block - LargeHeaderBytes);

    private static byte* AllocateLarge(ulong alignment, ulong size)
    {
        ulong front = Math.Max(alignment, LargeHeaderBytes);
        if (size > AddressSpace.HighLimit || front > AddressSpace.HighLimit)
        {
            return null;
        }

        ulong length = (front + size + PageSize.Mask) & ~PageSize.Mask;
        ulong rangeAlignment = Math.Max(alignment, PageSize.Bytes);
        if (AddressSpace.Reserve(length, rangeAlignment, MemoryProtection.ReadWrite, out ulong start) != 0)
        {
            return null;
        }

        byte* block = (byte*)(start + front);
        LargeHeader* header = HeaderOf(block);
        header->Start = start;
        header->Length = length;
        return block;
    }

    private static bool TryGrow(ulong bytes)
    {
        // Room for a header and for the end marker; close to the end of memory only what is needed.
        ulong needed = (bytes + (4 * HeapBlock.HeaderBytes) + PageSize.Mask) & ~PageSize.Mask;
        return TryGrowBy((needed + GrowBytes - 1) & ~(GrowBytes - 1)) || TryGrowBy(needed);
    }

    private static bool TryGrowBy(ulong bytes)
    {
        ulong end = (ulong)s_pool.End;
        if (bytes > s_limit - end || AddressSpace.Protect(end, bytes, MemoryProtection.ReadWrite) != 0)
        {
            return false;
        }

        s_pool.Extend(bytes);
        return true;
    }

    private struct LargeHeader
    {
        public ulong Start;
        public ulong Length;
    }
}
