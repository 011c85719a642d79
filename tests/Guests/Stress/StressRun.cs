// The run: workers, a thread that asks for collections at random moments, and a report of what was done.

using System.Diagnostics;
using System.Threading.Channels;
using Stress.Graphs;

namespace Stress;

/// <summary>Many threads with checksummed graphs until so many objects are allocated.</summary>
internal static class StressRun
{
    private const int ExchangeCapacity = 32;
    private const int Reports = 10;

    public static int Run(Options options)
    {
        var exchange = Channel.CreateBounded<Graph>(ExchangeCapacity);
        Worker[] workers = [.. Enumerable.Range(0, options.Threads).Select(number => new Worker(number, options, exchange))];
        Thread[] threads = [.. workers.Select(worker => new Thread(worker.Run))];
        using var done = new ManualResetEventSlim();
        var collector = new Thread(() => Collect(options, done));
        long begin = Stopwatch.GetTimestamp();
        Array.ForEach(threads, thread => thread.Start());
        collector.Start();
        Report(options, workers, threads, begin);
        done.Set();
        collector.Join();
        string? failure = workers.Select(worker => worker.Failure).FirstOrDefault(text => text is not null);
        while (failure is null && exchange.Reader.TryRead(out Graph? left))
        {
            failure = left.IsIntact() ? null : $"a {left.GetType().Name} that was handed over is damaged";
        }

        TimeSpan elapsed = Stopwatch.GetElapsedTime(begin);
        Console.WriteLine(
            $"[stress] {workers.Sum(worker => worker.Allocated)} allocations in {workers.Sum(worker => worker.Steps)} steps by {options.Threads} threads, "
            + $"{GC.GetTotalAllocatedBytes() >> 20} MiB, {elapsed.TotalSeconds:F1} s; "
            + $"collections {GC.CollectionCount(0)}, {GC.CollectionCount(1)}, {GC.CollectionCount(2)} in {GC.GetTotalPauseDuration().TotalSeconds:F1} s; "
            + $"{workers.Sum(worker => worker.HandedOver)} graphs handed over, {workers.Sum(worker => worker.OutOfMemory)} times out of memory");
        return Finish(failure ?? FinalizersFailed());
    }

    /// <summary>Prints how it ended; the exit code.</summary>
    public static int Finish(string? failure)
    {
        Console.WriteLine(failure is null ? "[stress] passed" : "[stress] FAILED: " + failure);
        return failure is null ? 0 : 1;
    }

    // Every tenth of the work a line: where it stands still, there is the hang.
    private static void Report(Options options, Worker[] workers, Thread[] threads, long begin)
    {
        int reported = 0;
        foreach (Thread thread in threads)
        {
            while (!thread.Join(200))
            {
                try
                {
                    reported = Report(options, workers, begin, reported);
                }
                catch (Exception shortage) when (shortage is OutOfMemoryException or IOException)
                {
                    // ENOMEM is an IOException. Text is memory too, and so is what it tells: when there is none just now, the line is left out.
                }
            }
        }
    }

    private static int Report(Options options, Worker[] workers, long begin, int reported)
    {
        long allocated = workers.Sum(worker => worker.Allocated);
        int tenths = (int)(allocated * Reports / options.Allocations);
        if (tenths > reported)
        {
            TimeSpan elapsed = Stopwatch.GetElapsedTime(begin);
            Console.WriteLine(FormattableString.Invariant($"[stress] {allocated} allocations in {elapsed.TotalSeconds:F1} s, collections {GC.CollectionCount(0)}, {GC.CollectionCount(1)}, {GC.CollectionCount(2)} in {GC.GetTotalPauseDuration().TotalSeconds:F1} s, {workers.Sum(worker => worker.OutOfMemory)} times out of memory, free {DomainMemory.FreeKiB} KiB"));
        }

        return Math.Max(tenths, reported);
    }

    private static void Collect(Options options, ManualResetEventSlim done)
    {
        var random = new RandomStream(Checksum.Mix(~options.Seed));
        while (options.CollectUs > 0 && !done.IsSet)
        {
            int spins = random.Below(2 * options.CollectUs);
            long until = Stopwatch.GetTimestamp() + (spins * (Stopwatch.Frequency / 1_000_000));
            if (random.Below(2) == 0)
            {
                done.Wait(spins / 1000);
            }

            while (Stopwatch.GetTimestamp() < until && !done.IsSet)
            {
                Thread.Yield();
            }

            int kind = random.Below(64);
            int generation = kind < 48 ? 0 : kind < 60 ? 1 : 2;
            try
            {
                GC.Collect(generation, GCCollectionMode.Forced, blocking: random.Below(2) == 0, compacting: random.Below(4) == 0);
            }
            catch (OutOfMemoryException)
            {
            }
        }
    }

    private static string? FinalizersFailed()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Console.WriteLine($"[stress] finalizers: {FinalizedGraph.Finalized} of {FinalizedGraph.Made} have run, {FinalizedGraph.Damaged} found damage");
        return FinalizedGraph.Damaged != 0 ? "a finalizer found its object damaged"
            : FinalizedGraph.Made != FinalizedGraph.Finalized ? "a finalizer was lost, or ran twice"
            : null;
    }
}
