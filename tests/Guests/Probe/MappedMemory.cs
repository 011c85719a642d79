// Memory that goes back is zero when it comes again, by each way back and with both sizes of pages; pages that become
// accessible piece by piece end as one of 2 MiB.

using System.Runtime.InteropServices;

namespace Probe;

internal static unsafe partial class MappedMemory
{
    private const int PROT_NONE = 0;
    private const int PROT_READ = 1;
    private const int PROT_WRITE = 2;
    private const int MAP_PRIVATE_ANONYMOUS = 0x22;
    private const int MAP_FIXED = 0x10;
    private const int MADV_DONTNEED = 4;
    private const int MADV_FREE = 8;
    private const nuint Large = 2 << 20;
    private const nuint Small = 4096;
    private const byte Pattern = 0xA5;

    public static void Run(Checks checks)
    {
        checks.Expect((2 * 4) + 4);
        foreach (nuint bytes in (nuint[])[3 * Large, 37 * Small])
        {
            byte* block = Map(bytes);
            checks.That(IsZero(block, bytes), $"{bytes} bytes of mmap are zero");
            Unmap(block, bytes);
            block = Map(bytes);
            checks.That(IsZero(block, bytes), $"{bytes} bytes are zero after munmap and mmap");
            bool isAdvised = Advise(block, bytes, MADV_DONTNEED) == 0;
            checks.That(isAdvised && IsZero(block, bytes), $"{bytes} bytes are zero after MADV_DONTNEED");
            _ = MapAgain(block, bytes, PROT_NONE, MAP_PRIVATE_ANONYMOUS | MAP_FIXED, -1, 0); // as the GC decommits
            bool isBack = Protect(block, bytes, PROT_READ | PROT_WRITE) == 0;
            checks.That(isBack && IsZero(block, bytes), $"{bytes} bytes are zero after decommit and commit");
            Unmap(block, bytes);
        }

        byte* kept = Map(Large);
        new Span<byte>(kept, (int)Large).Fill(Pattern);
        checks.That(Advise(kept, Large, MADV_FREE) == 0 && new ReadOnlySpan<byte>(kept, (int)Large).IndexOfAnyExcept(Pattern) < 0, "MADV_FREE may leave the contents, and does");
        checks.That(Advise(kept + Small, Small, MADV_DONTNEED) == 0 && kept[Small - 1] == Pattern && IsZero(kept + Small, Small) && kept[2 * Small] == Pattern, "one page of a large one");
        Unmap(kept, Large);

        byte* grown = MapAgain(null, Large, PROT_NONE, MAP_PRIVATE_ANONYMOUS, -1, 0);
        bool isWhole = true;
        for (nuint at = 0; at < Large; at += 16 * Small)
        {
            isWhole &= Protect(grown + at, 16 * Small, PROT_READ | PROT_WRITE) == 0;
            grown[at] = Pattern;
        }

        for (nuint at = 0; at < Large; at++)
        {
            isWhole &= grown[at] == (at % (16 * Small) == 0 ? Pattern : 0);
        }

        checks.That(isWhole, "what was written before the pages were joined");
        checks.That(Image.Pages().Exists(page => page.Address == (ulong)grown && page.Bytes == Large), "one page of 2 MiB");
        Unmap(grown, Large);
    }

    // Is all of it zero; then it is filled, so that who gets it next would see.
    private static bool IsZero(byte* block, nuint bytes)
    {
        bool isZero = new ReadOnlySpan<byte>(block, (int)bytes).IndexOfAnyExcept((byte)0) < 0;
        new Span<byte>(block, (int)bytes).Fill(Pattern);
        return isZero;
    }

    private static byte* Map(nuint bytes) => MapAgain(null, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0);

    private static void Unmap(byte* block, nuint bytes) => _ = UnmapBytes(block, bytes);

    [LibraryImport("probe", EntryPoint = "mmap")]
    private static partial byte* MapAgain(byte* address, nuint bytes, int protection, int flags, int file, long offset);

    [LibraryImport("probe", EntryPoint = "munmap")]
    private static partial int UnmapBytes(byte* address, nuint bytes);

    [LibraryImport("probe", EntryPoint = "mprotect")]
    private static partial int Protect(byte* address, nuint bytes, int protection);

    [LibraryImport("probe", EntryPoint = "madvise")]
    private static partial int Advise(byte* address, nuint bytes, int advice);
}
