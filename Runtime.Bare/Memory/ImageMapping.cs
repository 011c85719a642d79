// How the image and the RAM are mapped for the guest's life: text executable and read-only, constants read-only, data
// writable, page 0 not at all; all RAM but the image once more as the direct map, never executable, and writable but for the
// archive of the program's files.

using Runtime.Bare.Boot;
using Runtime.Bare.Cpu;
using Runtime.Bare.Diagnostics;

namespace Runtime.Bare.Memory;

/// <summary>Fills the page tables that replace those of the entry code. Boot context.</summary>
internal static unsafe class ImageMapping
{
    /// <summary>Maps the image where it is linked, at its physical address.</summary>
    internal static void MapImage(PageTables* tables)
    {
        LinkerSymbols* symbols = Linker.Table();
        MapIdentity(tables, symbols->ImageStart, symbols->TextEnd, PageTables.Present);
        MapIdentity(tables, symbols->TextEnd, symbols->ReadOnlyEnd, PageTables.Access(MemoryProtection.Read));
        MapIdentity(tables, symbols->ReadOnlyEnd, symbols->SymbolTable, PageTables.Access(MemoryProtection.ReadWrite));
        MapIdentity(tables, symbols->SymbolTable, symbols->ImageEnd, PageTables.Access(MemoryProtection.Read));
    }

    /// <summary>Maps the RAM ranges into the direct map, writable, but for what has a mapping of its own.</summary>
    /// <param name="tables">The page tables.</param>
    /// <param name="mappedApart">The image, whose frames are mapped where it is linked, and the archive.</param>
    internal static void MapRam(PageTables* tables, OwnedMemory mappedApart)
    {
        for (int i = 0; i < Machine.RamRangeCount; i++)
        {
            ulong at = Machine.RamStart(i);
            ulong end = at + Machine.RamSize(i);
            while (mappedApart.TryNextFree(ref at, end, out ulong pieceEnd))
            {
                MapDirect(tables, at, pieceEnd, PageTables.Access(MemoryProtection.ReadWrite));
                at = pieceEnd;
            }
        }
    }

    /// <summary>Maps frames into the direct map, by 2 MiB pages where they fit.</summary>
    /// <param name="tables">The page tables.</param>
    /// <param name="start">Physical address, page-aligned.</param>
    /// <param name="end">Page-aligned; nothing happens when it is not above <paramref name="start"/>.</param>
    /// <param name="access">Access bits, see <see cref="PageTables.Access"/>.</param>
    internal static void MapDirect(PageTables* tables, ulong start, ulong end, ulong access)
    {
        for (ulong at = start; at < end;)
        {
            bool isLarge = (at & PageSize.LargeMask) == 0 && end - at >= PageSize.LargeBytes;
            ulong virtualAddress = KernelMemory.DirectMapBase + at;
            bool done = isLarge ? tables->TryMapLarge(virtualAddress, at, access) : tables->TryMap(virtualAddress, at, access);
            if (!done)
            {
                KernelMemory.FailTooSmall();
            }

            at += isLarge ? PageSize.LargeBytes : PageSize.Bytes;
        }
    }

    private static void MapIdentity(PageTables* tables, byte* start, byte* end, ulong access)
    {
        if ((((ulong)start | (ulong)end) & PageSize.Mask) != 0)
        {
            Panic.Fail("image: a segment does not begin at a page (kernel.ld)"u8, (ulong)start);
        }

        for (ulong at = (ulong)start; at < (ulong)end; at += PageSize.Bytes)
        {
            if (!tables->TryMap(at, at, access))
            {
                KernelMemory.FailTooSmall();
            }
        }
    }
}
