// Four-level page tables (Intel SDM volume 3, 4.5), reached through the direct map.
//
// An entry that is not zero owns what it names: a table, or a page's frame. A page of a range without access keeps its
// frame and its contents in an entry that is not present. Tables go when their last entry goes.
//
// CPUs keep what they read here. What is added needs no flush: nobody keeps an entry that is not present, and the fault that
// an entry from before it got more rights may cause finds it allowed (AddressSpace). Frames that leave are stale until Flush.

using Runtime.Bare.Libc;

namespace Runtime.Bare.Memory;

/// <summary>One set of page tables. Not thread-safe: the caller holds the address-space lock.</summary>
internal unsafe struct PageTables
{
    internal const ulong Present = 1UL << 0;
    internal const ulong Writable = 1UL << 1;
    internal const ulong Large = 1UL << 7;
    internal const ulong NoExecute = 1UL << 63;
    internal const ulong AddressMask = 0x000F_FFFF_FFFF_F000;

    // A bit that the CPU ignores: the entry holds a frame even where it is not present.
    private const ulong Holds = 1UL << 9;
    private const ulong AccessMask = Present | Writable | NoExecute;
    private const ulong TableFlags = Present | Writable;
    private const int TopLevel = 4;
    private const int LargeLevel = 2;
    private const int Entries = 512;

    private ulong _root;
    private FrameAllocator* _frames;
    private StaleFrames _stale;

    /// <summary>Physical address of the top table, for CR3.</summary>
    internal readonly ulong Root => _root;

    /// <summary>Access bits of a page entry for a protection.</summary>
    internal static ulong Access(MemoryProtection protection) => protection switch
    {
        MemoryProtection.ReadWrite => Present | Writable | NoExecute,
        MemoryProtection.Read => Present | NoExecute,
        _ => NoExecute,
    };

    /// <summary>What an entry, or access bits, allow beside instruction fetches.</summary>
    internal static ulong Rights(ulong entry) => entry & (Present | Writable);

    /// <summary>Starts with an empty top table; false without a frame for it.</summary>
    internal bool TryInitialize(FrameAllocator* frames)
    {
        _frames = frames;
        _root = frames->AllocateZeroed();
        return _root != 0;
    }

    /// <summary>Maps one page where nothing is mapped; false when no frame is left for a table.</summary>
    /// <param name="virtualAddress">Page-aligned.</param>
    /// <param name="physicalAddress">Page-aligned.</param>
    /// <param name="access">Access bits, see <see cref="Access"/>.</param>
    internal readonly bool TryMap(ulong virtualAddress, ulong physicalAddress, ulong access)
    {
        ulong* entry = Walk(virtualAddress, 1, create: true);
        if (entry == null)
        {
            return false;
        }

        *entry = physicalAddress | access | Holds;
        return true;
    }

    /// <summary>Maps one 2 MiB page where no entry is, or that page itself or a detached table; false when no frame is left for a table.</summary>
    internal readonly bool TryMapLarge(ulong virtualAddress, ulong physicalAddress, ulong access)
    {
        ulong* entry = Walk(virtualAddress, LargeLevel, create: true);
        if (entry == null)
        {
            return false;
        }

        *entry = physicalAddress | access | Holds | Large;
        return true;
    }

    /// <summary>
    /// Makes sure that no CPU uses what was taken out of the tables or lost rights, and frees the frames that left. Due before
    /// the lock is released.
    /// </summary>
    internal void Flush()
    {
        if (_stale.IsDue)
        {
            _stale.Flush(_frames);
        }
    }

    /// <summary>Makes the next <see cref="Flush"/> drop translations though no entry lost rights.</summary>
    internal void RequireFlush() => _stale.IsDue = true;

    /// <summary>
    /// First step of joining the pages of a 2 MiB slot: no CPU reaches them afterwards, and their frames are noted as about to be
    /// free. The slot keeps them in an entry that is not present.
    /// </summary>
    /// <param name="virtualAddress">In a slot that has a table of pages.</param>
    /// <param name="pages">How many there are.</param>
    /// <returns>Their entries.</returns>
    internal ulong* Detach(ulong virtualAddress, out uint pages)
    {
        ulong* entry = Walk(virtualAddress, LargeLevel, create: false);
        *entry &= ~Present;
        _stale.Flush(_frames);
        ulong* table = (ulong*)PhysicalMemory.ToPointer(*entry & AddressMask);
        pages = 0;
        for (int i = 0; i < Entries; i++)
        {
            pages += table[i] != 0 ? 1u : 0;
        }

        _frames->NoteCached(pages);
        return table;
    }

