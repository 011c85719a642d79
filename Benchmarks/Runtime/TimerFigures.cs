// How late sleepers wake and timers fire.

using System.Diagnostics;

namespace Benchmarks.Runtime;

/// <summary>Lateness, microseconds: the middle and the worst but one in a hundred.</summary>
internal static class TimerFigures
{
    private const int Samples = 400;
    private static readonly TimeSpan s_period = TimeSpan.FromMilliseconds(5);

    public static void Run()
    {
        Print("sleep-lateness", Sleeps());
        Print("timer-lateness", TicksAsync().GetAwaiter().GetResult());
    }

    private static double[] Sleeps()
    {
        double[] late = new double[Samples];
        for (int i = 0; i < Samples; i++)
        {
            long begin = Stopwatch.GetTimestamp();
            Thread.Sleep(s_period);
            late[i] = (Stopwatch.GetElapsedTime(begin) - s_period).TotalMicroseconds;
        }

        return late;
    }

    // The runtime's timers count milliseconds: a delay is at least its length and up to a millisecond more on every system.
    private static async Task<double[]> TicksAsync()
    {
        double[] late = new double[Samples];
        for (int i = 0; i < Samples; i++)
        {
            long begin = Stopwatch.GetTimestamp();
            await Task.Delay(s_period);
            late[i] = (Stopwatch.GetElapsedTime(begin) - s_period).TotalMicroseconds;
        }

        return late;
    }

    private static void Print(string name, double[] late)
    {
        Array.Sort(late);
        Figure.Print(name + "-p50", late[Samples / 2], "us");
        Figure.Print(name + "-p99", late[Samples * 99 / 100], "us");
    }
}
