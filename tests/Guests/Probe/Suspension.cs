// The GC stops a thread that spins in a loop without a call: only an activation from outside can.

namespace Probe;

internal static class Suspension
{
    private static volatile bool s_stop;
    private static long s_turns;

    public static void Run(Checks checks)
    {
        checks.Expect(3);
        var spinner = new Thread(() =>
        {
            long turns = 0;
            while (!s_stop)
            {
                turns++;
            }

            s_turns = turns;
        });
        spinner.Start();
        Thread.Sleep(10);
        int before = GC.CollectionCount(2);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        for (int i = 0; i < 20; i++)
        {
            GC.Collect();
        }

        long elapsed = watch.ElapsedMilliseconds;
        checks.That(GC.CollectionCount(2) - before >= 20, "twenty collections");
        s_stop = true;
        spinner.Join();
        checks.That(s_turns > 0, "the loop ran");
        checks.That(elapsed < 2000, $"suspending took {elapsed} ms");
    }
}
