// How many processors the program believes in, and on how many its threads run while all are busy.

using System.Globalization;
using System.Runtime;

namespace Parallel;

/// <summary>The verb "places".</summary>
internal static class Places
{
    private const int Samples = 600;
    private const int TurnsBetween = 20_000;

    public static void Run(Options options)
    {
        int processors = Environment.ProcessorCount;
        ThreadPool.GetMinThreads(out int workers, out _);
        Team.Require(workers == processors, $"places: the thread pool begins with {workers} threads, there are {processors} processors");
        bool[] ran = FindBusy(options, 2 * processors);
        JudgeCount(ran, options.Expect);
        long heaps = Convert.ToInt64(GC.GetConfigurationVariables().GetValueOrDefault("HeapCount", 1), CultureInfo.InvariantCulture);
        JudgeCollector(options.ExpectsServer, processors, GCSettings.IsServerGC, heaps);
        Team.Say($"places: {processors} processors, threads ran on {ran.Count(place => place)} of them ({string.Join(' ', Enumerable.Range(0, processors).Where(place => ran[place]))}); server GC {GCSettings.IsServerGC}, {heaps} heaps");
    }

    /// <summary>Throws a <see cref="Violation"/> when fewer processors than expected ran threads.</summary>
    public static void JudgeCount(bool[] ran, int expected) =>
        Team.Require(ran.Count(place => place) >= expected, $"places: threads ran on {ran.Count(place => place)} processors, not on {expected}");

    /// <summary>Throws a <see cref="Violation"/> for the wrong collector. With one processor the runtime takes the workstation's in any case; the server's has a heap for each.</summary>
    public static void JudgeCollector(bool expectsServer, int processors, bool isServer, long heaps)
    {
        Team.Require(isServer == (expectsServer && processors > 1), $"places: server GC is {isServer} with {processors} processors");
        Team.Require(heaps == (isServer ? processors : 1), $"places: {heaps} heaps for {processors} processors");
    }

    /// <summary>Throws a <see cref="Violation"/> for a number that is no processor's.</summary>
    public static void JudgeNumber(int number, int processors) => Team.Require(number >= 0 && number < processors, $"places: a thread ran on processor {number} of {processors}");

    private static bool[] FindBusy(Options options, int threads)
    {
        bool[] ran = new bool[Environment.ProcessorCount];
        int samples = options.Scale(Samples) * 2 / threads;
        ulong sum = 0;
        var line = new StartLine(threads);
        Team.Run(threads, thread =>
        {
            ulong value = (ulong)thread;
            line.Cross();
            for (int sample = 0; sample < samples; sample++)
            {
                for (int i = 0; i < TurnsBetween; i++)
                {
                    value = (value * 6364136223846793005) + 1442695040888963407;
                }

                int number = Thread.GetCurrentProcessorId();
                JudgeNumber(number, ran.Length);
                Volatile.Write(ref ran[number], true);
            }

            Interlocked.Add(ref sum, value);
        });
        GC.KeepAlive(sum);
        return ran;
    }
}
