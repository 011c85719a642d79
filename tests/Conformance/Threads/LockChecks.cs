// Locks: Monitor, Lock, SpinLock, ReaderWriterLockSlim, Interlocked.

namespace Conformance.Threads;

/// <summary>Mutual exclusion.</summary>
internal static class LockChecks
{
    private const int Rounds = 20_000;

    public static void Run(Area area)
    {
        RunMonitor(area);
        RunLock(area);
        RunReaderWriter(area);
        RunInterlocked(area);
    }

    private static void RunMonitor(Area area)
    {
        area.Check("monitor.counts", () => { object gate = new(); int n = 0; Together(4, () => { for (int i = 0; i < Rounds; i++) { lock (gate) { n++; } } }); return n; });
        area.Check("monitor.recursion", () => { object gate = new(); lock (gate) { lock (gate) { return Monitor.IsEntered(gate); } } });
        area.Check("monitor.exit-unowned", () => { Monitor.Exit(new object()); return null; });
        area.Check("monitor.wait-unowned", () => Monitor.Wait(new object(), 1));
        area.Check("monitor.pulse-unowned", () => { Monitor.Pulse(new object()); return null; });
        area.Check("monitor.null", () => { Monitor.Enter(null!); return null; });
        area.Check("monitor.try-enter-held", () => { object gate = new(); lock (gate) { return OnThread(() => Monitor.TryEnter(gate)); } });
        area.Check("monitor.try-enter-timeout", () => { object gate = new(); lock (gate) { return OnThread(() => Monitor.TryEnter(gate, 20)); } });
        area.Check("monitor.wait-timeout", () => { object gate = new(); lock (gate) { return (Monitor.Wait(gate, 10), Monitor.IsEntered(gate)); } });
        area.Check("monitor.ping-pong", () =>
        {
            object gate = new();
            int turn = 0, hits = 0;
            void Play(int me)
            {
                for (int i = 0; i < 500; i++)
                {
                    lock (gate)
                    {
                        while (turn != me)
                        {
                            Monitor.Wait(gate);
                        }

                        hits++;
                        turn = 1 - me;
                        Monitor.PulseAll(gate);
                    }
                }
            }

            var other = new Thread(() => Play(1));
            other.Start();
            Play(0);
            other.Join();
            return hits;
        });
        area.Check("monitor.pulse-order", () =>
        {
            object gate = new();
            var order = new List<int>();
            int waiting = 0;
            var threads = new List<Thread>();
            for (int i = 0; i < 5; i++)
            {
                int me = i;
                var thread = new Thread(() => { lock (gate) { waiting++; Monitor.Wait(gate); order.Add(me); } });
                thread.Start();
                threads.Add(thread);
                SpinWait.SpinUntil(() => { lock (gate) { return waiting == me + 1; } });
            }

            for (int i = 0; i < 5; i++)
            {
                lock (gate)
                {
                    Monitor.Pulse(gate);
                }

                threads[i].Join();
            }

            return order;
        });
        area.Check("monitor.wait-keeps-recursion", () =>
        {
            object gate = new();
            lock (gate)
            {
                lock (gate)
                {
                    Monitor.Wait(gate, 1);
                    Monitor.Exit(gate);
                    bool still = Monitor.IsEntered(gate);
                    Monitor.Enter(gate);
                    return still;
                }
            }
        });
        area.Check("monitor.released-by-exception", () =>
        {
            object gate = new();
            try
            {
                lock (gate)
                {
                    throw new InvalidOperationException();
                }
            }
            catch (InvalidOperationException)
            {
            }

            return OnThread(() => Monitor.TryEnter(gate));
        });
        area.Check("monitor.hash-code-survives", () => { object gate = new(); int before = gate.GetHashCode(); lock (gate) { } Together(2, () => { for (int i = 0; i < 100; i++) { lock (gate) { Thread.Yield(); } } }); return before == gate.GetHashCode(); });
    }

    private static void RunLock(Area area)
    {
        area.Check("lock.counts", () => { var gate = new Lock(); int n = 0; Together(4, () => { for (int i = 0; i < Rounds; i++) { using (gate.EnterScope()) { n++; } } }); return n; });
        area.Check("lock.held", () => { var gate = new Lock(); gate.Enter(); bool held = gate.IsHeldByCurrentThread; gate.Exit(); return (held, gate.IsHeldByCurrentThread); });
        area.Check("lock.exit-unowned", () => { new Lock().Exit(); return null; });
        area.Check("lock.try-enter", () => { var gate = new Lock(); gate.Enter(); return OnThread(() => gate.TryEnter(10)); });
        area.Check("spinlock.counts", () => { var gate = new SpinLock(false); int n = 0; Together(3, () => { for (int i = 0; i < Rounds; i++) { bool taken = false; gate.Enter(ref taken); n++; gate.Exit(); } }); return n; });
        area.Check("spinlock.recursion", () => { var gate = new SpinLock(true); bool taken = false; gate.Enter(ref taken); bool again = false; gate.Enter(ref again); return again; });
        area.Check("spinlock.exit-unowned", () => { var gate = new SpinLock(true); gate.Exit(); return null; });
    }

