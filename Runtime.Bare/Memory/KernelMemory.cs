// From the entry code's page tables to the guest's own: frames, direct map, sealed image, address space, heap.

using Runtime.Bare.Boot;
using Runtime.Bare.Cpu;
using Runtime.Bare.Diagnostics;
using Runtime.Bare.Libc.Format;
using Runtime.Bare.Threading;

namespace Runtime.Bare.Memory;

/// <summary>Sets memory up, and knows what belongs to the image.</summary>
internal static unsafe class KernelMemory
{
    /// <summary>Where physical address 0 appears: the lowest address of the upper half (Boot/PvhEntry.S has it too).</summary>
    internal const ulong DirectMapBase = 0xFFFF_8000_0000_0000;

    // What the entry code's tables reach.
    private const ulong BootReach = 1UL << 32;

    // Beside the image: frames for tables, the heap's start, the first threads, the GC's first regions. Measured: a small
    // program touches about 1 MiB.
    private const ulong LeastBeyondImage = 1UL << 20;

    private const int SharedLimit = 8;

    // The archive's frames: whole ones.
    private static ulong ArchiveStart => Machine.ArchiveAddress & ~PageSize.Mask;

    private static ulong ArchiveEnd => (Machine.ArchiveAddress + Machine.ArchiveBytes + PageSize.Mask) & ~PageSize.Mask;

    private static FrameAllocator s_frames;
    private static PageTables s_tables;
    private static OwnedMemory s_owned;
    private static SharedFrames s_shared;
    private static int s_sharedCount;
    private static bool s_isReady;
    private static bool s_isSealed;
    private static ulong s_cookie;

    /// <summary>Reaches a page that Xen or a backend shares with the guest, outside its RAM.</summary>
    /// <param name="physicalAddress">Page-aligned; below 4 GiB before <see cref="Initialize"/>.</param>
    internal static byte* MapShared(ulong physicalAddress)
    {
        if (s_isReady)
        {
            ulong flags = AddressSpace.Acquire();
            if ((s_tables.Find(DirectMapBase + physicalAddress) & PageTables.Present) == 0)
            {
                MapSharedFrame(physicalAddress);
            }

            AddressSpace.Release(flags);
        }
        else
        {
            if (physicalAddress >= BootReach || s_sharedCount == SharedLimit)
            {
                Panic.Fail("memory: a shared page cannot be reached this early"u8, physicalAddress);
            }

            s_shared.Addresses[s_sharedCount++] = physicalAddress;
        }

        return PhysicalMemory.ToPointer(physicalAddress);
    }

    /// <summary>Leaves the entry code's tables. Boot context, after the memory map was read; panics when memory is too small.</summary>
    /// <param name="layout">Where ranges and stacks go.</param>
    internal static void Initialize(AddressLayout layout)
    {
        // Statics of this layer never move: their addresses stay good after fixed.
        fixed (FrameAllocator* frames = &s_frames)
        fixed (PageTables* tables = &s_tables)
        {
            s_cookie = Entropy.BestEffort();
            s_owned.Add((ulong)Linker.ImageStart, (ulong)Linker.ImageEnd);
            s_owned.Add(ArchiveStart, ArchiveEnd);
            OwnedMemory mappedApart = s_owned;
            AddFramesInReach(frames);
            if (!tables->TryInitialize(frames))
            {
                FailTooSmall();
            }

            ImageMapping.MapImage(tables);
            ImageMapping.MapRam(tables, mappedApart);
            ImageMapping.MapDirect(tables, ArchiveStart, ArchiveEnd, PageTables.Access(MemoryProtection.Read));
            for (int i = 0; i < s_sharedCount; i++)
            {
                MapSharedFrame(s_shared.Addresses[i]);
            }

            Instructions.WriteCr3(tables->Root);
            s_isReady = true;
            AddFrames(frames, BootReach, RamRange.AddressLimit);
            ReclaimGuards(frames, tables);
            AddressSpace.Initialize(tables, frames, layout);
        }

        if (s_frames.FreeFrames << PageSize.Shift < LeastBeyondImage || !KernelHeap.TryInitialize(Machine.TotalMemory))
        {
            FailTooSmall();
        }
    }

