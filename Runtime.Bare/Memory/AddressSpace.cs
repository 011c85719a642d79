// The guest's one address space above the image: ranges, page tables, frames and promises together, as mmap, mprotect,
// munmap and the page-fault handler need them. Pages are backed with zeroed frames when first touched, by 2 MiB pages
// where a whole one lies in a writable range; freed frames go back at once.
//
// Lock order: address space is the last (README.md). Nothing is taken inside; a page fault may take it under any other lock,
// so its holder never waits for another CPU (who waits for a busy slot has released it, AddressSpace.Faults.cs). It is held
// with interrupts off, and code under it touches only the direct map, the image and its stack, whose next pages are backed
// first. It is released by Release, after which no CPU keeps a translation to a frame that can be allocated.

using System.Threading;
using Runtime.Bare.Diagnostics;
using Runtime.Bare.Libc;
using Runtime.Bare.Threading;

namespace Runtime.Bare.Memory;

/// <summary>Reserves, protects, backs and frees memory. Addresses and lengths are multiples of the page size.</summary>
internal static unsafe partial class AddressSpace
{
    /// <summary>Lowest address handed out; below lies the image, mapped at its physical address.</summary>
    internal const ulong LowLimit = 0x1_0000_0000;

    /// <summary>End of what is handed out: the lower half of the canonical addresses, less a margin.</summary>
    internal const ulong HighLimit = 0x7F00_0000_0000;

    // Below a stack. Compiled code probes page by page; native frames of up to this size cannot jump over it.
    private const ulong GuardBytes = 16 * PageSize.Bytes;

    // Pages promised to a new stack: what a thread needs to start and to report an error.
    private const uint StackPromise = 8;

    // The collector takes at least so much at once for its heap; what is smaller may be of the last memory.
    private const ulong SmallPages = (64 << 10) >> PageSize.Shift;

    // The collector reserves its heap's range and its tables at once.
    private const ulong VastBytes = 16UL << 20;

    // A change cuts at two places and adds one range.
    private const int NodesForChange = 3;

    // Stack that code under the lock may use: the tree's recursion is as deep as the tree, some dozens of frames.
    private const ulong StackNeed = 2 * PageSize.Bytes;

    private static State s_state;
    private static SpinLock s_lock = new(LockRank.AddressSpace);

    /// <summary>Bytes that can still be promised.</summary>
    internal static ulong AvailableBytes
    {
        get
        {
            ulong flags = Acquire();
            ulong available = s_state.Account.Available << PageSize.Shift;
            Release(flags);
            return available;
        }
    }

    /// <summary>Does this CPU hold the lock. For the page-fault entry.</summary>
    internal static bool IsLockedHere => s_lock.IsHeldHere;

    /// <summary>The pages that ranges have now: of 2 MiB, and of 4 KiB. Thread context.</summary>
    internal static void CountPages(out ulong large, out ulong small)
    {
        large = 0;
        small = 0;
        ulong flags = Acquire();
        s_state.Tables->Count(LowLimit, HighLimit, ref large, ref small);
        Release(flags);
    }

    /// <summary>The pages that the worst refused request lacked since the start; 0 when none was refused. Any context.</summary>
    internal static ulong LargestShortage => s_state.Account.LargestShortage;

    /// <summary>Takes over the page tables and the frames. Boot context, once.</summary>
    internal static void Initialize(PageTables* tables, FrameAllocator* frames, AddressLayout layout)
    {
        s_state.Layout = layout;
        s_state.Tables = tables;
        s_state.Frames = frames;
        s_state.Account.Initialize(frames);
        s_state.Ranges.Initialize(frames);
    }

    /// <summary>Reserves a new range, promised when accessible. Returns 0 or ENOMEM. Thread and boot context.</summary>
    /// <param name="size">Bytes.</param>
    /// <param name="alignment">A power of two; ranges of 2 MiB and more begin at a 2 MiB boundary in any case.</param>
    /// <param name="protection">Access.</param>
    /// <param name="start">Where it is.</param>
    internal static int Reserve(ulong size, ulong alignment, MemoryProtection protection, out ulong start) =>
        Reserve(size, alignment, protection, protection == MemoryProtection.None && size >= VastBytes ? RangeKind.Vast : RangeKind.Anonymous, out start);

