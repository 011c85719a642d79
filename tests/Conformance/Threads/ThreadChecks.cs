// System.Threading.Thread: life, names, priorities, interruption, data of its own.

using System.Runtime.CompilerServices;

namespace Conformance.Threads;

/// <summary>Threads as objects.</summary>
internal static class ThreadChecks
{
    [ThreadStatic]
    private static int s_perThread;

    public static void Run(Area area)
    {
        area.Check("thread.runs", () => Observe(() => "ran"));
        area.Check("thread.start-argument", () =>
        {
            object? got = null;
            var thread = new Thread(argument => got = argument);
            thread.Start("given");
            thread.Join();
            return got;
        });
        area.Check("thread.start-twice", () =>
        {
            var thread = new Thread(() => { });
            thread.Start();
            thread.Join();
            thread.Start();
            return null;
        });
        area.Check("thread.null-start", () => new Thread((ThreadStart)null!));
        area.Check("thread.state-unstarted", () => new Thread(() => { }).ThreadState);
        area.Check("thread.state-stopped", () => Finished(new Thread(() => { })).ThreadState);
        area.Check("thread.state-background", () => new Thread(() => { }) { IsBackground = true }.ThreadState);
        area.Check("thread.state-waiting", () =>
        {
            using var gate = new ManualResetEvent(false);
            var thread = new Thread(() => gate.WaitOne());
            thread.Start();
            SpinWait.SpinUntil(() => (thread.ThreadState & ThreadState.WaitSleepJoin) != 0, 10_000);
            ThreadState state = thread.ThreadState;
            gate.Set();
            thread.Join();
            return state;
        });
        area.Check("thread.is-alive", () =>
        {
            using var gate = new ManualResetEvent(false);
            var thread = new Thread(() => gate.WaitOne());
            bool before = thread.IsAlive;
            thread.Start();
            bool running = thread.IsAlive;
            gate.Set();
            thread.Join();
            return (before, running, thread.IsAlive);
        });
        area.Check("thread.join-timeout", () =>
        {
            using var gate = new ManualResetEvent(false);
            var thread = new Thread(() => gate.WaitOne());
            thread.Start();
            bool early = thread.Join(20);
            gate.Set();
            return (early, thread.Join(10_000));
        });
        area.Check("thread.join-unstarted", () => new Thread(() => { }).Join(1));
        area.Check("thread.name", () =>
        {
            var thread = new Thread(() => { }) { Name = "first" };
            thread.Name = "second";
            return thread.Name;
        });
        area.Check("thread.name-inside", () =>
        {
            string? seen = null;
            Finished(new Thread(() => seen = Thread.CurrentThread.Name) { Name = "näme with spaces and more than fifteen bytes" });
            return seen;
        });
        area.Check("thread.priority-default", () => Thread.CurrentThread.Priority);
        area.Check("thread.priority-set", () =>
        {
            ThreadPriority seen = default;
            Finished(new Thread(() => seen = Thread.CurrentThread.Priority) { Priority = ThreadPriority.Highest });
            return seen;
        });
        area.Check("thread.priority-invalid", () => new Thread(() => { }) { Priority = (ThreadPriority)17 });
        area.Check("thread.background-default", () => (Thread.CurrentThread.IsBackground, new Thread(() => { }).IsBackground));
        area.Check("thread.pool-thread", () => Task.Run(() => (Thread.CurrentThread.IsThreadPoolThread, Thread.CurrentThread.IsBackground)).Result);
        area.Check("thread.managed-ids-differ", () =>
        {
            int first = 0, second = 0;
            Thread a = new(() => first = Environment.CurrentManagedThreadId), b = new(() => second = Environment.CurrentManagedThreadId);
            a.Start();
            b.Start();
            a.Join();
            b.Join();
            return first != second && first == a.ManagedThreadId && second == b.ManagedThreadId;
        });
        area.Check("thread.interrupt-sleep", () => Interrupted(() => Thread.Sleep(Timeout.Infinite)));
        area.Check("thread.interrupt-wait", () =>
        {
            using var never = new ManualResetEvent(false);
            return Interrupted(() => never.WaitOne());
        });
        area.Check("thread.interrupt-monitor", () =>
        {
            object gate = new();
            lock (gate)
            {
                return Interrupted(() => { lock (gate) { } });
            }
        });
        area.Check("thread.interrupt-before-wait", () =>
        {
            string? result = null;
            var thread = new Thread(() =>
            {
                Thread.CurrentThread.Interrupt();
                try
                {
                    Thread.Sleep(0);
                    Thread.Sleep(1);
                    result = "slept";
                }
                catch (ThreadInterruptedException exception)
                {
                    result = exception.Message;
                }
            });
            Finished(thread);
            return result;
        });
        area.Check("thread.sleep-negative", () => { Thread.Sleep(-2); return null; });
        area.Check("thread.sleep-zero-yield", () => { Thread.Sleep(0); Thread.Yield(); Thread.SpinWait(100); return "back"; });
        area.Check("thread.sleep-takes-time", () =>
        {
            long begin = System.Diagnostics.Stopwatch.GetTimestamp();
            Thread.Sleep(30);
            return System.Diagnostics.Stopwatch.GetElapsedTime(begin).TotalMilliseconds >= 29.9;
        });
        area.Check("thread.static-per-thread", () =>
        {
            s_perThread = 5;
            int other = -1;
            Finished(new Thread(() => { other = s_perThread; s_perThread = 9; }));
            return (s_perThread, other);
        });
        area.Check("thread.local-values", () =>
        {
            using var local = new ThreadLocal<int>(() => 7, trackAllValues: true);
            int own = local.Value;
            Finished(new Thread(() => local.Value = 11));
            return (own, string.Join(',', local.Values.Order()), local.IsValueCreated);
        });
        area.Check("thread.data-slot", () =>
        {
            LocalDataStoreSlot slot = Thread.AllocateNamedDataSlot("slot");
            Thread.SetData(slot, "mine");
            object? other = "unset";
            Finished(new Thread(() => other = Thread.GetData(Thread.GetNamedDataSlot("slot"))));
            Thread.FreeNamedDataSlot("slot");
            return (Thread.GetData(slot), other);
        });
        area.Check("thread.async-local-flows", () =>
        {
            var local = new AsyncLocal<string> { Value = "parent" };
            string? seen = null;
            Finished(new Thread(() => { seen = local.Value; local.Value = "child"; }));
            return (seen, local.Value);
        });
        area.Check("thread.unsafe-start-no-flow", () =>
        {
            var local = new AsyncLocal<string> { Value = "parent" };
            string? seen = "unset";
            var thread = new Thread(() => seen = local.Value);
            thread.UnsafeStart();
            thread.Join();
            return seen;
        });
        area.Check("thread.max-stack-size", () =>
        {
            int depth = 0;
            Finished(new Thread(() => depth = Recurse(20_000), 16 << 20));
            return depth;
        });
        area.Check("thread.small-stack-size", () => { int depth = 0; Finished(new Thread(() => depth = Recurse(100), 1)); return depth; });
        area.Check("thread.stack-size-negative", () => new Thread(() => { }, -1));
        area.Check("thread.exception-caught-inside", () => Observe(() =>
        {
            try
            {
                throw new InvalidOperationException("inside");
            }
            catch (InvalidOperationException exception)
            {
                return exception.Message;
            }
        }));
        area.Check("thread.current-is-same", () => ReferenceEquals(Thread.CurrentThread, Thread.CurrentThread));
        area.Check("thread.apartment", () => (Thread.CurrentThread.GetApartmentState(), Thread.CurrentThread.TrySetApartmentState(ApartmentState.STA)));
        area.Check("thread.culture", () =>
        {
            string? seen = null;
            Finished(new Thread(() => seen = Thread.CurrentThread.CurrentCulture.Name + "/" + Thread.CurrentThread.CurrentUICulture.Name));
            return seen;
        });
        area.Check("thread.processor-id", () => Thread.GetCurrentProcessorId() >= 0);
        area.Check("thread.memory-barrier", () => { Thread.MemoryBarrier(); Interlocked.MemoryBarrierProcessWide(); return "done"; });
        area.Check("thread.spinning-does-not-starve", () =>
        {
            bool stop = false;
            var spinner = new Thread(() => { while (!Volatile.Read(ref stop)) { } }) { IsBackground = true };
            spinner.Start();
            string? other = Observe(() => "ran beside it");
            Volatile.Write(ref stop, true);
            spinner.Join();
            return other;
        });
        area.Check("thread.collected-finalizer-thread", () =>
        {
            int creator = Environment.CurrentManagedThreadId;
            var seen = new StrongBox<int>();
            Leave(seen);
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return seen.Value != 0 && seen.Value != creator;
        });
    }

    private static string? Observe(Func<string> body)
    {
        string? result = null;
        Finished(new Thread(() => result = body()));
        return result;
    }

    private static Thread Finished(Thread thread)
    {
        thread.Start();
        thread.Join();
        return thread;
    }

    private static string Interrupted(Action wait)
    {
        string result = "not interrupted";
        var thread = new Thread(() =>
        {
            try
            {
                wait();
                result = "returned";
            }
            catch (ThreadInterruptedException exception)
            {
                result = exception.Message;
            }
        });
        thread.Start();
        SpinWait.SpinUntil(() => (thread.ThreadState & ThreadState.WaitSleepJoin) != 0, 10_000);
        thread.Interrupt();
        return thread.Join(10_000) ? result : "still waiting";
    }

    private static int Recurse(int depth) => depth == 0 ? 0 : 1 + Recurse(depth - 1);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Leave(StrongBox<int> seen) => _ = new Finalized(seen);

    private sealed class Finalized(StrongBox<int> seen)
    {
        ~Finalized() => seen.Value = Environment.CurrentManagedThreadId;
    }
}
