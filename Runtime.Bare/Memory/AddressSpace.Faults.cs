// Page faults. With several CPUs nothing is cleared or copied under the lock: a small page's frame comes cleared from the CPU's
// cache, and a 2 MiB slot is busy while one CPU prepares its page. Who wants to change or to fault in a busy slot waits.
//
// 1. A fault needs a large page: slot noted as busy, its entry owns the block (or still the small pages) and is not present.
// 2. Lock released, block cleared (or the small pages copied: since the flush before nobody can write to them), lock taken.
// 3. The entry becomes the large page; the slot is free again. Nothing has changed meanwhile, so nothing is looked up again.

using Runtime.Bare.Cpu;
using Runtime.Bare.Libc;
using Runtime.Bare.Xen;

namespace Runtime.Bare.Memory;

/// <summary>Backs pages when they are touched.</summary>
internal static unsafe partial class AddressSpace
{
    /// <summary>Serves a page fault. Trap context, interrupts off; thread context as well.</summary>
    /// <param name="address">CR2.</param>
    /// <param name="isWrite">The access was a write.</param>
    /// <param name="isFetch">The access was an instruction fetch.</param>
    internal static FaultResult HandleFault(ulong address, bool isWrite, bool isFetch)
    {
        if (address is < LowLimit or >= HighLimit)
        {
            return KernelMemory.IsInImage(address & ~PageSize.Mask, PageSize.Bytes) ? FaultResult.NoAccess : FaultResult.NoRange;
        }

        ulong flags = Instructions.DisableInterrupts();
        ulong frame = Tlb.OtherCpus == 0 ? 0 : FrameCache.TakeCleared();
        FaultResult result;
        while (true)
        {
            ulong off = s_lock.Acquire();
            WaitForSlots(off, address, address + 1);
            result = HandleFaultLocked(address, isWrite, isFetch, ref frame);
            Release(off);
            if (frame != 0)
            {
                FrameCache.PutCleared(frame);
                frame = 0;
            }

            if (result != FaultResult.OutOfMemory || s_state.Frames->CachedFrames == 0)
            {
                break;
            }

            Hypercall.Yield(); // another CPU is about to use or to free them
        }

        Instructions.RestoreInterrupts(flags);
        return result;
    }

