// Mutual exclusion by more threads than CPUs, with critical sections long enough that their holder is preempted now and then. What
// is judged is the longest standstill: the time in which no thread at all took the lock, though all want it. A holder that was
// preempted runs again after the slices of the threads before it, so most of a second means that the others kept it from that.
// How long a single thread waited is printed only: these locks are not fair, and need not be.

using System.Diagnostics;

namespace Parallel;

/// <summary>The verb "locks".</summary>
internal static class Locks
{
    private const int Acquisitions = 16_000;
    private const int LongSection = 40_000; // turns of a loop: some hundred microseconds
    private const int LongOnes = 64; // one section in so many is long

    public static void Run(Options options)
    {
        foreach (Guard guard in (Guard[])[new MonitorGuard(), new LockGuard(), new SpinGuard()])
        {
            Contend(options, guard);
        }
    }

    private static void Contend(Options options, Guard guard)
    {
        int threads = options.Threads != 0 ? options.Threads : (2 * Environment.ProcessorCount) + 2;
        int each = options.Scale(Acquisitions) * 4 / threads;
        var section = new Section();
        long[] waits = new long[threads];
        Team.Run(threads, thread =>
        {
            RandomStream random = options.Random(guard.Name, thread);
            for (int i = 0; i < each; i++)
            {
                long begin = Stopwatch.GetTimestamp();
                guard.Enter();
                try
                {
                    long now = Stopwatch.GetTimestamp();
                    waits[thread] = Math.Max(waits[thread], now - begin);
                    section.Enter(guard.Name, now);
                    section.Work(random.Below(LongOnes) == 0 ? LongSection : random.Below(16));
                    section.Leave(guard.Name);
                }
                finally
                {
                    guard.Exit();
                }

                Thread.SpinWait(random.Below(16));
            }
        });
        Team.Require(section.Entered == (long)each * threads, $"{guard.Name}: {section.Entered} of {(long)each * threads} increments are there");
        JudgeStandstill(guard.Name, section.Standstill, options.LimitMs);
        Team.Say(FormattableString.Invariant($"locks {guard.Name}: {section.Entered} acquisitions by {threads} threads, longest standstill {Ms(section.Standstill):F3} ms (limit {options.LimitMs}), longest wait of a thread {Ms(waits.Max()):F3} ms"));
    }

    /// <summary>Throws a <see cref="Violation"/> for a standstill above the limit.</summary>
    /// <param name="name">The lock's name.</param>
    /// <param name="standstill">In units of Stopwatch.</param>
    /// <param name="limitMs">The limit.</param>
    public static void JudgeStandstill(string name, long standstill, int limitMs) => Team.Require(Ms(standstill) < limitMs, $"{name}: nobody was let in for {Ms(standstill)} ms");

    private static double Ms(long units) => units * 1e3 / Stopwatch.Frequency;

    /// <summary>What the lock guards: it notices a second thread inside.</summary>
    internal sealed class Section
    {
        private int _inside;
        private long _lastEntered;

        /// <summary>Increments that no lock makes atomic but the one outside.</summary>
        public long Entered { get; private set; }

        /// <summary>The longest time between one thread's entering and the next one's.</summary>
        public long Standstill { get; private set; }

        public void Enter(string name, long now)
        {
            Team.Require(_inside == 0, $"{name}: a thread came in beside another");
            Standstill = _lastEntered == 0 ? 0 : Math.Max(Standstill, now - _lastEntered);
            _lastEntered = now;
            _inside = Environment.CurrentManagedThreadId;
        }

        public void Work(int turns)
        {
            ulong value = (ulong)turns;
            for (int i = 0; i < turns; i++)
            {
                value = (value * 6364136223846793005) + 1442695040888963407;
            }

            Entered += (long)(value | 1) & 1;
        }

        public void Leave(string name)
        {
            Team.Require(_inside == Environment.CurrentManagedThreadId, $"{name}: another thread is inside");
            _inside = 0;
        }
    }
}

/// <summary>A lock of some kind.</summary>
internal abstract class Guard(string name)
{
    public string Name => name;

    public abstract void Enter();

    public abstract void Exit();
}

/// <summary>Monitor.</summary>
internal sealed class MonitorGuard() : Guard("Monitor")
{
    private readonly object _gate = new();

    public override void Enter() => Monitor.Enter(_gate);

    public override void Exit() => Monitor.Exit(_gate);
}

/// <summary>System.Threading.Lock.</summary>
internal sealed class LockGuard() : Guard("Lock")
{
    private readonly Lock _gate = new();

    public override void Enter() => _gate.Enter();

    public override void Exit() => _gate.Exit();
}

/// <summary>SpinLock, which never blocks: its waiters run while the holder may not.</summary>
internal sealed class SpinGuard() : Guard("SpinLock")
{
    private SpinLock _gate = new(enableThreadOwnerTracking: false);

    public override void Enter()
    {
        bool isTaken = false;
        _gate.Enter(ref isTaken);
    }

    public override void Exit() => _gate.Exit();
}