    /// <summary>Second step: fills a 2 MiB block with the contents, and with zeroes where no page is. Needs no lock.</summary>
    internal static void CopyPages(ulong* table, ulong block)
    {
        for (ulong i = 0; i < Entries; i++)
        {
            byte* target = PhysicalMemory.ToPointer(block + (i << PageSize.Shift));
            if (table[i] == 0)
            {
                MemoryBlock.Set(target, 0, (nuint)PageSize.Bytes);
            }
            else
            {
                MemoryBlock.Copy(target, PhysicalMemory.ToPointer(table[i] & AddressMask), (nuint)PageSize.Bytes);
            }
        }
    }

    /// <summary>Third step: frees the frames and their table. The slot gets its large page by <see cref="TryMapLarge"/>.</summary>
    internal readonly void FreeDetached(ulong* table)
    {
        for (int i = 0; i < Entries; i++)
        {
            if (table[i] != 0)
            {
                _frames->Free(_frames->TakeCached(table[i] & AddressMask), 0);
            }
        }

        _frames->Free(PhysicalMemory.FromPointer(table), 0);
    }

    /// <summary>Counts the pages of a range that have a frame.</summary>
    /// <param name="start">Page-aligned.</param>
    /// <param name="end">Page-aligned.</param>
    /// <param name="large">Incremented by the number of 2 MiB pages.</param>
    /// <param name="small">Incremented by the number of 4 KiB pages.</param>
    internal readonly void Count(ulong start, ulong end, ref ulong large, ref ulong small) =>
        CountLevel((ulong*)PhysicalMemory.ToPointer(_root), TopLevel, start, end, ref large, ref small);

    /// <summary>The entry that maps an address: of a page, or of a 2 MiB page (<see cref="Large"/> set); 0 when there is none.</summary>
    internal readonly ulong Find(ulong virtualAddress)
    {
        ulong* large = Walk(virtualAddress, LargeLevel, create: false);
        if (large == null || (*large & Large) != 0)
        {
            return large == null ? 0 : *large;
        }

        ulong* entry = Walk(virtualAddress, 1, create: false);
        return entry == null ? 0 : *entry;
    }

    /// <summary>Is there nothing at all in the 2 MiB around an address, so that a large page fits.</summary>
    internal readonly bool IsLargeSlotEmpty(ulong virtualAddress)
    {
        ulong* entry = Walk(virtualAddress, LargeLevel, create: false);
        return entry == null || *entry == 0;
    }

    /// <summary>
    /// Changes the access of all pages in a range; frames and contents stay. False when a 2 MiB page had to be split and no
    /// frame was left for its table; then the pages before it are changed.
    /// </summary>
    internal bool TryProtect(ulong start, ulong end, ulong access) =>
        ProtectLevel((ulong*)PhysicalMemory.ToPointer(_root), TopLevel, start, end, access);

    /// <summary>
    /// Removes all pages of a range; their frames are free after <see cref="Flush"/>. False when a 2 MiB page had to be split and no frame was left
    /// for its table; then the pages before it are gone.
    /// </summary>
    /// <param name="start">Page-aligned.</param>
    /// <param name="end">Page-aligned.</param>
    /// <param name="freedFrames">Incremented by the number of frames (tables not counted).</param>
    internal bool TryUnmap(ulong start, ulong end, ref ulong freedFrames) =>
        UnmapLevel((ulong*)PhysicalMemory.ToPointer(_root), TopLevel, start, end, ref freedFrames);

    private static int Shift(int level) => PageSize.Shift + (9 * (level - 1));

    private static int Index(ulong virtualAddress, int level) => (int)((virtualAddress >> Shift(level)) & (Entries - 1));

    // The address at which the next entry of a level begins.
    private static ulong NextEntry(ulong virtualAddress, int level) =>
        (virtualAddress & ~((1UL << Shift(level)) - 1)) + (1UL << Shift(level));

    private static bool IsEmpty(ulong* table)
    {
        for (ulong* at = table; at < table + Entries; at += 4)
        {
            if ((at[0] | at[1] | at[2] | at[3]) != 0)
            {
                return false;
            }
        }

        return true;
    }

