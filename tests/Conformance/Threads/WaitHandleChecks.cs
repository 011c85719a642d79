// Events, mutexes, semaphores and waiting for several of them. Named ones live within the process.

namespace Conformance.Threads;

/// <summary>Wait handles and their slim kin.</summary>
internal static class WaitHandleChecks
{
    public static void Run(Area area)
    {
        area.Check("event.manual-stays", () => { using var e = new ManualResetEvent(true); return (e.WaitOne(0), e.WaitOne(0), e.Reset(), e.WaitOne(0)); });
        area.Check("event.auto-resets", () => { using var e = new AutoResetEvent(true); return (e.WaitOne(0), e.WaitOne(0)); });
        area.Check("event.auto-releases-one", () =>
        {
            using var e = new AutoResetEvent(false);
            int released = 0;
            Thread[] threads = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() => { if (e.WaitOne(200)) { Interlocked.Increment(ref released); } }))];
            Array.ForEach(threads, t => t.Start());
            e.Set();
            Array.ForEach(threads, t => t.Join());
            return released;
        });
        area.Check("event.disposed", () => { var e = new ManualResetEvent(false); e.Dispose(); return e.WaitOne(0); });
        area.Check("event.timeout-invalid", () => { using var e = new ManualResetEvent(false); return e.WaitOne(-2); });
        area.Check("wait-any.index", () => { using var a = new ManualResetEvent(false); using var b = new AutoResetEvent(true); return (WaitHandle.WaitAny([a, b]), WaitHandle.WaitAny([a, b], 5)); });
        area.Check("wait-any.lowest", () => { using var a = new ManualResetEvent(true); using var b = new ManualResetEvent(true); return WaitHandle.WaitAny([a, b]); });
        area.Check("wait-all", () => { using var a = new ManualResetEvent(true); using var b = new AutoResetEvent(false); bool before = WaitHandle.WaitAll([a, b], 5); b.Set(); return (before, WaitHandle.WaitAll([a, b], 5), b.WaitOne(0)); });
        area.Check("wait-all.atomic", () => { using var a = new AutoResetEvent(true); using var b = new AutoResetEvent(false); bool all = WaitHandle.WaitAll([a, b], 5); return (all, a.WaitOne(0)); });
        area.Check("wait-all.duplicates", () => { using var a = new ManualResetEvent(true); return WaitHandle.WaitAll([a, a]); });
        area.Check("wait-any.too-many", () => WaitHandle.WaitAny([.. Enumerable.Range(0, 65).Select(_ => new ManualResetEvent(true))]));
        area.Check("wait-any.empty", () => WaitHandle.WaitAny([]));
        area.Check("signal-and-wait", () => { using var a = new ManualResetEvent(false); using var b = new ManualResetEvent(true); return (WaitHandle.SignalAndWait(a, b), a.WaitOne(0)); });
        area.Check("mutex.recursion", () => { using var m = new Mutex(true); bool again = m.WaitOne(0); m.ReleaseMutex(); m.ReleaseMutex(); m.ReleaseMutex(); return again; });
        area.Check("mutex.abandoned", () => { using var m = new Mutex(); var t = new Thread(() => m.WaitOne()); t.Start(); t.Join(); return m.WaitOne(1000); });
        area.Check("mutex.release-unowned", () => { using var m = new Mutex(); m.ReleaseMutex(); return null; });
        area.Check("mutex.excludes", () => { using var m = new Mutex(); int n = 0; Together(4, () => { for (int i = 0; i < 500; i++) { m.WaitOne(); n++; m.ReleaseMutex(); } }); return n; });
        area.Check("semaphore.counts", () => { using var s = new Semaphore(2, 3); return (s.WaitOne(0), s.WaitOne(0), s.WaitOne(0), s.Release(2), s.Release()); });
        area.Check("semaphore.full", () => { using var s = new Semaphore(1, 1); return s.Release(); });
        area.Check("named.mutex-in-process", () => { using var a = new Mutex(false, "conformance-mutex", out bool created); using var b = new Mutex(false, "conformance-mutex", out bool again); return (created, again); });
        area.Check("named.event", () => { using var a = new EventWaitHandle(false, EventResetMode.ManualReset, "conformance-event"); return a.WaitOne(0); });
        area.Check("named.open-missing", () => Mutex.TryOpenExisting("conformance-missing", out _));
        area.Check("slim-event", () => { using var e = new ManualResetEventSlim(); bool before = e.Wait(5); e.Set(); return (before, e.Wait(0), e.IsSet); });
        area.Check("slim-event.cancelled", () => { using var e = new ManualResetEventSlim(); using var c = new CancellationTokenSource(10); return e.Wait(10_000, c.Token); });
        area.Check("slim-event.handle", () => { using var e = new ManualResetEventSlim(); e.Set(); return e.WaitHandle.WaitOne(0); });
        area.Check("slim-semaphore", () => { using var s = new SemaphoreSlim(1, 2); return (s.Wait(0), s.Wait(0), s.Release(2), s.CurrentCount); });
        area.Check("slim-semaphore.over", () => { using var s = new SemaphoreSlim(1, 1); return s.Release(); });
        area.CheckAsync("slim-semaphore.async", async () => { using var s = new SemaphoreSlim(0); Task<bool> waiting = s.WaitAsync(10_000); bool early = waiting.IsCompleted; s.Release(); return (early, await waiting); });
        area.CheckAsync("slim-semaphore.async-timeout", async () => { using var s = new SemaphoreSlim(0); return await s.WaitAsync(10); });
        area.Check("countdown", () => { using var c = new CountdownEvent(3); Together(3, () => c.Signal()); return (c.Wait(0), c.CurrentCount, c.IsSet); });
        area.Check("countdown.below-zero", () => { using var c = new CountdownEvent(1); c.Signal(); return c.Signal(); });
        area.Check("barrier.phases", () => { var phases = new List<long>(); using var b = new Barrier(3, x => phases.Add(x.CurrentPhaseNumber)); Together(3, () => { for (int i = 0; i < 4; i++) { b.SignalAndWait(); } }); return phases; });
        area.Check("barrier.post-phase-throws", () => { using var b = new Barrier(1, _ => throw new InvalidOperationException("phase")); b.SignalAndWait(); return null; });
        area.Check("barrier.timeout", () => { using var b = new Barrier(2); return b.SignalAndWait(10); });
        area.Check("barrier.add-remove", () => { using var b = new Barrier(1); return (b.AddParticipants(2), b.ParticipantCount); });
        area.Check("spin-until", () => (SpinWait.SpinUntil(() => true, 1), SpinWait.SpinUntil(() => false, 5)));
        area.Check("spin-wait.yields", () => { var s = default(SpinWait); int n = 0; while (!s.NextSpinWillYield && n < 1000) { s.SpinOnce(); n++; } return s.NextSpinWillYield; });
    }

    private static void Together(int count, Action body)
    {
        Thread[] threads = [.. Enumerable.Range(0, count).Select(_ => new Thread(() => body()))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
    }
}
