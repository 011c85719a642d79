// What the GC cannot know by itself, where the user said nothing:
// - Its default range of addresses is twice the RAM, which in a small domain is too little for its minimum number of regions:
//   the runtime then refuses to start. And where the GC is not concurrent, the stock runtime forgets to commit the last page of
//   its table of regions and faults when the heap reaches the regions there, the last 24 (docs/adr/0013). The range is
//   therefore so large that memory runs out before.
// - Its youngest generation is sized after the CPU's cache, as is right for one program among others. All memory of a domain
//   is its one program's: a sixteenth of it goes to that generation, which then is collected less often and finds more dead.

using Runtime.Bare.Cpu;
using Runtime.Bare.Memory;

namespace Runtime.Bare.Boot;

/// <summary>Default DOTNET_GC* variables that follow from the domain's memory.</summary>
internal static unsafe class GcDefaults
{
    // In a very small domain: enough for the smallest regions (1 MiB), in the number that the GC wants at its start.
    private const ulong SmallestRange = 64UL << 20;
    private const ulong VerySmallDomain = 16UL << 20;

    // Above: room for regions that are only half used, twice; and behind it the 24 that are never reached, of 4 MiB each.
    private const ulong RangeForMemory = 4;
    private const ulong NeverReached = 24 * RegionBytes;
    private const ulong RegionBytes = 4UL << 20;

    private const ulong YoungestShare = 16;

    // Below, the GC's own choice is as good; above, a longer pause would be paid for little.
    private const ulong LeastYoungest = 8UL << 20;
    private const ulong MostYoungest = 64UL << 20;

    /// <summary>Adds what the user left open.</summary>
    internal static void Add(ref EnvironmentTable environment)
    {
        AddRange(ref environment);
        AddYoungest(ref environment);
    }

    private static void AddYoungest(ref EnvironmentTable environment)
    {
        ulong size = Math.Min(Machine.TotalMemory / YoungestShare, MostYoungest);
        if (size < LeastYoungest
            || environment.Find("DOTNET_GCgen0size"u8) != null
            || environment.Find("DOTNET_GCHeapHardLimit"u8) != null
            || environment.Find("DOTNET_GCHeapHardLimitPercent"u8) != null
            || EmbeddedKnobs.Contains("System.GC.Gen0Size"u8)
            || EmbeddedKnobs.Contains("System.GC.HeapHardLimit"u8))
        {
            return;
        }

        _ = environment.TryAddDefaultHex("DOTNET_GCgen0size"u8, size);
    }

    // Where memory is short the GC begins region after region and gets its first pages, but no more: of half the last memory (ADR 14).
    private static ulong EmptyRegions() => CommitAccount.LastPages(Machine.TotalMemory >> PageSize.Shift) / 2 * RegionBytes;

    private static void AddRange(ref EnvironmentTable environment)
    {
        if (environment.Find("DOTNET_GCRegionRange"u8) != null || EmbeddedKnobs.Contains("System.GC.RegionRange"u8))
        {
            return;
        }

        ulong range = Machine.TotalMemory < VerySmallDomain ? SmallestRange : (Machine.TotalMemory * RangeForMemory) + EmptyRegions() + NeverReached;
        _ = environment.TryAddDefaultHex("DOTNET_GCRegionRange"u8, range);
    }
}

/// <summary>The runtimeconfig settings that ilc embedded: a count, then NUL-terminated "name" and "value" texts.</summary>
internal static unsafe class EmbeddedKnobs
{
    private const int ScanLimit = 16384;

    /// <summary>Is there a setting whose name begins so.</summary>
    internal static bool Contains(ReadOnlySpan<byte> name)
    {
        byte* blob = Linker.Table()->EmbeddedKnobs;
        if (blob == null)
        {
            return false;
        }

        uint count = *(uint*)blob;
        byte* text = blob + 4;
        for (uint i = 0; i < count && text < blob + ScanLimit; i++)
        {
            if (StartsWith(text, name))
            {
                return true;
            }

            text = Skip(Skip(text));
        }

        return false;
    }

    private static byte* Skip(byte* text)
    {
        while (*text != 0)
        {
            text++;
        }

        return text + 1;
    }

    private static bool StartsWith(byte* text, ReadOnlySpan<byte> prefix)
    {
        for (int i = 0; i < prefix.Length; i++)
        {
            if (text[i] != prefix[i])
            {
                return false;
            }
        }

        return true;
    }
}
