// One time for all CPUs: a timestamp that is taken after another one was seen is not before it, whoever took that one.

using System.Diagnostics;

namespace Parallel;

/// <summary>The verb "clock".</summary>
internal static class Clock
{
    private const int Stamps = 400_000;
    private const int OwnerBits = 6; // who took the stamp is in its lowest bits

    public static void Run(Options options)
    {
        int threads = Math.Min(options.Threads != 0 ? options.Threads : Team.Size, 1 << OwnerBits);
        int each = options.Scale(Stamps) / threads;
        long latest = 0;
        long fromOthers = 0;
        long ticks = 0;
        var line = new StartLine(threads);
        Team.Run(threads, thread =>
        {
            long seen = 0;
            line.Cross();
            for (int i = 0; i < each; i++)
            {
                long before = Volatile.Read(ref latest);
                long now = Stopwatch.GetTimestamp();
                Judge(before >> OwnerBits, now, thread);
                seen += (before & ((1 << OwnerBits) - 1)) == thread ? 0 : 1;
                Raise(ref latest, (now << OwnerBits) | (uint)thread);
                if (i % 16 == 0)
                {
                    before = Volatile.Read(ref ticks);
                    now = Environment.TickCount64;
                    Judge(before, now, thread);
                    Raise(ref ticks, now);
                }
            }

            Interlocked.Add(ref fromOthers, seen);
        });
        Team.Say($"clock: {(long)threads * each} timestamps by {threads} threads, {fromOthers} after another thread's");
    }

    /// <summary>Throws a <see cref="Violation"/> for a time that goes back.</summary>
    public static void Judge(long before, long now, int thread) => Team.Require(now >= before, $"clock: thread {thread} is {before - now} units behind a timestamp that it had seen");

    private static void Raise(ref long latest, long value)
    {
        for (long known = Volatile.Read(ref latest); known < value;)
        {
            long found = Interlocked.CompareExchange(ref latest, value, known);
            if (found == known)
            {
                return;
            }

            known = found;
        }
    }
}
