// Something to do that takes CPU time. How much of it a thread gets is the machine's business: checks wait for what must come.

using System.Diagnostics;

namespace Conformance.Processes;

/// <summary>Work.</summary>
internal static class Work
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    /// <summary>Computes until something is true, and looks each few milliseconds; false when it takes too long.</summary>
    public static bool Until(Func<bool> condition)
    {
        long begin = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begin) < s_limit)
        {
            Compute(TimeSpan.FromMilliseconds(5));
            if (condition())
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Computes for so long by the clock.</summary>
    public static void Compute(TimeSpan time)
    {
        long begin = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begin) < time)
        {
        }
    }
}
