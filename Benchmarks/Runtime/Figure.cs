// One thing that is timed. The best of several rounds counts: on the sandbox's clock a round is disturbed only by what the
// system itself does in between, and that is the same work on both sides.

using System.Diagnostics;
using System.Globalization;

namespace Benchmarks.Runtime;

/// <summary>Times work and prints lines "NAME VALUE UNIT".</summary>
internal static class Figure
{
    private const int Rounds = 5;

    /// <summary>Prints the time of one operation, ns.</summary>
    /// <param name="name">Without spaces.</param>
    /// <param name="operations">How many a call of <paramref name="work"/> does.</param>
    /// <param name="work">The work; called once before anything is timed.</param>
    public static void Time(string name, int operations, Action work)
    {
        work();
        TimeSpan best = TimeSpan.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            long begin = Stopwatch.GetTimestamp();
            work();
            TimeSpan elapsed = Stopwatch.GetElapsedTime(begin);
            best = elapsed < best ? elapsed : best;
        }

        Print(name, best.TotalNanoseconds / operations, "ns");
    }

    /// <summary>Prints a value.</summary>
    public static void Print(string name, double value, string unit) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"figure {name} {value:F1} {unit}"));
}
