// The soak: the live set grows to a size and shrinks to nothing, again and again, with native memory and short-lived threads
// beside it. It is bounded by work: nothing here looks at a clock. What the domain has free must come back, at the peaks as well.

using System.Runtime.InteropServices;
using Stress.Graphs;

namespace Stress;

/// <summary>Cycles of growing and shrinking.</summary>
internal static class Soak
{
    // The first cycles set up what stays: pools, tables, the collector's own books.
    private const int WarmUp = 3;

    // A heap ends at other pages in each cycle, so what is compared are averages of thirds of the run. A leak of 200 KB in a cycle is
    // found in 24 of them, one of 2 KB in 1800.
    private const long BoundKiB = 2048;
    private const int LargeShare = 3;
    private const int NativeBlocks = 400;

    public static int Run(Options options)
    {
        var random = new RandomStream(options.Seed);
        var peaks = new List<long>();
        var afterwards = new List<long>();
        string? failure = null;
        for (int cycle = 0; cycle < options.Cycles && failure is null; cycle++)
        {
            (long free, failure) = Grow(options, ref random);
            Collect();
            GC.WaitForPendingFinalizers();
            long after = DomainMemory.FreeKiB;
            if (cycle % Math.Max(1, options.Cycles / 10) == 0 || cycle < WarmUp)
            {
                Console.WriteLine($"[stress] cycle {cycle}: free {free} KiB at the peak, {after} KiB afterwards");
            }

            if (cycle >= WarmUp)
            {
                peaks.Add(free);
                afterwards.Add(after);
            }
        }

        failure ??= Loss("at the peaks", peaks) ?? Loss("afterwards", afterwards);
        Console.WriteLine($"[stress] soak: {options.Cycles} cycles, {GC.GetTotalAllocatedBytes() >> 20} MiB allocated, collections {GC.CollectionCount(0)}, {GC.CollectionCount(1)}, {GC.CollectionCount(2)}");
        return StressRun.Finish(failure);
    }

    // What the last third of the cycles had less than the first third, when that is more than the bound.
    private static string? Loss(string when, List<long> freeKiB)
    {
        int third = freeKiB.Count / 3;
        if (third == 0)
        {
            return $"too few cycles: {WarmUp} of them are no measure, and the others are compared in thirds";
        }

        double first = freeKiB.Take(third).Average();
        double last = freeKiB.TakeLast(third).Average();
        Console.WriteLine($"[stress] free {when}: {first:F0} KiB in the first third, {last:F0} KiB in the last");
        return last < first - BoundKiB ? $"memory is lost: {first - last:F0} KiB {when}" : null;
    }

    private static void Collect() => GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static (long FreeKiB, string? Failure) Grow(Options options, ref RandomStream random)
    {
        var graphs = new List<Graph>();
        var thread = new Thread(() => Fill(options, options.Seed, graphs)); // the same graphs in each cycle
        thread.Start();
        nint[] native = AllocateNative(ref random);
        thread.Join();
        string? failure = graphs.TrueForAll(graph => graph.IsIntact()) ? null : "a graph is damaged";
        Collect(); // the live set, and not what the last collection had left
        long free = DomainMemory.FreeKiB;
        GC.KeepAlive(graphs);
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
