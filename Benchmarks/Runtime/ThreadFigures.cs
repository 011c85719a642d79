// Threads and what they pass to each other: the scheduler's and the wait queues' work.

namespace Benchmarks.Runtime;

/// <summary>Threads and locks.</summary>
internal static class ThreadFigures
{
    private const int Threads = 200;
    private const int HandOvers = 5_000;

    public static void Run()
    {
        Figure.Time("thread-create-join", Threads, CreateAndJoin);
        Figure.Time("lock-hand-over", HandOvers, HandOver);
        Figure.Time("event-hand-over", HandOvers, HandOverByEvent);
    }

    private static void CreateAndJoin()
    {
        for (int i = 0; i < Threads; i++)
        {
            var thread = new Thread(static () => { });
            thread.Start();
            thread.Join();
        }
    }

    // Two threads take turns under one lock; each turn ends with a Pulse and a Wait, so the lock and the CPU change hands.
    private static void HandOver()
    {
        object gate = new();
        int turn = 0;
        var other = new Thread(() => Take(1));
        other.Start();
        Take(0);
        other.Join();

        void Take(int mine)
        {
            lock (gate)
            {
                while (turn < HandOvers)
                {
                    if ((turn & 1) == mine)
                    {
                        turn++;
                        Monitor.Pulse(gate);
                    }
                    else
                    {
                        Monitor.Wait(gate);
                    }
                }

                Monitor.Pulse(gate);
            }
        }
    }

    // AutoResetEvent: a wait in the kernel's queue on each side, no spinning before it.
    private static void HandOverByEvent()
    {
        using var mine = new AutoResetEvent(false);
        using var theirs = new AutoResetEvent(false);
        var other = new Thread(() =>
        {
            for (int i = 0; i < HandOvers / 2; i++)
            {
                theirs.WaitOne();
                mine.Set();
            }
        });
        other.Start();
        for (int i = 0; i < HandOvers / 2; i++)
        {
            theirs.Set();
            mine.WaitOne();
        }

        other.Join();
    }
}