    /// <summary>Backs all pages of a writable range now, so that touching it cannot fault. Trap and thread context.</summary>
    internal static bool EnsureMapped(ulong start, ulong length)
    {
        ulong end = start + length;
        for (ulong page = start & ~PageSize.Mask; page < end; page += PageSize.Bytes)
        {
            bool isImage = KernelMemory.IsInImage(page, PageSize.Bytes);
            if (!isImage && HandleFault(page, isWrite: true, isFetch: false) != FaultResult.Resolved)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Gives the frames in a CPU's cache back. The CPU is down, or it is the caller's. Thread and boot context.</summary>
    internal static void DrainFrameCache(int cpu)
    {
        ulong flags = Acquire();
        FrameCache.Drain(ref *s_state.Frames, cpu);
        Release(flags);
    }

    // Until no slot of the range is busy; the lock is released meanwhile. Whoever prepares a page holds no other lock and does
    // not wait, so this ends, whatever the caller holds.
    private static void WaitForSlots(ulong flags, ulong start, ulong end)
    {
        while (s_state.Slots.Overlap(start, end))
        {
            s_lock.Release(flags);
            Hypercall.Yield(); // to a CPU that Xen has preempted while it prepared the page
            _ = s_lock.Acquire();
        }
    }

    // A cleared frame of the CPU's cache, or 0; it becomes 0 when it was used.
    private static FaultResult HandleFaultLocked(ulong address, bool isWrite, bool isFetch, ref ulong frame)
    {
        VirtualRange* range = s_state.Ranges.Find(address);
        if (range == null)
        {
            return FaultResult.NoRange;
        }

        if (range->Kind == RangeKind.Guard)
        {
            return FaultResult.GuardPage;
        }

        if (isFetch || range->Protection == MemoryProtection.None || (isWrite && range->Protection != MemoryProtection.ReadWrite))
        {
            return FaultResult.NoAccess;
        }

        ulong page = address & ~PageSize.Mask;
        ulong access = PageTables.Access(range->Protection);
        ulong entry = s_state.Tables->Find(page);
        if (entry != 0)
        {
            // Another CPU was first, this one keeps an entry with fewer rights, or EnsureMapped asks for what is there. An entry
            // that really lacks rights is from a change of access that lacked memory halfway.
            return PageTables.Rights(access & ~entry) == 0 || s_state.Tables->TryProtect(page, page + PageSize.Bytes, access)
                ? FaultResult.Resolved
                : FaultResult.OutOfMemory;
        }

        if (TryMapLarge(range, address & ~PageSize.LargeMask))
        {
            return FaultResult.Resolved;
        }

        return TryMapSmall(range, page, access, ref frame) ? FaultResult.Resolved : FaultResult.OutOfMemory;
    }

    private static bool TryMapSmall(VirtualRange* range, ulong page, ulong access, ref ulong frame)
    {
        FrameAllocator* frames = s_state.Frames;
        bool isCached = frame != 0;
        ulong used = isCached ? frames->TakeCached(frame) : frames->AllocateZeroed();
        frame = 0;
        if (used == 0)
        {
            return false;
        }

        if (!s_state.Tables->TryMap(page, used, access))
        {
            frames->Free(used, 0);
            return false;
        }

        if (!isCached && Tlb.OtherCpus != 0)
        {
            FrameCache.Refill(ref *frames);
        }

        s_state.Account.Back(1);
        if (range->Kind == RangeKind.Stack && ++range->StackBacked > range->StackCharge)
        {
            range->StackCharge++;
            s_state.Account.ForcePromise();
        }

        return true;
    }

    // The kernel heap is left to small pages: its blocks are small and it gives its end back page by page. A slot that became
    // accessible piece by piece, as the GC's heap does, has small pages until all of it is: then they are joined. The range may
    // be another one after this: its neighbours may have merged with it.
    private static bool TryMapLarge(VirtualRange* range, ulong start)
    {
        if (range->Kind is not (RangeKind.Anonymous or RangeKind.Vast)
            || range->Protection != MemoryProtection.ReadWrite
            || start < range->Start
            || range->End - start < PageSize.LargeBytes)
        {
            return false;
        }

        ulong block = s_state.Frames->Allocate(FrameAllocator.LargeOrder);
        if (block == 0)
        {
            return false;
        }

        uint joined = 0;
        ulong* pages = null;
        if (!s_state.Tables->IsLargeSlotEmpty(start))
        {
            pages = s_state.Tables->Detach(start, out joined);
        }
        else if (!s_state.Tables->TryMapLarge(start, block, PageTables.Access(MemoryProtection.None)))
        {
            s_state.Frames->Free(block, FrameAllocator.LargeOrder);
            return false;
        }

        s_state.Account.Back(PageSize.FramesPerLarge - joined);
        bool isApart = Tlb.OtherCpus != 0 && s_state.Slots.TryAdd(start);
        if (isApart)
        {
            s_lock.ReleaseInterruptsOff();
        }

        if (pages == null)
        {
            MemoryBlock.Set(PhysicalMemory.ToPointer(block), 0, (nuint)PageSize.LargeBytes);
        }
        else
        {
            PageTables.CopyPages(pages, block);
        }

        if (isApart)
        {
            s_lock.AcquireInterruptsOff();
            s_state.Slots.Remove(start);
        }

        if (pages != null)
        {
            s_state.Tables->FreeDetached(pages);
        }

        return s_state.Tables->TryMapLarge(start, block, PageTables.Access(MemoryProtection.ReadWrite)); // has its table
    }

    // Slots whose large page a CPU prepares without the lock. More CPUs at once than fit here prepare theirs under the lock.
    private struct BusySlots
    {
        private const int Limit = 16;

        private fixed ulong _starts[Limit];
        private int _count;

        public readonly bool Overlap(ulong start, ulong end)
        {
            for (int i = 0; i < _count; i++)
            {
                if (_starts[i] < end && start < _starts[i] + PageSize.LargeBytes)
                {
                    return true;
                }
            }

            return false;
        }

        public bool TryAdd(ulong start)
        {
            if (_count == Limit)
            {
                return false;
            }

            _starts[_count++] = start;
            return true;
        }

        public void Remove(ulong start)
        {
            int i = 0;
            while (_starts[i] != start)
            {
                i++;
            }

            _starts[i] = _starts[--_count];
        }
    }
}