    /// <summary>Does a range lie wholly in the image.</summary>
    internal static bool IsInImage(ulong start, ulong size) =>
        start >= (ulong)Linker.ImageStart && start < (ulong)Linker.ImageEnd && size <= (ulong)Linker.ImageEnd - start;

    /// <summary>Is an address in one of the image's pages below a stack: the boot stack, or one for traps.</summary>
    internal static bool IsStackGuard(ulong address)
    {
        LinkerSymbols* symbols = Linker.Table();
        ulong slot = DescriptorTables.TrapGuardSize + DescriptorTables.TrapStackSize;
        ulong stacks = (ulong)symbols->TrapStacks;
        return (address >= stacks && address < (ulong)symbols->TrapStacksEnd && (address - stacks) % slot < DescriptorTables.TrapGuardSize)
            || (address < (ulong)symbols->BootPageTablesEnd && address >= (ulong)symbols->BootPageTablesEnd - PageSize.Bytes);
    }

    /// <summary>
    /// Changes the access of image pages. Text stays as it is; constants are sealed when the runtime, which writes its stack
    /// cookie there at its start, protects them again. Address-space lock held. Returns an errno.
    /// </summary>
    internal static int ProtectImage(ulong start, ulong size, MemoryProtection protection)
    {
        LinkerSymbols* symbols = Linker.Table();
        ulong end = start + size;
        if (((start | size) & PageSize.Mask) != 0)
        {
            return Errno.EINVAL;
        }

        bool isConstant = start < (ulong)Linker.ReadOnlyEnd || end > (ulong)symbols->SymbolTable;
        if (start < (ulong)Linker.TextEnd || (isConstant && (s_isSealed || protection == MemoryProtection.None)))
        {
            return Errno.EACCES;
        }

        ulong cookie = (ulong)symbols->SecurityCookie;
        if (protection == MemoryProtection.Read && cookie >= start && cookie < end && (s_tables.Find(cookie) & PageTables.Writable) != 0)
        {
            *symbols->SecurityCookie ^= s_cookie; // the runtime has put a time in milliseconds there
            s_cookie = 0;
            s_isSealed = true;
        }

        s_tables.RequireFlush(); // a fault in the image is an error, never a CPU that keeps an entry with fewer rights
        return s_tables.TryProtect(start, end, PageTables.Access(protection)) ? 0 : Errno.ENOMEM;
    }

    /// <summary>Where a mapped address of the kernel heap or of a stack lies. Its page stays where it is while it is in use.</summary>
    internal static ulong PhysicalAddress(ulong address) => (s_tables.Find(address) & PageTables.AddressMask) | (address & PageSize.Mask);

    /// <summary>Can a word be read without a fault. Any context, no lock: for crash reports.</summary>
    internal static bool IsReadable(ulong address)
    {
        const ulong CanonicalLow = 0x7FFF_FFFF_FFFF;
        bool isCanonical = address is <= CanonicalLow or >= DirectMapBase;
        return isCanonical && s_isReady
            ? (s_tables.Find(address) & PageTables.Present) != 0
            : address is > PageSize.Mask and < BootReach;
    }

    /// <summary>Stops with a line that names the need.</summary>
    [System.Diagnostics.CodeAnalysis.DoesNotReturn]
    internal static void FailTooSmall()
    {
        byte* text = stackalloc byte[160];
        FormatWriter writer = new(new Span<byte>(text, 160));
        ulong image = (ulong)(Linker.ImageEnd - Linker.ImageStart);
        writer.WriteText("out of memory at start: "u8);
        WriteNeed(ref writer, (1UL << 20) + image + (ArchiveEnd - ArchiveStart) + LeastBeyondImage);
        Panic.Fail(new ReadOnlySpan<byte>(text, writer.StoredBytes));
    }

