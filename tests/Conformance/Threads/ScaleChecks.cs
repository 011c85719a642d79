// Numbers: a thousand threads alive, ten thousand in a row, a million tasks.

namespace Conformance.Threads;

/// <summary>Many of everything.</summary>
internal static class ScaleChecks
{
    public static void Run(Area area)
    {
        area.Check("scale.thousand-alive", () =>
        {
            const int Count = 1000;
            using var gate = new ManualResetEventSlim();
            using var arrived = new CountdownEvent(Count);
            Thread[] threads = [.. Enumerable.Range(0, Count).Select(_ => new Thread(() => { arrived.Signal(); gate.Wait(); }))];
            Array.ForEach(threads, thread => thread.Start());
            bool all = arrived.Wait(60_000);
            gate.Set();
            Array.ForEach(threads, thread => thread.Join());
            return all;
        });
        area.Check("scale.ten-thousand-in-a-row", () =>
        {
            int ran = 0;
            for (int i = 0; i < 10_000; i++)
            {
                var thread = new Thread(() => ran++);
                thread.Start();
                thread.Join();
            }

            return ran;
        });
        area.Check("scale.million-tasks", () =>
        {
            int ran = 0;
            for (int batch = 0; batch < 100; batch++)
            {
                Task.WaitAll([.. Enumerable.Range(0, 10_000).Select(_ => Task.Run(() => Interlocked.Increment(ref ran)))]);
            }

            return ran;
        });
    }
}
