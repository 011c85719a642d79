// Time advances, never backwards; sleeping takes as long as it should; a spinning thread does not stop the others.

using System.Diagnostics;

namespace Probe;

internal static class Timers
{
    private static volatile bool s_stop;

    public static void Run(Checks checks)
    {
        checks.Expect(6);
        long last = Stopwatch.GetTimestamp();
        bool monotonic = true;
        for (int i = 0; i < 200_000; i++)
        {
            long now = Stopwatch.GetTimestamp();
            monotonic &= now >= last;
            last = now;
        }

        checks.That(monotonic, "Stopwatch never goes back");
        checks.That(DateTime.UtcNow.Year >= 2024, "the wall clock is set: " + DateTime.UtcNow.ToString("O"));

        var watch = Stopwatch.StartNew();
        for (int i = 0; i < 10; i++)
        {
            Thread.Sleep(20);
        }

        double slept = watch.Elapsed.TotalMilliseconds;
        checks.That(slept is >= 200 and < 260, $"ten sleeps of 20 ms took {slept:F1} ms");

        watch.Restart();
        using var never = new ManualResetEventSlim();
        checks.That(!never.Wait(50), "a wait without a signal times out");
        checks.That(watch.ElapsedMilliseconds is >= 50 and < 100, $"after 50 ms, but {watch.ElapsedMilliseconds}");

        var spinner = new Thread(() =>
        {
            while (!s_stop)
            {
            }
        });
        spinner.Start();
        watch.Restart();
        Thread.Sleep(30);
        double late = watch.Elapsed.TotalMilliseconds - 30;
        s_stop = true;
        spinner.Join();
        checks.That(late < 30, $"a spinning thread delayed a sleeper by {late:F1} ms");
    }
}
