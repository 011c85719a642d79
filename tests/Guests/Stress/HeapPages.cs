// What the heap is mapped with: pages of 2 MiB where a whole one lies in it, after growing, and after shrinking and growing
// again.

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Stress.Graphs;

namespace Stress;

/// <summary>Counts the pages of heaps, mappings and stacks.</summary>
internal static unsafe partial class HeapPages
{
    // Of the memory behind the heap; the rest is the ends of heaps, stacks, malloc.
    private const int LeastPercent = 85;
    private const int KiBOfLarge = 2048;
    private const int KiBOfSmall = 4;

    public static int Run(Options options)
    {
        string? failure = null;
        for (int round = 0; round < 3; round++)
        {
            failure ??= Grow(options, round);
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            (ulong large, ulong small) = Count();
            Console.WriteLine($"[stress] pages after shrinking: {large} of 2 MiB, {small} of 4 KiB");
        }

        return StressRun.Finish(failure);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string? Grow(Options options, int round)
    {
        var random = new RandomStream(options.Seed + (ulong)round);
        var graphs = new List<Graph>();
        long end = GC.GetAllocatedBytesForCurrentThread() + ((long)options.MiB << 20);
        while (GC.GetAllocatedBytesForCurrentThread() < end)
        {
            Graph graph = Worker.Make(ref random);
            graph.Build(ref random);
            graphs.Add(graph);
        }

        (ulong large, ulong small) = Count();
        ulong percent = large * KiBOfLarge * 100 / ((large * KiBOfLarge) + (small * KiBOfSmall));
        Console.WriteLine($"[stress] pages with {options.MiB} MiB of small objects: {large} of 2 MiB, {small} of 4 KiB, {percent} % on large ones");
        GC.KeepAlive(graphs);
        return percent >= LeastPercent ? null : $"{percent} % of the memory is on 2 MiB pages";
    }

    private static (ulong Large, ulong Small) Count()
    {
        ulong large;
        ulong small;
        PageCounts(&large, &small);
        return (large, small);
    }

    [LibraryImport("libos", EntryPoint = "bare_page_counts")]
    private static partial void PageCounts(ulong* large, ulong* small);
}