    /// <summary>As the other overload, for a range of a kind.</summary>
    internal static int Reserve(ulong size, ulong alignment, MemoryProtection protection, RangeKind kind, out ulong start)
    {
        start = 0;
        if (size == 0 || size > HighLimit)
        {
            return Errno.ENOMEM;
        }

        if (size >= PageSize.LargeBytes)
        {
            alignment = Math.Max(alignment, PageSize.LargeBytes);
        }

        ulong flags = Acquire();
        int error = ReserveLocked(size, alignment, protection, kind, out start);
        Release(flags);
        return error;
    }

    /// <summary>Maps fresh memory over whatever anonymous memory is there. Returns 0, EINVAL or ENOMEM.</summary>
    internal static int MapFixed(ulong start, ulong size, MemoryProtection protection)
    {
        if (!IsValid(start, size))
        {
            return Errno.EINVAL;
        }

        ulong flags = AcquireFor(start, start + size);
        int error = MapFixedLocked(start, start + size, protection);
        Release(flags);
        return error;
    }

    /// <summary>Frees a range; holes in it are passed over. Returns 0, EINVAL or ENOMEM.</summary>
    internal static int Unmap(ulong start, ulong size)
    {
        if (!IsValid(start, size))
        {
            return Errno.EINVAL;
        }

        ulong flags = AcquireFor(start, start + size);
        int error = s_state.Ranges.EnsureNodes(NodesForChange) ? RemoveLocked(start, start + size) : Errno.ENOMEM;
        Release(flags);
        return error;
    }

    /// <summary>
    /// Frees the pages of a range that may have holes; the range stays as it is, and reads as zero. Returns 0 or EINVAL, or
    /// ENOMEM when there is a hole or a page could not be split; the rest of the range is freed in the first of these cases.
    /// </summary>
    internal static int Clear(ulong start, ulong size)
    {
        if (!IsValid(start, size))
        {
            return (start & PageSize.Mask) != 0 ? Errno.EINVAL : Errno.ENOMEM;
        }

        ulong flags = AcquireFor(start, start + size);
        int error = ClearLocked(start, start + size);
        Release(flags);
        return error;
    }

    /// <summary>Changes the access of a range, of the image's data as well. Contents stay. Returns 0, EINVAL, EACCES or ENOMEM.</summary>
    internal static int Protect(ulong start, ulong size, MemoryProtection protection)
    {
        if (KernelMemory.IsInImage(start, size))
        {
            ulong imageFlags = Acquire();
            int imageError = KernelMemory.ProtectImage(start, size, protection);
            Release(imageFlags);
            return imageError;
        }

        if (!IsValid(start, size))
        {
            return (start & PageSize.Mask) != 0 ? Errno.EINVAL : Errno.ENOMEM;
        }

        ulong flags = AcquireFor(start, start + size);
        int error = ProtectLocked(start, start + size, protection);
        Release(flags);
        return error;
    }

    /// <summary>
    /// Takes the pages and the promise of a part of the kernel heap's range back: reserved address space again. It stays
    /// accessible where memory is too short to note the change.
    /// </summary>
    internal static void Discard(ulong start, ulong size)
    {
        ulong flags = Acquire();
        ref VirtualRanges ranges = ref s_state.Ranges;
        ulong freed = 0;
        if (ranges.EnsureNodes(NodesForChange))
        {
            ranges.CutAt(start);
            ranges.CutAt(start + size);
            VirtualRange* range = ranges.Find(start);
            if (range == null || range->Kind != RangeKind.Heap || range->End != start + size)
            {
                Panic.Fail("address space: discarded memory that is not the kernel heap's"u8, start);
            }

            _ = s_state.Tables->TryUnmap(start, start + size, ref freed); // 4 KiB pages only: nothing to split
            s_state.Account.Release(range->Pages, freed);
            range->Protection = MemoryProtection.None;
            range->IsCharged = false;
            ranges.MergeAround(start, start + size);
        }

        Release(flags);
    }

    /// <summary>Reserves a stack with a guard below it; false when memory is short.</summary>
    /// <param name="size">Bytes of the stack itself.</param>
    /// <param name="stackBase">Its lowest address.</param>
    internal static bool TryReserveStack(ulong size, out ulong stackBase)
    {
        stackBase = 0;
        ulong flags = Acquire();
        uint promise = (uint)Math.Min(StackPromise, size >> PageSize.Shift);
        ref VirtualRanges ranges = ref s_state.Ranges;
        bool done = ranges.EnsureNodes(NodesForChange)
            && TryFindGap(size + GuardBytes, PageSize.Bytes, s_state.Layout.StacksFrom, out stackBase)
            && s_state.Account.TryPromise(promise, PromiseClass.Large);
        if (done)
        {
            ranges.Insert(stackBase, stackBase + GuardBytes, MemoryProtection.None, RangeKind.Guard);
            stackBase += GuardBytes;
            VirtualRange* stack = ranges.Insert(stackBase, stackBase + size, MemoryProtection.ReadWrite, RangeKind.Stack);
            stack->StackCharge = promise;
        }

        Release(flags);
        return done;
    }

