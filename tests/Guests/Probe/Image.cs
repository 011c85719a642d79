// The image and its page tables, read as ring 0 can: which page allows what.

using System.Runtime.InteropServices;

namespace Probe;

/// <summary>Addresses of the image's parts (Privileged.S, same order).</summary>
internal struct ImageSymbols
{
    public ulong ImageStart;
    public ulong TextEnd;
    public ulong ReadOnlyEnd;
    public ulong BootStackTop;
    public ulong TrapStacks;
    public ulong TrapStacksEnd;
    public ulong Cookie;
}

/// <summary>A mapped page.</summary>
/// <param name="Address">Virtual address of its first byte.</param>
/// <param name="Physical">Physical address.</param>
/// <param name="Bytes">4 KiB, 2 MiB or 1 GiB.</param>
/// <param name="IsWritable">All levels allow writing.</param>
/// <param name="IsExecutable">No level forbids execution.</param>
/// <param name="IsUser">All levels allow user mode.</param>
internal readonly record struct MappedPage(ulong Address, ulong Physical, ulong Bytes, bool IsWritable, bool IsExecutable, bool IsUser);

internal static unsafe partial class Image
{
    private const ulong DirectMap = 0xFFFF_8000_0000_0000;
    private const ulong AddressMask = 0x000F_FFFF_FFFF_F000;
    private const ulong Present = 1;
    private const ulong Writable = 2;
    private const ulong User = 4;
    private const ulong Large = 1 << 7;
    private const ulong NoExecute = 1UL << 63;

    public static ref readonly ImageSymbols Symbols => ref *GetSymbols();

    /// <summary>Every page that is mapped now, by the tables that CR3 names (Intel SDM volume 3, 4.5).</summary>
    public static List<MappedPage> Pages()
    {
        var pages = new List<MappedPage>();
        Walk(ReadCr3() & AddressMask, 4, 0, Writable | User, 0, pages);
        return pages;
    }

    public static bool IsMapped(ulong address) => Pages().Exists(page => address >= page.Address && address - page.Address < page.Bytes);

    [LibraryImport("probe", EntryPoint = "probe_read_cr0")]
    public static partial ulong ReadCr0();

    [LibraryImport("probe", EntryPoint = "probe_read_cr3")]
    public static partial ulong ReadCr3();

    [LibraryImport("probe", EntryPoint = "probe_read_cr4")]
    public static partial ulong ReadCr4();

    [LibraryImport("probe", EntryPoint = "probe_read_efer")]
    public static partial ulong ReadEfer();

    [LibraryImport("probe", EntryPoint = "probe_read_canary")]
    public static partial ulong ReadCanary();

    [LibraryImport("probe", EntryPoint = "probe_read_cookie")]
    public static partial ulong ReadCookie();

    private static void Walk(ulong table, int level, ulong start, ulong allowed, ulong forbidden, List<MappedPage> pages)
    {
        for (ulong i = 0; i < 512; i++)
        {
            ulong entry = ((ulong*)(DirectMap + table))[i];
            if ((entry & Present) == 0)
            {
                continue;
            }

            int shift = 12 + (9 * (level - 1));
            ulong address = start | (i << shift);
            address |= level == 4 && i >= 256 ? 0xFFFF_0000_0000_0000 : 0;
            ulong may = allowed & entry;
            ulong not = forbidden | (entry & NoExecute);
            if (level == 1 || (entry & Large) != 0)
            {
                ulong bytes = 1UL << shift;
                pages.Add(new MappedPage(address, entry & AddressMask & ~(bytes - 1), bytes, (may & Writable) != 0, not == 0, (may & User) != 0));
            }
            else
            {
                Walk(entry & AddressMask, level - 1, address, may, not, pages);
            }
        }
    }

    [LibraryImport("probe", EntryPoint = "probe_symbols")]
    private static partial ImageSymbols* GetSymbols();
}
