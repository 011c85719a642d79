// The soak: the live set grows to a size and shrinks to nothing, again and again, with native memory and short-lived threads
// beside it. It is bounded by work: nothing here looks at a clock. What the domain has free must come back each time, and its
// lowest point must not creep.

using System.Runtime.InteropServices;
using Stress.Graphs;

namespace Stress;

/// <summary>Cycles of growing and shrinking.</summary>
internal static class Soak
{
    // The first cycles set up what stays: pools, tables, the collector's own books.
    private const int WarmUp = 3;

    // Heaps end at other pages each time; a leak of 100 KB in a cycle is found after 40.
    private const long BoundKiB = 4096;
    private const int LargeShare = 3;
    private const int NativeBlocks = 400;

    public static int Run(Options options)
    {
        var random = new RandomStream(options.Seed);
        long freeAfter = long.MaxValue;
        long lowest = long.MaxValue;
        string? failure = null;
        for (int cycle = 0; cycle < options.Cycles && failure is null; cycle++)
        {
            (long free, failure) = Grow(options, ref random);
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
            long after = DomainMemory.FreeKiB;
            if (cycle % Math.Max(1, options.Cycles / 10) == 0 || cycle < WarmUp)
            {
                Console.WriteLine($"[stress] cycle {cycle}: free {free} KiB at the peak, {after} KiB afterwards");
            }

            if (cycle < WarmUp)
            {
                (freeAfter, lowest) = (Math.Min(freeAfter, after), Math.Min(lowest, free));
            }
            else if (after < freeAfter - BoundKiB)
            {
                failure ??= $"cycle {cycle} left {after} KiB free, the first ones {freeAfter}";
            }
            else if (free < lowest - BoundKiB)
            {
                failure ??= $"the peak of cycle {cycle} left {free} KiB free, the first ones {lowest}";
            }
        }

        Console.WriteLine($"[stress] soak: {options.Cycles} cycles, {GC.GetTotalAllocatedBytes() >> 20} MiB allocated, collections {GC.CollectionCount(0)}, {GC.CollectionCount(1)}, {GC.CollectionCount(2)}");
        return StressRun.Finish(failure);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static (long FreeKiB, string? Failure) Grow(Options options, ref RandomStream random)
    {
        ulong seed = random.Next();
        var graphs = new List<Graph>();
        var thread = new Thread(() => Fill(options, seed, graphs));
        thread.Start();
        nint[] native = AllocateNative(ref random);
        thread.Join();
        string? failure = graphs.TrueForAll(graph => graph.IsIntact()) ? null : "a graph is damaged";
        long free = DomainMemory.FreeKiB;
        FreeNative(native);
        return (free, failure);
    }

    private static void Fill(Options options, ulong seed, List<Graph> graphs)
    {
        var random = new RandomStream(seed);
        long end = GC.GetAllocatedBytesForCurrentThread() + ((long)options.MiB << 20);
        while (GC.GetAllocatedBytesForCurrentThread() < end)
        {
            Graph graph = random.Below(100) < LargeShare ? new LargeGraph() : Worker.Make(ref random);
            graph.Build(ref random);
            graphs.Add(graph);
        }
    }

    private static unsafe nint[] AllocateNative(ref RandomStream random)
    {
        nint[] blocks = new nint[NativeBlocks];
        for (int i = 0; i < blocks.Length; i++)
        {
            int bytes = i % 50 == 0 ? 100_000 + random.Below(100_000) : 1 + random.Below(2000);
            blocks[i] = (nint)NativeMemory.Alloc((nuint)bytes);
            new Span<byte>((void*)blocks[i], bytes).Fill((byte)i);
        }

        return blocks;
    }

    private static unsafe void FreeNative(nint[] blocks)
    {
        foreach (nint block in blocks)
        {
            NativeMemory.Free((void*)block);
        }
    }
}