    /// <summary>Frees a stack of <see cref="TryReserveStack"/>.</summary>
    internal static void ReleaseStack(ulong stackBase, ulong size)
    {
        ulong flags = Acquire();
        VirtualRange* stack = s_state.Ranges.Find(stackBase);
        VirtualRange* guard = s_state.Ranges.Find(stackBase - GuardBytes);
        if (stack == null || stack->Kind != RangeKind.Stack || stack->Length != size || guard == null || guard->Kind != RangeKind.Guard)
        {
            Panic.Fail("address space: released a stack that is none"u8, stackBase);
        }

        ulong freed = 0;
        _ = s_state.Tables->TryUnmap(stack->Start, stack->End, ref freed); // 4 KiB pages only: nothing to split
        s_state.Account.Release(stack->StackCharge, freed);
        s_state.Ranges.Remove(stack);
        s_state.Ranges.Remove(guard);
        Release(flags);
    }

    /// <summary>
    /// Takes the lock. Code under it may not fault, and a stack is backed as it is touched: the pages it can come to are touched
    /// first. Thread and boot context.
    /// </summary>
    internal static ulong Acquire()
    {
        byte here;
        _ = Volatile.Read(ref *(&here - PageSize.Bytes));
        _ = Volatile.Read(ref *(&here - StackNeed));
        return s_lock.Acquire();
    }

    /// <summary>Releases the lock, behind one flush for the whole change; then what left the tables is free.</summary>
    internal static void Release(ulong flags)
    {
        s_state.Tables->Flush();
        s_lock.Release(flags);
    }

    private static ulong AcquireFor(ulong start, ulong end)
    {
        ulong flags = Acquire();
        WaitForSlots(flags, start, end);
        return flags;
    }

    private static bool IsValid(ulong start, ulong size) =>
        ((start | size) & PageSize.Mask) == 0
        && size != 0
        && start >= LowLimit
        && start < HighLimit
        && size <= HighLimit - start;

    // From where this boot puts its kind; where that is full, anywhere.
    private static bool TryFindGap(ulong size, ulong alignment, ulong from, out ulong start) =>
        s_state.Ranges.TryFindGap(size, alignment, from, HighLimit, out start)
        || s_state.Ranges.TryFindGap(size, alignment, LowLimit, HighLimit, out start);

    private static int ReserveLocked(ulong size, ulong alignment, MemoryProtection protection, RangeKind kind, out ulong start)
    {
        start = 0;
        ref VirtualRanges ranges = ref s_state.Ranges;
        if (!ranges.EnsureNodes(NodesForChange)
            || !TryFindGap(size, alignment, s_state.Layout.RangesFrom, out ulong found)
            || (protection != MemoryProtection.None && !s_state.Account.TryPromise(size >> PageSize.Shift, ClassOf(size >> PageSize.Shift, kind))))
        {
            return Errno.ENOMEM;
        }

        VirtualRange* range = ranges.Insert(found, found + size, protection, kind);
        range->IsCharged = protection != MemoryProtection.None;
        ranges.MergeAround(found, found + size);
        start = found;
        return 0;
    }

    private static int MapFixedLocked(ulong start, ulong end, MemoryProtection protection)
    {
        ulong pages = (end - start) >> PageSize.Shift;
        bool isCharged = protection != MemoryProtection.None;
        VirtualRange* before = s_state.Ranges.Find(start);
        RangeKind kind = before != null && before->Kind == RangeKind.Vast && before->End >= end ? RangeKind.Vast : RangeKind.Anonymous;
        if (!s_state.Ranges.EnsureNodes(NodesForChange + 1) || (isCharged && !s_state.Account.TryPromise(pages, ClassOf(pages, kind))))
        {
            return Errno.ENOMEM;
        }

        int error = RemoveLocked(start, end);
        if (error != 0)
        {
            s_state.Account.Release(isCharged ? pages : 0, 0);
            return error;
        }

        VirtualRange* range = s_state.Ranges.Insert(start, end, protection, kind);
        range->IsCharged = isCharged;
        s_state.Ranges.MergeAround(start, end);
        return 0;
    }