    /// <summary>Writes how much memory there is, how much there should be, and where that is said.</summary>
    /// <param name="writer">Takes the text.</param>
    /// <param name="bytes">What the program needs at least.</param>
    internal static void WriteNeed(ref FormatWriter writer, ulong bytes)
    {
        writer.WriteText("the domain has "u8);
        writer.WriteDecimal(Machine.TotalMemory >> 20);
        writer.WriteText(" MiB, this program needs at least "u8);
        writer.WriteDecimal((bytes + ((1UL << 20) - 1)) >> 20);
        writer.WriteText(" (set memory= in xl.cfg)"u8);
    }

    // The states of all frames lie behind the image and what the domain builder put there; then everything that nobody owns is free.
    private static void AddFramesInReach(FrameAllocator* frames)
    {
        ulong ramEnd = 0;
        for (int i = 0; i < Machine.RamRangeCount; i++)
        {
            ramEnd = Math.Max(ramEnd, Machine.RamStart(i) + Machine.RamSize(i));
        }

        ulong states = (ulong)Linker.ImageEnd;
        ulong bytes = (FrameAllocator.StateBytes(ramEnd) + PageSize.Mask) & ~PageSize.Mask;
        while (s_owned.Overlaps(states, states + bytes, out ulong behind))
        {
            states = behind;
        }

        if (states + bytes > BootReach || !Machine.IsRam(states, states + bytes))
        {
            FailTooSmall();
        }

        s_owned.Add(states, states + bytes);
        frames->Initialize(PhysicalMemory.ToPointer(states), ramEnd);
        AddFrames(frames, 0, BootReach);
    }

    private static void AddFrames(FrameAllocator* frames, ulong from, ulong to)
    {
        for (int i = 0; i < Machine.RamRangeCount; i++)
        {
            ulong at = Math.Max(Machine.RamStart(i), from);
            ulong end = Math.Min(Machine.RamStart(i) + Machine.RamSize(i), to);
            while (s_owned.TryNextFree(ref at, end, out ulong pieceEnd))
            {
                frames->AddRange(at, pieceEnd);
                at = pieceEnd;
            }
        }
    }

    // The entry code's tables and the pages below the trap stacks leave the image's mapping: what runs over a stack's end faults
    // there. Their frames are ordinary memory and join the direct map.
    private static void ReclaimGuards(FrameAllocator* frames, PageTables* tables)
    {
        LinkerSymbols* symbols = Linker.Table();
        Reclaim(frames, tables, (ulong)symbols->BootPageTables, (ulong)symbols->BootPageTablesEnd);
        for (byte* guard = symbols->TrapStacks; guard < symbols->TrapStacksEnd; guard += DescriptorTables.TrapGuardSize + DescriptorTables.TrapStackSize)
        {
            Reclaim(frames, tables, (ulong)guard, (ulong)guard + DescriptorTables.TrapGuardSize);
        }

        tables->Flush();
    }

    private static void Reclaim(FrameAllocator* frames, PageTables* tables, ulong start, ulong end)
    {
        _ = tables->TryProtect(start, end, PageTables.Access(MemoryProtection.None));
        ImageMapping.MapDirect(tables, start, end, PageTables.Access(MemoryProtection.ReadWrite));
        frames->AddRange(start, end);
    }

    private static void MapSharedFrame(ulong physicalAddress)
    {
        if (!s_tables.TryMap(DirectMapBase + physicalAddress, physicalAddress, PageTables.Access(MemoryProtection.ReadWrite)))
        {
            FailTooSmall();
        }
    }

    private struct SharedFrames
    {
        public fixed ulong Addresses[SharedLimit];
    }
}
