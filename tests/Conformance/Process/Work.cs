// Something to do that takes CPU time.

using System.Diagnostics;

namespace Conformance.Processes;

/// <summary>Work.</summary>
internal static class Work
{
    /// <summary>Computes until the thread has had so much time by the clock.</summary>
    public static void Compute(TimeSpan time)
    {
        long begin = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begin) < time)
        {
        }
    }
}