    // Takes ranges, pages and promises away. Stacks and guards are their threads' and refuse.
    private static int RemoveLocked(ulong start, ulong end)
    {
        ref VirtualRanges ranges = ref s_state.Ranges;
        for (VirtualRange* at = ranges.FirstEndingAfter(start); at != null && at->Start < end; at = ranges.FirstEndingAfter(at->End))
        {
            if (at->Kind is RangeKind.Stack or RangeKind.Guard)
            {
                return Errno.EINVAL;
            }
        }

        ranges.CutAt(start);
        ranges.CutAt(end);
        VirtualRange* range;
        while ((range = ranges.FirstEndingAfter(start)) != null && range->Start < end)
        {
            ulong freed = 0;
            bool done = s_state.Tables->TryUnmap(range->Start, range->End, ref freed);
            if (!done)
            {
                s_state.Account.Release(0, freed);
                return Errno.ENOMEM;
            }

            s_state.Account.Release(range->IsCharged ? range->Pages : 0, freed);
            ranges.Remove(range);
        }

        return 0;
    }

    private static int ClearLocked(ulong start, ulong end)
    {
        ref VirtualRanges ranges = ref s_state.Ranges;
        ulong covered = start;
        int error = 0;
        for (VirtualRange* at = ranges.FirstEndingAfter(start); at != null && at->Start < end; at = ranges.FirstEndingAfter(at->End))
        {
            if (at->Kind is RangeKind.Stack or RangeKind.Guard)
            {
                return Errno.EINVAL;
            }

            ulong freed = 0;
            bool done = s_state.Tables->TryUnmap(Math.Max(at->Start, start), Math.Min(at->End, end), ref freed);
            s_state.Account.Release(0, freed);
            if (!done)
            {
                return Errno.ENOMEM;
            }

            error = at->Start > covered ? Errno.ENOMEM : error;
            covered = at->End;
        }

        return covered < end ? Errno.ENOMEM : error;
    }

    private static int ProtectLocked(ulong start, ulong end, MemoryProtection protection)
    {
        ref VirtualRanges ranges = ref s_state.Ranges;
        if (!ranges.EnsureNodes(NodesForChange) || !TryPromiseForAccess(start, end, protection))
        {
            return Errno.ENOMEM;
        }

        ranges.CutAt(start);
        ranges.CutAt(end);
        for (VirtualRange* range = ranges.Find(start); range != null && range->Start < end; range = ranges.FirstEndingAfter(range->End))
        {
            // A range without a promise has no pages, so there is nothing to change in the tables.
            if (range->IsCharged
                && range->Protection != protection
                && !s_state.Tables->TryProtect(range->Start, range->End, PageTables.Access(protection)))
            {
                return Errno.ENOMEM;
            }

            range->Protection = protection;
            range->IsCharged |= protection != MemoryProtection.None;
        }

        ranges.MergeAround(start, end);
        return 0;
    }

    private static PromiseClass ClassOf(ulong pages, RangeKind kind) =>
        kind == RangeKind.Heap ? PromiseClass.Small
        : pages >= SmallPages ? PromiseClass.Large
        : kind == RangeKind.Vast ? PromiseClass.SmallOfVast
        : PromiseClass.Small;

    // The whole range must exist; its parts that were never accessible are promised now.
    private static bool TryPromiseForAccess(ulong start, ulong end, MemoryProtection protection)
    {
        ref VirtualRanges ranges = ref s_state.Ranges;
        ulong at = start;
        ulong pages = 0;
        RangeKind kind = RangeKind.Anonymous;
        while (at < end)
        {
            VirtualRange* range = ranges.Find(at);
            if (range == null || range->Kind is RangeKind.Stack or RangeKind.Guard)
            {
                return false;
            }

            ulong next = Math.Min(range->End, end);
            pages += range->IsCharged ? 0 : (next - at) >> PageSize.Shift;
            kind = range->Kind;
            at = next;
        }

        return protection == MemoryProtection.None || s_state.Account.TryPromise(pages, ClassOf(pages, kind));
    }

    private struct State
    {
        public PageTables* Tables;
        public FrameAllocator* Frames;
        public CommitAccount Account;
        public VirtualRanges Ranges;
        public AddressLayout Layout;
        public BusySlots Slots;
    }
}
