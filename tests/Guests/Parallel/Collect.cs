// The collector stops many threads at once: threads that allocate, and threads in loops without a call or an allocation, which only
// a signal stops. What the loops compute in registers must come out as it does undisturbed.

using System.Diagnostics;
using System.Runtime;

namespace Parallel;

/// <summary>The verb "collect".</summary>
internal static class Collect
{
    private const int Collections = 60;
    private const int LoopTurns = 200_000; // some milliseconds
    private const int Kept = 16;

    private static readonly GCLatencyMode[] s_latencyModes = [GCLatencyMode.Interactive, GCLatencyMode.Batch, GCLatencyMode.SustainedLowLatency];

    public static void Run(Options options)
    {
        int threads = options.Threads != 0 ? options.Threads : Team.Size;
        int collections = options.Scale(Collections);
        bool isDone = false;
        long graphs = 0;
        long loops = 0;
        (ulong Integer, double Floating) expected = Loop(options.Seed, LoopTurns);
        GCLatencyMode before = GCSettings.LatencyMode;
        Thread[] team = Team.Start(2 * threads, thread =>
        {
            RandomStream random = options.Random("collect", thread);
            if (thread < threads)
            {
                Interlocked.Add(ref graphs, Allocate(ref random, ref isDone));
                return;
            }

            do
            {
                Team.Require(Loop(options.Seed, LoopTurns) == expected, "a loop that was suspended computed something else");
                Interlocked.Increment(ref loops);
            }
            while (!Volatile.Read(ref isDone));
        });
        long longest = 0;
        RandomStream choice = options.Random("collector", 0);
        for (int i = 0; i < collections; i++)
        {
            long begin = Stopwatch.GetTimestamp();
            CollectOnce(i, ref choice);
            longest = Math.Max(longest, Stopwatch.GetTimestamp() - begin);
            Thread.Sleep(choice.Below(4)); // 0 gives way: some follow each other at once, some do not
        }

        Volatile.Write(ref isDone, true);
        Team.Join(team);
        GCSettings.LatencyMode = before;
        Team.Say(FormattableString.Invariant($"collect: {collections} asked for by 1 thread beside {2 * threads}, {GC.CollectionCount(0)}, {GC.CollectionCount(1)}, {GC.CollectionCount(2)} done in {GC.GetTotalPauseDuration().TotalSeconds:F2} s, longest call {longest * 1e3 / Stopwatch.Frequency:F2} ms; {graphs} graphs, {loops} loops"));
    }

    private static void CollectOnce(int number, ref RandomStream random)
    {
        GCSettings.LatencyMode = s_latencyModes[number % s_latencyModes.Length];
        int generation = random.Below(3);
        switch (random.Below(8))
        {
            case 0:
                GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                break;
            case 1:
                GC.Collect(generation, GCCollectionMode.Optimized, blocking: random.Below(2) == 0);
                break;
            case 2:
                GC.Collect();
                GC.WaitForPendingFinalizers();
                break;
            case 3:
                GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
                GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
                break;
            case 4:
                GC.Collect(2, GCCollectionMode.Forced, blocking: false); // in the background, where there is that
                break;
            default:
                GC.Collect(generation, GCCollectionMode.Forced, blocking: random.Below(2) == 0, compacting: random.Below(2) == 0);
                break;
        }
    }

    private static long Allocate(ref RandomStream random, ref bool isDone)
    {
        var kept = new Graph?[Kept];
        long made = 0;
        do
        {
            ref Graph? place = ref kept[random.Below(Kept)];
            place?.Verify();
            place = new Graph(random.Next(), 3 + random.Below(5));
            made++;
        }
        while (!Volatile.Read(ref isDone));
        Array.ForEach(kept, graph => graph?.Verify());
        return made;
    }

    // No call, no allocation, nothing in memory: all of its state is in registers, general and vector ones.
    private static (ulong Integer, double Floating) Loop(ulong seed, int turns)
    {
        ulong a = seed;
        ulong b = seed ^ 0x5555_5555_5555_5555;
        double x = 1;
        double y = 2;
        for (int i = 0; i < turns; i++)
        {
            a = (a * 6364136223846793005) + b;
            b ^= a >> 29;
            x = (x * 0.999) + y;
            y = (y * 0.5) + 0.25;
        }

        return (a ^ b, x + y);
    }
}
