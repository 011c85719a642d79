// Memory runs out on every thread at once, again and again, and the program goes on: what was kept is intact, what was
// dropped can be allocated again.

using System.Runtime.CompilerServices;
using Stress.Graphs;

namespace Stress;

/// <summary>OutOfMemoryException as a daily event.</summary>
internal static class Exhaustion
{
    private const int MostGraphs = 1_000_000;

    public static int Run(Options options)
    {
        string?[] failures = new string?[options.Threads];
        int[] thrown = new int[options.Threads];
        var threads = new Thread[options.Threads];
        for (int i = 0; i < threads.Length; i++)
        {
            int number = i;
            threads[i] = new Thread(() => failures[number] = Exhaust(options, number, ref thrown[number]));
        }

        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        GC.Collect();
        Console.WriteLine($"[stress] exhaustion: {thrown.Sum()} OutOfMemoryExceptions on {options.Threads} threads, then {new byte[1 << 20].Length} bytes in one piece");
        return StressRun.Finish(
            failures.FirstOrDefault(failure => failure is not null)
            ?? (thrown.Min() < options.Cycles ? "a thread did not run out of memory" : null));
    }

    private static string? Exhaust(Options options, int number, ref int thrown)
    {
        var random = new RandomStream(Checksum.Mix(options.Seed + (ulong)number));
        while (thrown < options.Cycles)
        {
            string? failure = FillUp(ref random, ref thrown);
            if (failure is not null)
            {
                return failure;
            }
        }

        return null;
    }

    // Out of here, nothing refers to what was kept: the next round finds the memory free.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string? FillUp(ref RandomStream random, ref int thrown)
    {
        int count = 0;
        bool isIntact = true;
        try
        {
            var kept = new Stack<Graph>(256);
            while (count < MostGraphs)
            {
                Graph graph = Worker.Make(ref random);
                graph.Build(ref random);
                kept.Push(graph);
                count++;
                isIntact &= graph.IsIntact();
            }
        }
        catch (OutOfMemoryException)
        {
            thrown++;
        }

        return !isIntact ? "a graph is damaged" : count == MostGraphs ? "there is no end of memory" : null;
    }
}
