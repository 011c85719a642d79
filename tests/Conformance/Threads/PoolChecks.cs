// The thread pool: items, registered waits, limits, growth when its threads block.

namespace Conformance.Threads;

/// <summary>ThreadPool.</summary>
internal static class PoolChecks
{
    public static void Run(Area area)
    {
        area.Check("pool.runs-items", () => { using var done = new CountdownEvent(1000); for (int i = 0; i < 1000; i++) { ThreadPool.QueueUserWorkItem(_ => done.Signal()); } return done.Wait(30_000); });
        area.Check("pool.local-queue", () => { using var done = new CountdownEvent(100); ThreadPool.QueueUserWorkItem(_ => { for (int i = 0; i < 100; i++) { ThreadPool.QueueUserWorkItem<object?>(_ => done.Signal(), null, preferLocal: true); } }); return done.Wait(30_000); });
        area.Check("pool.state", () => { using var done = new ManualResetEventSlim(); object? got = null; ThreadPool.QueueUserWorkItem(s => { got = s; done.Set(); }, "state"); done.Wait(30_000); return got; });
        area.Check("pool.unsafe-no-flow", () => { var l = new AsyncLocal<string> { Value = "set" }; using var done = new ManualResetEventSlim(); string? got = "unset"; ThreadPool.UnsafeQueueUserWorkItem(_ => { got = l.Value; done.Set(); }, null); done.Wait(30_000); return got; });
        area.Check("pool.set-min-max", () => { ThreadPool.GetMinThreads(out int worker, out int io); bool set = ThreadPool.SetMinThreads(8, io); ThreadPool.GetMinThreads(out int now, out _); ThreadPool.SetMinThreads(worker, io); return (set, now, ThreadPool.SetMinThreads(-1, 1), ThreadPool.SetMaxThreads(0, 0)); });
        area.Check("pool.max-default", () => { ThreadPool.GetMaxThreads(out int worker, out int io); return (worker, io); });
        area.Check("pool.grows-when-blocked", () =>
        {
            using var gate = new ManualResetEventSlim();
            using var blocked = new CountdownEvent(8);
            for (int i = 0; i < 8; i++)
            {
                ThreadPool.QueueUserWorkItem(_ => { blocked.Signal(); gate.Wait(); });
            }

            bool grew = blocked.Wait(30_000);
            gate.Set();
            return grew;
        });
        area.Check("pool.registered-wait", () => { using var e = new AutoResetEvent(false); using var done = new ManualResetEventSlim(); bool? timedOut = null; RegisteredWaitHandle r = ThreadPool.RegisterWaitForSingleObject(e, (_, t) => { timedOut = t; done.Set(); }, null, 10_000, true); e.Set(); done.Wait(30_000); r.Unregister(null); return timedOut; });
        area.Check("pool.registered-timeout", () => { using var e = new AutoResetEvent(false); using var done = new ManualResetEventSlim(); bool? timedOut = null; RegisteredWaitHandle r = ThreadPool.RegisterWaitForSingleObject(e, (_, t) => { timedOut = t; done.Set(); }, null, 10, true); done.Wait(30_000); r.Unregister(null); return timedOut; });
        area.Check("pool.many-registered-waits", () => { AutoResetEvent[] events = [.. Enumerable.Range(0, 150).Select(_ => new AutoResetEvent(false))]; using var done = new CountdownEvent(150); RegisteredWaitHandle[] waits = [.. events.Select(e => ThreadPool.RegisterWaitForSingleObject(e, (_, _) => done.Signal(), null, -1, true))]; foreach (AutoResetEvent e in events) { e.Set(); } bool all = done.Wait(30_000); Array.ForEach(waits, w => w.Unregister(null)); return all; });
        area.Check("pool.completed-count-grows", () => { long before = ThreadPool.CompletedWorkItemCount; Task.WaitAll([.. Enumerable.Range(0, 100).Select(_ => Task.Run(() => { }))]); return ThreadPool.CompletedWorkItemCount - before >= 100; });
        area.Check("pool.thread-count-positive", () => ThreadPool.ThreadCount > 0);
        area.Check("pool.thread-name", () => Task.Run(() => Thread.CurrentThread.Name).Result);
    }
}
