// Timers: one-shot, periodic, changed, disposed; TimeProvider.

using System.Diagnostics;

namespace Conformance.Threads;

/// <summary>System.Threading.Timer and its kin.</summary>
internal static class TimerChecks
{
    public static void Run(Area area)
    {
        area.Check("timer.one-shot", () => { int n = 0; using var done = new ManualResetEventSlim(); using var t = new Timer(_ => { n++; done.Set(); }, null, 10, Timeout.Infinite); done.Wait(10_000); Thread.Sleep(30); return n; });
        area.Check("timer.periodic", () => { using var done = new CountdownEvent(5); using var t = new Timer(_ => { if (!done.IsSet) { done.Signal(); } }, null, 5, 5); return done.Wait(10_000); });
        area.Check("timer.never-early", () => { long begin = Stopwatch.GetTimestamp(); using var done = new ManualResetEventSlim(); using var t = new Timer(_ => done.Set(), null, 50, Timeout.Infinite); done.Wait(10_000); return Stopwatch.GetElapsedTime(begin).TotalMilliseconds >= 49; });
        area.Check("timer.change", () => { using var done = new ManualResetEventSlim(); using var t = new Timer(_ => done.Set(), null, Timeout.Infinite, Timeout.Infinite); bool changed = t.Change(5, Timeout.Infinite); return (changed, done.Wait(10_000)); });
        area.Check("timer.disposed", () => { int n = 0; var t = new Timer(_ => n++, null, 30, Timeout.Infinite); using var gone = new ManualResetEvent(false); t.Dispose(gone); return (gone.WaitOne(10_000), n); });
        area.Check("timer.due-invalid", () => new Timer(_ => { }, null, -2, 0));
        area.Check("timer.order", () => { var order = new System.Collections.Concurrent.ConcurrentQueue<int>(); using var done = new CountdownEvent(3); Timer Make(int id, int due) => new(_ => { order.Enqueue(id); done.Signal(); }, null, due, Timeout.Infinite); using Timer a = Make(3, 150), b = Make(1, 10), c = Make(2, 80); done.Wait(10_000); return order.ToArray(); });
        area.Check("timer.active-count", () => { using var t = new Timer(_ => { }, null, 100_000, Timeout.Infinite); return Timer.ActiveCount >= 1; });
        area.Check("timer.thousand", () => { using var done = new CountdownEvent(1000); Timer[] timers = [.. Enumerable.Range(0, 1000).Select(i => new Timer(_ => done.Signal(), null, 1 + (i % 50), Timeout.Infinite))]; bool all = done.Wait(30_000); Array.ForEach(timers, t => t.Dispose()); return all; });
        area.CheckAsync("periodic-timer", async () => { using var t = new PeriodicTimer(TimeSpan.FromMilliseconds(5)); int n = 0; while (n < 4 && await t.WaitForNextTickAsync()) { n++; } return n; });
        area.CheckAsync("periodic-timer.disposed", async () => { var t = new PeriodicTimer(TimeSpan.FromHours(1)); ValueTask<bool> tick = t.WaitForNextTickAsync(); t.Dispose(); return await tick; });
        area.CheckAsync("periodic-timer.cancelled", async () => { using var t = new PeriodicTimer(TimeSpan.FromHours(1)); using var c = new CancellationTokenSource(10); return await t.WaitForNextTickAsync(c.Token); });
        area.CheckAsync("delay.ordered", async () => { var order = new List<int>(); async Task D(int ms) { await Task.Delay(ms); lock (order) { order.Add(ms); } } await Task.WhenAll(D(120), D(10), D(60)); return order; });
        area.Check("timers-timer", () => { using var t = new System.Timers.Timer(10) { AutoReset = false }; using var done = new ManualResetEventSlim(); t.Elapsed += (_, _) => done.Set(); t.Start(); return (done.Wait(10_000), t.Enabled); });
        area.CheckAsync("time-provider.timer", async () => { using var done = new SemaphoreSlim(0); await using ITimer t = TimeProvider.System.CreateTimer(_ => done.Release(), null, TimeSpan.FromMilliseconds(5), Timeout.InfiniteTimeSpan); return await done.WaitAsync(10_000); });
        area.Check("time-provider.zone", () => (TimeProvider.System.LocalTimeZone.Id, TimeProvider.System.TimestampFrequency));
    }
}