    // The entry of a level for an address, or null where an upper level has none (or has a 2 MiB page).
    private readonly ulong* Walk(ulong virtualAddress, int level, bool create)
    {
        ulong* table = (ulong*)PhysicalMemory.ToPointer(_root);
        for (int at = TopLevel; ; at--)
        {
            ulong* entry = table + Index(virtualAddress, at);
            if (at == level)
            {
                return entry;
            }

            if (*entry == 0)
            {
                ulong frame = create ? _frames->AllocateZeroed() : 0;
                if (frame == 0)
                {
                    return null;
                }

                *entry = frame | TableFlags;
            }
            else if ((*entry & Large) != 0)
            {
                return null;
            }

            table = (ulong*)PhysicalMemory.ToPointer(*entry & AddressMask);
        }
    }

    private static void CountLevel(ulong* table, int level, ulong start, ulong end, ref ulong large, ref ulong small)
    {
        for (ulong at = start; at < end; at = NextEntry(at, level))
        {
            ulong entry = table[Index(at, level)];
            if (level == 1)
            {
                small += entry != 0 ? 1u : 0;
            }
            else if (level == LargeLevel && (entry & Large) != 0)
            {
                large++;
            }
            else if (entry != 0)
            {
                CountLevel((ulong*)PhysicalMemory.ToPointer(entry & AddressMask), level - 1, at, Math.Min(NextEntry(at, level), end), ref large, ref small);
            }
        }
    }

    private bool ProtectLevel(ulong* table, int level, ulong start, ulong end, ulong access)
    {
        ulong mask = (1UL << Shift(level)) - 1;
        ulong* entry = table + Index(start, level);
        for (ulong at = start; at < end; at = (at | mask) + 1)
        {
            if (*entry != 0)
            {
                ulong next = Math.Min((at | mask) + 1, end);
                bool isLarge = level == LargeLevel && (*entry & Large) != 0;
                if (level == 1 || (isLarge && next - at == PageSize.LargeBytes))
                {
                    _stale.IsDue |= Rights(*entry & ~access) != 0 || (~*entry & access & NoExecute) != 0;
                    *entry = (*entry & ~AccessMask) | access;
                }
                else if ((isLarge && !TrySplit(entry))
                    || !ProtectLevel((ulong*)PhysicalMemory.ToPointer(*entry & AddressMask), level - 1, at, next, access))
                {
                    return false;
                }
            }

            entry++;
        }

        return true;
    }

    private bool UnmapLevel(ulong* table, int level, ulong start, ulong end, ref ulong freedFrames)
    {
        // Mostly nothing is there, in stacks above all: the step is short.
        ulong mask = (1UL << Shift(level)) - 1;
        ulong* entry = table + Index(start, level);
        for (ulong at = start; at < end; at = (at | mask) + 1)
        {
            if (*entry != 0 && !UnmapEntry(entry, level, at, Math.Min((at | mask) + 1, end), ref freedFrames))
            {
                return false;
            }

            entry++;
        }

        return true;
    }

    private bool UnmapEntry(ulong* entry, int level, ulong start, ulong end, ref ulong freedFrames)
    {
        ulong value = *entry;
        bool isLarge = level == LargeLevel && (value & Large) != 0;
        if (level == 1 || (isLarge && end - start == PageSize.LargeBytes))
        {
            *entry = 0;
            _stale.Add(_frames, value & AddressMask, isLarge ? FrameAllocator.LargeOrder : 0);
            freedFrames += isLarge ? PageSize.FramesPerLarge : 1;
            return true;
        }

        if (isLarge && !TrySplit(entry))
        {
            return false;
        }

        ulong* child = (ulong*)PhysicalMemory.ToPointer(*entry & AddressMask);
        bool done = UnmapLevel(child, level - 1, start, end, ref freedFrames);
        if (IsEmpty(child))
        {
            ulong frame = *entry & AddressMask;
            *entry = 0;
            _stale.Add(_frames, frame, 0); // CPUs keep upper levels as well
        }

        return done;
    }

    // Makes a 2 MiB page 512 pages with the same frames and access: an old translation stays right until one of them changes.
    private bool TrySplit(ulong* entry)
    {
        ulong frame = _frames->Allocate(0);
        if (frame == 0 && _stale.IsDue)
        {
            _stale.Flush(_frames);
            frame = _frames->Allocate(0);
        }

        if (frame == 0)
        {
            return false;
        }

        ulong value = *entry & ~Large;
        ulong* table = (ulong*)PhysicalMemory.ToPointer(frame);
        for (ulong i = 0; i < Entries; i++)
        {
            table[i] = value + (i << PageSize.Shift);
        }

        _frames->SplitLarge(value & AddressMask);
        *entry = frame | TableFlags;
        _stale.IsDue = true;
        return true;
    }
}
