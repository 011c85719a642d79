// What it costs to unmap a page while other CPUs run threads of the same address space: each of them has to forget the page.

using System.Diagnostics;
using System.IO.MemoryMappedFiles;

namespace Parallel;

/// <summary>The verb "unmap".</summary>
internal static class Unmap
{
    private const int Rounds = 5_000;
    private const int SharedPages = 16;

    /// <summary>Prints "unmap busy N rounds R median-ns M p99-ns P mean-ns A cycle-median-ns C".</summary>
    public static void Run(Options options)
    {
        int busy = options.Threads != 0 ? options.Threads : Environment.ProcessorCount - 1;
        int rounds = options.Scale(Rounds);
        using MemoryMappedFile zeros = Mapping.OpenZeros(SharedPages);
        using var shared = new Mapping(zeros, SharedPages);
        shared.Fill(options.Seed | 1);
        bool isDone = false;
        int running = 0;
        Thread[] others = Team.Start(busy, thread =>
        {
            Interlocked.Increment(ref running);
            while (!Volatile.Read(ref isDone))
            {
                shared.Verify("a mapping that stays", 64);
            }
        });
        while (Volatile.Read(ref running) < busy)
        {
            Thread.Yield();
        }

        long[] unmaps = new long[rounds];
        long[] cycles = new long[rounds];
        for (int round = 0; round < rounds; round++)
        {
            long begin = Stopwatch.GetTimestamp();
            var page = new Mapping(zeros, 1);
            page.Write(0, 1);
            long touched = Stopwatch.GetTimestamp();
            page.Dispose();
            long end = Stopwatch.GetTimestamp();
            (unmaps[round], cycles[round]) = (end - touched, end - begin);
        }

        Volatile.Write(ref isDone, true);
        Team.Join(others);
        Array.Sort(unmaps);
        Array.Sort(cycles);
        Team.Say($"unmap busy {busy} rounds {rounds} median-ns {Ns(unmaps[rounds / 2])} p99-ns {Ns(unmaps[rounds * 99 / 100])} mean-ns {Ns(unmaps.Average())} cycle-median-ns {Ns(cycles[rounds / 2])}");
    }

    private static long Ns(double units) => (long)(units * 1e9 / Stopwatch.Frequency);
}