    private static void RunReaderWriter(Area area)
    {
        area.Check("rwlock.readers-share", () => { using var gate = new ReaderWriterLockSlim(); gate.EnterReadLock(); bool other = OnThread(() => { bool got = gate.TryEnterReadLock(1000); if (got) { gate.ExitReadLock(); } return got; }); gate.ExitReadLock(); return other; });
        area.Check("rwlock.writer-excludes", () => { using var gate = new ReaderWriterLockSlim(); gate.EnterWriteLock(); bool other = OnThread(() => gate.TryEnterReadLock(10)); gate.ExitWriteLock(); return other; });
        area.Check("rwlock.upgrade", () => { using var gate = new ReaderWriterLockSlim(); gate.EnterUpgradeableReadLock(); gate.EnterWriteLock(); (bool, bool) held = (gate.IsWriteLockHeld, gate.IsUpgradeableReadLockHeld); gate.ExitWriteLock(); gate.ExitUpgradeableReadLock(); return held; });
        area.Check("rwlock.recursion-refused", () => { using var gate = new ReaderWriterLockSlim(); gate.EnterReadLock(); try { gate.EnterReadLock(); return "entered"; } finally { gate.ExitReadLock(); } });
        area.Check("rwlock.recursion-allowed", () => { using var gate = new ReaderWriterLockSlim(LockRecursionPolicy.SupportsRecursion); gate.EnterReadLock(); gate.EnterReadLock(); int count = gate.RecursiveReadCount; gate.ExitReadLock(); gate.ExitReadLock(); return count; });
        area.Check("rwlock.exit-unowned", () => { using var gate = new ReaderWriterLockSlim(); gate.ExitWriteLock(); return null; });
        area.Check("rwlock.consistent", () =>
        {
            using var gate = new ReaderWriterLockSlim();
            int a = 0, b = 0, torn = 0;
            Together(4, () =>
            {
                for (int i = 0; i < 2000; i++)
                {
                    if (i % 10 == 0)
                    {
                        gate.EnterWriteLock();
                        a++;
                        b++;
                        gate.ExitWriteLock();
                    }
                    else
                    {
                        gate.EnterReadLock();
                        torn += a == b ? 0 : 1;
                        gate.ExitReadLock();
                    }
                }
            });
            return (a, b, torn);
        });
    }

    private static void RunInterlocked(Area area)
    {
        area.Check("interlocked.increment", () => { int n = 0; Together(4, () => { for (int i = 0; i < Rounds; i++) { Interlocked.Increment(ref n); } }); return n; });
        area.Check("interlocked.add64", () => { long n = 0; Together(4, () => { for (int i = 0; i < Rounds; i++) { Interlocked.Add(ref n, 3_000_000_000); } }); return n; });
        area.Check("interlocked.exchange-object", () => { object a = "a"; return (Interlocked.Exchange(ref a, "b"), a); });
        area.Check("interlocked.compare-exchange", () => { long n = 5; return (Interlocked.CompareExchange(ref n, 6, 5), Interlocked.CompareExchange(ref n, 7, 5), n); });
        area.Check("interlocked.and-or", () => { int n = 12; return (Interlocked.And(ref n, 10), Interlocked.Or(ref n, 1), n); });
        area.Check("interlocked.small", () => { byte n = 1; short s = 2; return (Interlocked.Exchange(ref n, 9), n, Interlocked.CompareExchange(ref s, 5, 2), s); });
        area.Check("interlocked.double", () => { double d = 1.5; return (Interlocked.Exchange(ref d, 2.5), d); });
        area.Check("lazy.once", () => { int made = 0; var lazy = new Lazy<int>(() => Interlocked.Increment(ref made)); Together(4, () => _ = lazy.Value); return (made, lazy.Value); });
        area.Check("lazy.exception-cached", () => { int made = 0; var lazy = new Lazy<int>(() => { made++; throw new InvalidOperationException("no"); }); string Try() { try { return lazy.Value.ToString(System.Globalization.CultureInfo.InvariantCulture); } catch (InvalidOperationException e) { return e.Message; } } return (Try(), Try(), made); });
        area.Check("lazy-initializer", () => { object? target = null; object first = LazyInitializer.EnsureInitialized(ref target, () => "made"); return (first, target); });
    }

    private static void Together(int count, Action body)
    {
        Thread[] threads = [.. Enumerable.Range(0, count).Select(_ => new Thread(() => body()))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
    }

    private static bool OnThread(Func<bool> body)
    {
        bool result = false;
        var thread = new Thread(() => result = body());
        thread.Start();
        thread.Join();
        return result;
    }
}
