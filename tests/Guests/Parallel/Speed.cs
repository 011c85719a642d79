// Work that shares nothing: threads that compute with small arrays of their own. What two CPUs are worth is the ratio of the times
// that one thread and two threads take for as much work each.

using System.Diagnostics;

namespace Parallel;

/// <summary>The verb "speed".</summary>
internal static class Speed
{
    private const int Rounds = 4_000;
    private const int Elements = 1024;

    /// <summary>Prints "speed threads N rounds-each R ns T".</summary>
    public static void Run(Options options)
    {
        int threads = Math.Max(1, options.Threads);
        int rounds = options.Scale(Rounds);
        double[] sums = new double[threads];
        var line = new StartLine(threads);
        long[] begins = new long[threads];
        long[] ends = new long[threads];
        Team.Run(threads, thread =>
        {
            int[] integers = new int[Elements];
            double[] floats = new double[Elements];
            line.Cross();
            begins[thread] = Stopwatch.GetTimestamp();
            for (int round = 0; round < rounds; round++)
            {
                sums[thread] += Compute(integers, floats, round);
            }

            ends[thread] = Stopwatch.GetTimestamp();
        });
        Team.Require(Array.TrueForAll(sums, sum => sum == sums[0]), "speed: threads computed different sums of the same");
        long ns = (long)((ends.Max() - begins.Min()) * 1e9 / Stopwatch.Frequency);
        Team.Say($"speed threads {threads} rounds-each {rounds} ns {ns}");
    }

    private static double Compute(int[] integers, double[] floats, int round)
    {
        int value = round;
        double sum = 0;
        for (int i = 0; i < integers.Length && i < floats.Length; i++)
        {
            value = (value * 1103515245) + 12345;
            integers[i] ^= value;
            floats[i] = (floats[i] * 0.5) + (integers[i] & 0xFFFF);
            sum += floats[i];
        }

        return sum;
    }
}
