// Each thread has its own thread-static data, from its first instruction to its last.

namespace Probe;

internal static class ThreadLocalData
{
    private const int Threads = 50;

    [ThreadStatic]
    private static int t_number;

    [ThreadStatic]
    private static string? t_text;

    public static void Run(Checks checks)
    {
        checks.Expect((2 * Threads) + 1);
        t_number = -1;
        using var go = new ManualResetEventSlim();
        var threads = new Thread[Threads];
        for (int i = 0; i < Threads; i++)
        {
            int number = i;
            threads[i] = new Thread(() =>
            {
                checks.That(t_number == 0 && t_text == null, "thread-static data starts empty");
                t_number = number;
                t_text = "thread " + number;
                go.Wait();
                Thread.Yield();
                checks.That(t_number == number && t_text == "thread " + number, "thread-static data is the thread's own");
            });
            threads[i].Start();
        }

        go.Set();
        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        checks.That(t_number == -1, "the main thread's data is untouched");
    }
}
