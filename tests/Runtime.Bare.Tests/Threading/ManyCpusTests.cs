using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using CsCheck;
using NUnit.Framework;
using Runtime.Bare.Boot;
using Runtime.Bare.Cpu;
using Runtime.Bare.Libc;
using Runtime.Bare.Memory;
using Runtime.Bare.Tests.Memory;
using Runtime.Bare.Threading;

namespace Runtime.Bare.Tests.Threading;

/// <summary>
/// Two to four CPUs do what scripts say, in an order that a seed decides down to single instructions. Whenever all have come to
/// rest, each thread is in one place, no CPU halts while there is something for it, and no wake-up is lost.
/// </summary>
public sealed unsafe class ManyCpusTests
{
    private const int ThreadCount = 7;
    private const int QueueCount = 2;

    // Threads 1 to 3 never end.
    private const int LastingThreads = 3;
    private const int OwnLimit = 64;
    private const byte Freed = 0xCC;
    private const ulong SliceNs = TimeSlice.DefaultNs;

    private enum Operation
    {
        Wait,
        Sleep,
        WakeFirst,
        WakeAll,
        WakeFirstInUpcall,
        WakeAllInUpcall,
        PromoteInUpcall,
        Yield,
        Compute,
        Mutex,
        Bind,
        Release,
        Advance,
        Stop,
        Start,
        End,
        Spawn,
        WaitInOwn,
        WakeOwner,
    }

    private readonly record struct Step(Operation Operation, int Cpu, int Choice, ulong DurationNs)
    {
        public override string ToString() => $"{Operation} cpu{Cpu} {Choice} {DurationNs}";
    }

    // Steps that begin together.
    private static readonly Gen<Step[]> s_round =
        (from operation in Gen.OneOf(Gen.Enum<Operation>(), Gen.Const(Operation.Wait), Gen.Const(Operation.WakeAll), Gen.Const(Operation.Advance))
         from cpu in Gen.Int[0, 3]
         from choice in Gen.Int[0, 59]
         from duration in Gen.OneOf(Gen.ULong[1, 1000], Gen.ULong[1, 3 * SliceNs], Gen.Const(SliceNs), Gen.Const(Scheduler.Never))
         select new Step(operation, cpu, choice, duration)).Array[1, 8];

    private static readonly Gen<(int CpuCount, int Seed, int SwitchEvery, Step[][] Rounds)> s_script =
        Gen.Select(Gen.Int[2, 4], Gen.Int[0, 1 << 20], Gen.OneOf(Gen.Const(2), Gen.Const(5), Gen.Const(20)), s_round.Array[1, 25]);

    // Halting CPUs and threads that they could run, and since when.
    private readonly Dictionary<(int Cpu, int Thread), ulong> _misplaced = [];

    // Threads that have ended, or are about to.
    private readonly List<int> _ended = [];

    // Queues of which each belongs to the thread that waits in it, by number: those with a waiter, and those gone since.
    private readonly List<int> _waitedIn = [];
    private readonly List<int> _freed = [];
    private int _ownCount;
    private IntrusiveQueue* _own;

    private TwinXen _xen = null!;
    private TwinAddressSpace _space = null!; // a CPU that stops gives back what memory it keeps: here nothing
    private SteppedMachine _machine = null!; // the present one; null between tests
    private ulong _ramBase;
    private IntrusiveQueue* _queues;
    private SpinLock* _guard;
    private PthreadMutex* _mutex;
    private int _inMutex;
    private int _alwaysAllowed;
    private int _woken;
    private int _sawWaking;

    [OneTimeSetUp]
    public void Allocate()
    {
        _xen = new TwinXen();
        _space = new TwinAddressSpace(256);
        _ramBase = PhysicalMemory.DirectMapBase;
        _queues = (IntrusiveQueue*)NativeMemory.AllocZeroed(QueueCount, (nuint)sizeof(IntrusiveQueue));
        _own = (IntrusiveQueue*)NativeMemory.AllocZeroed(OwnLimit, (nuint)sizeof(IntrusiveQueue));
        _guard = (SpinLock*)NativeMemory.AllocZeroed((nuint)sizeof(SpinLock));
        _mutex = (PthreadMutex*)NativeMemory.AllocZeroed((nuint)sizeof(PthreadMutex));
    }

    [TearDown]
    public void Stop()
    {
        _machine?.Dispose();
        _machine = null!;
    }

    [OneTimeTearDown]
    public void Release()
    {
        NativeMemory.Free(_queues);
        NativeMemory.Free(_own);
        NativeMemory.Free(_guard);
        NativeMemory.Free(_mutex);
        _xen.Dispose();
        _space.Dispose();
    }

    [Test]
    public void NothingIsLostWhateverTheOrder() => s_script.Sample(
        script => Run(script.CpuCount, script.Seed, script.SwitchEvery, script.Rounds),
        iter: 300,
        threads: 1,
        print: script => $"{script.CpuCount} CPUs, seed {script.Seed}, {script.SwitchEvery}: {string.Join(" | ", script.Rounds.Select(round => string.Join(", ", round)))}");

    [Test]
    public void AThreadThatSleepsWhileItsCpuStopsIsNotHeldBack()
    {
        // CPU 1 has been busy for long, CPU 0 has not: what a thread had on the one means nothing on the other.
        Boot(2);
        _machine.Start(1);
        On(0, () => Bind(0b10));
        _machine.Advance(1000 * SliceNs);
        _machine.Start(2, 3);
        On(0, () => Bind(0b10)); // both compute on CPU 0 now; the one that runs goes to CPU 1
        _machine.Advance(10 * SliceNs);
        int sleeper = _machine.CurrentOf(1);
        On(1, () => Scheduler.SleepUntil(TwinXen.NowNs + (50 * SliceNs)));
        _machine.Give(0, () => That(CpuHotplug.SetOnline(1, false), 0, "hotplug"));
        _machine.Settle();
        _machine.Advance(49 * SliceNs, Check);
        That(_machine.IsDown(1), true, "CPU 1 is down");
        ulong had = TimeOf(sleeper);
        _machine.Advance(31 * SliceNs, Check);
        Assert.That(TimeOf(sleeper) - had, Is.InRange(9 * SliceNs, 12 * SliceNs), "a third of what CPU 0 has");
    }

    [Test]
    public void ACpuThatWasGivenUpIsNotWaitedForAgain()
    {
        Boot(2);
        _machine.Start(1);
        _xen.IsDown[1] = true;
        _ = Cpus.Online.AtomicRemove(1);
        _ = Cpus.Idle.AtomicRemove(1);
        Tlb.OtherCpus = 0;
        _machine.Cpu(1)->StartState = 2; // GivenUp
        On(0, () => That(CpuHotplug.SetOnline(1, true), Errno.EIO, "hotplug"));
        Assert.That(Tlb.OtherCpus, Is.Zero);
    }

    [Test]
    public void WhoWakesBetweenTheDeadlineAndTheQueueIsHeard()
    {
        // The deadline has passed, thread 1 runs again and wants the lock of its queue; the waker holds it.
        Boot(2);
        _machine.Start(1, 2);
        int waiter = _machine.CurrentOf(0);
        _machine.Give(0, () => WaitIn(0, TwinXen.NowNs + 1000));
        _machine.Settle();
        TwinXen.SetNow(TwinXen.NowNs + 1000);
        bool wasHeld = false;
        _machine.Give(1, () =>
        {
            ulong flags = _guard->Acquire();
            _xen.FireDue();
            while (_machine.Cpu(0)->SpinsOn != _guard)
            {
                Instructions.Pause();
            }

            wasHeld = _machine.Thread(waiter)->State == ThreadState.Running && !_queues[0].IsEmpty;
            Thread* woken = Scheduler.WakeFirstLocked(&_queues[0]);
            That(_machine.Number(woken), waiter, "who is woken");
            _guard->Release(flags);
        });
        _machine.Settle();
        Check();
        Assert.That((wasHeld, _sawWaking), Is.EqualTo((true, 1)));
    }

    [Test]
    public void WhoIsWokenGoesToAnIdleCpuWhichIsInterrupted()
    {
        Boot(3);
        _machine.Start(1, 2);
        int waiter = _machine.CurrentOf(0);
        On(0, () => WaitIn(0, Scheduler.Never));
        _machine.Start(3); // takes CPU 0 or 2; one of three is idle
        _xen.Interrupted.Clear();
        int waker = Enumerable.Range(0, 3).First(cpu => _machine.CurrentOf(cpu) != 0);
        int idle = Enumerable.Range(0, 3).Single(cpu => _machine.CurrentOf(cpu) == 0);
        On(waker, () => WakeFirst(0));
        Assert.That(_machine.CurrentOf(idle), Is.EqualTo(waiter));
        Assert.That(_xen.Interrupted, Is.EqualTo([idle]));
    }

    [Test]
    public void ACpuThatRunsAloneIsInterruptedForTheEndOfItsSliceAndOneThatSharesIsNot()
    {
        Boot(2);
        _machine.Start(1, 2, 3, 4);
        for (int i = 0; i < 2; i++)
        {
            // Threads 1 and 2 are bound to CPU 1, which has one or two by now; thread 3 and 4 to CPU 0.
            On(0, () => Bind(_machine.Self <= 2 ? 0b10 : 0b01));
            On(1, () => Bind(_machine.Self <= 2 ? 0b10 : 0b01));
        }

        _machine.Advance(4 * SliceNs, () => { });
        Bindings();
        _machine.Advance(10 * SliceNs, Check);
        int first = _machine.CurrentOf(1);
        On(1, () => WaitIn(0, Scheduler.Never));
        On(1, () => WaitIn(0, Scheduler.Never));
        Assert.That(_machine.IsHalted(1), Is.True);
        _xen.Interrupted.Clear();
        On(0, () => WakeFirst(0));
        Assert.That((_xen.Interrupted.Count, _machine.CurrentOf(1)), Is.EqualTo((1, first)), "it was idle");
        On(0, () => WakeFirst(0));
        Assert.That(_xen.Interrupted, Has.Count.EqualTo(2), "it had no timer armed");
        Assert.That(_xen.Timer(1), Is.Not.Null);

        void Bindings()
        {
            for (int cpu = 0; cpu < 2; cpu++)
            {
                On(cpu, () => Bind(_machine.Self <= 2 ? 0b10 : 0b01));
            }
        }
    }

    [Test]
    public void AThreadThatMayNotUseTheIdlestCpuGoesToAnother()
    {
        // Threads 1 and 2 share CPU 0, CPUs 1 and 2 are idle; thread 2 may use CPU 2, and CPU 1 is found first.
        Boot(3);
        _machine.Start(1);
        On(0, () => Bind(0b001));
        On(0, () => WaitIn(0, Scheduler.Never));
        _machine.Start(2);
        int at = _machine.Thread(2)->Cpu->Index;
        On(at, () => Bind(0b001));
        On(0, () => Bind(0b101));
        On(0, () => WakeFirst(0));
        _machine.Advance(3 * SliceNs, Check);
        Assert.That((_machine.CurrentOf(0), _machine.CurrentOf(1), _machine.CurrentOf(2)), Is.EqualTo((1, 0, 2)));
    }

    [Test]
    public void AnIdleCpuLooksBeyondTheBusiestOne()
    {
        // Threads 1 to 3 are bound to CPU 0, threads 4 and 5 share CPU 1; CPU 2 runs out of work, and may take one of the latter.
        Boot(3);
        _machine.Start(6);
        On(0, () => Bind(0b100));
        foreach (int thread in Enumerable.Range(1, 5))
        {
            _machine.Start(thread);
            while (_machine.Thread(thread)->State != ThreadState.Running)
            {
                _machine.Advance(SliceNs, Check);
            }

            On(_machine.Thread(thread)->Cpu->Index, () => Bind(thread <= 3 ? 0b001 : 0b010));
        }

        foreach (int thread in new[] { 4, 5 })
        {
            while (_machine.CurrentOf(1) != thread)
            {
                _machine.Advance(SliceNs, Check);
            }

            On(1, () => Scheduler.SetAllowed(Thread.Current, CpuSet.All));
        }

        Assert.That((_machine.Cpu(0)->ReadyCount, _machine.Cpu(1)->ReadyCount, _machine.CurrentOf(2)), Is.EqualTo((2, 1, 6)));
        On(2, () => WaitIn(0, Scheduler.Never));
        Assert.That(_machine.CurrentOf(2), Is.EqualTo(4).Or.EqualTo(5));
    }

    [Test]
    public void AThreadThatMovesIsNeitherAheadNorBehindThere()
    {
        // CPU 1 has been busy for long, and CPU 0 for a short time; a thread goes from each to the other.
        foreach (int from in new[] { 0, 1 })
        {
            Boot(2);
            _machine.Start(1);
            On(0, () => Bind(0b10));
            _machine.Advance(1000 * SliceNs);
            _machine.Start(2, 3); // on CPU 0 and, by a share of CPU 1, or of CPU 0, the other
            _machine.Advance(20 * SliceNs, Check);
            int mover = _machine.CurrentOf(from);
            On(from, () => Bind(1 << (1 - from)));
            ulong[] had = [.. Enumerable.Range(1, 3).Select(TimeOf)];
            int[] there = [.. Enumerable.Range(1, 3).Where(thread => _machine.Thread(thread)->Cpu->Index == 1 - from)];
            ulong all = 60 * SliceNs;
            foreach (int thread in there)
            {
                On(1 - from, () => Bind(1 << (1 - from)));
                _machine.Advance(5 * SliceNs, Check);
            }

            had = [.. Enumerable.Range(1, 3).Select(TimeOf)];
            there = [.. Enumerable.Range(1, 3).Where(thread => _machine.Thread(thread)->Cpu->Index == 1 - from)];
            _machine.Advance(all, Check);
            Assert.That(there, Does.Contain(mover));
            Assert.That(TimeOf(mover) - had[mover - 1], Is.GreaterThanOrEqualTo((all / (ulong)there.Length) - (2 * SliceNs)));
            Assert.That(TimeOf(mover) - had[mover - 1], Is.LessThanOrEqualTo((all / (ulong)there.Length) + (2 * SliceNs)));
        }
    }

    private void Run(int cpuCount, int seed, int switchEvery, Step[][] rounds)
    {
        Boot(cpuCount, seed, switchEvery);

        // A thread whose CPUs have all gone runs anywhere, and goes back only when it gives way.
        _alwaysAllowed = rounds.Any(round => round.Any(step => step.Operation == Operation.Stop)) ? 1 : 0;
        _machine.Start([.. Enumerable.Range(1, ThreadCount)]);
        Check();
        foreach (Step[] round in rounds)
        {
            ulong durationNs = 0;
            foreach (Step step in round)
            {
                durationNs += step.Operation == Operation.Advance && step.DurationNs != Scheduler.Never ? step.DurationNs : 0;
                Begin(step with { Cpu = step.Cpu % cpuCount });
            }

            _machine.Settle();
            Check();
            _machine.Advance(durationNs, Check);
            Check();
        }

        AssertAllRunInTheEnd();
    }

    private void Boot(int cpuCount, int seed = 0, int switchEvery = 0)
    {
        Stop();
        NativeMemory.Clear(_queues, QueueCount * (nuint)sizeof(IntrusiveQueue));
        *_guard = default;
        *_mutex = default;
        NativeMemory.Clear(_own, OwnLimit * (nuint)sizeof(IntrusiveQueue));
        _misplaced.Clear();
        _ended.Clear();
        _waitedIn.Clear();
        _freed.Clear();
        _ownCount = 0;
        (_woken, _sawWaking, _inMutex) = (0, 0, 0);
        StaticState.Clear(typeof(CpuHotplug));
        PhysicalMemory.DirectMapBase = _ramBase; // since the last time Xen's page stood there
        _space.Reset();
        Machine.PossibleCpus = cpuCount;
        _machine = new SteppedMachine(_xen, cpuCount, ThreadCount, seed, switchEvery);
    }

    private void On(int cpu, Action work)
    {
        _machine.Give(cpu, work);
        _machine.Settle();
        Check();
    }

    private void Begin(Step step)
    {
        int queue = step.Choice % QueueCount;
        ulong deadline = step.DurationNs == Scheduler.Never ? Scheduler.Never : TwinXen.NowNs + step.DurationNs;
        switch (step.Operation)
        {
            case Operation.Wait:
                _machine.Give(step.Cpu, () => WaitIn(queue, deadline));
                break;
            case Operation.Sleep when deadline != Scheduler.Never:
                _machine.Give(step.Cpu, () => Scheduler.SleepUntil(deadline));
                break;
            case Operation.WakeFirst:
                _machine.Give(step.Cpu, () => WakeFirst(queue));
                break;
            case Operation.WakeAll:
                _machine.Give(step.Cpu, () => WakeAll(queue));
                break;
            case Operation.WakeFirstInUpcall:
                _machine.Interrupt(step.Cpu, () => WakeFirst(queue));
                break;
            case Operation.WakeAllInUpcall:
                _machine.Interrupt(step.Cpu, () => WakeAll(queue));
                break;
            case Operation.PromoteInUpcall:
                _machine.Interrupt(step.Cpu, () => Promote(_machine.Thread(1 + (step.Choice % LastingThreads))));
                break;
            case Operation.Yield:
                _machine.Give(step.Cpu, Scheduler.Yield);
                break;
            case Operation.Compute:
                _machine.Give(step.Cpu, () => Compute(step.Choice));
                break;
            case Operation.Mutex:
                _machine.Give(step.Cpu, () => UseMutex(step.Choice));
                break;
            case Operation.Bind:
                _machine.Give(step.Cpu, () => Bind((1 + (step.Choice % ((1 << _machine.CpuCount) - 1))) | _alwaysAllowed));
                break;
            case Operation.Release:
                _machine.Give(step.Cpu, () => Scheduler.SetAllowed(Thread.Current, CpuSet.All));
                break;
            case Operation.End:
                _machine.Give(step.Cpu, End);
                break;
            case Operation.Spawn:
                _machine.Give(step.Cpu, Spawn);
                break;
            case Operation.WaitInOwn:
                _machine.Give(step.Cpu, () => WaitInOwn(deadline));
                break;
            case Operation.WakeOwner:
                _machine.Give(step.Cpu, () => WakeOwner(step.Choice));
                break;
            case Operation.Stop or Operation.Start:
                int cpu = step.Choice % _machine.CpuCount;
                bool isOnline = step.Operation == Operation.Start;
                _machine.Give(step.Cpu, () => That(CpuHotplug.SetOnline(cpu, isOnline), cpu == 0 && !isOnline ? Errno.EBUSY : 0, "hotplug"));
                break;
        }
    }

    private void WaitIn(int queue, ulong deadline)
    {
        ulong flags = _guard->Acquire();
        Scheduler.EnqueueLocked(&_queues[queue]);
        _guard->Release(flags);
        bool isWoken = Scheduler.Wait(_guard, deadline);
        _sawWaking += isWoken ? 1 : 0;
        That(Thread.Current->Link.Owner == null, true, "it left its queue");
    }

    private void WakeFirst(int queue)
    {
        ulong flags = _guard->Acquire();
        Thread* woken = Scheduler.WakeFirstLocked(&_queues[queue]);
        _woken += woken == null ? 0 : 1;
        _guard->Release(flags);
    }

    private void WakeAll(int queue)
    {
        ulong flags = _guard->Acquire();
        for (QueueNode* node = _queues[queue].First; node != null; node = node->Next)
        {
            _woken++;
        }

        Scheduler.WakeAllLocked(&_queues[queue]);
        _guard->Release(flags);
    }

    /// <summary>The queue is in memory that goes as soon as the wait is over, whatever the waker still does.</summary>
    private void WaitInOwn(ulong deadline)
    {
        if (_ownCount == OwnLimit)
        {
            return;
        }

        int number = _ownCount++;
        IntrusiveQueue* own = &_own[number];
        SpinLock* guard = WaitLocks.Of(own);
        ulong flags = guard->Acquire();
        Scheduler.EnqueueLocked(own);
        _waitedIn.Add(number);
        guard->Release(flags);
        That(Scheduler.Wait(guard, deadline), !_waitedIn.Remove(number), "the waker was here before the end of the wait");
        NativeMemory.Fill(own, (nuint)sizeof(IntrusiveQueue), Freed);
        _freed.Add(number);
    }

    private void WakeOwner(int choice)
    {
        if (_waitedIn.Count == 0)
        {
            return;
        }

        int number = _waitedIn[choice % _waitedIn.Count];
        SpinLock* guard = WaitLocks.Of(&_own[number]);
        ulong flags = guard->Acquire();
        if (_waitedIn.Contains(number) && !_own[number].IsEmpty)
        {
            _waitedIn.Remove(number);
            Scheduler.WakeAllLocked(&_own[number]);
        }

        guard->Release(flags);
    }

    /// <summary>What ThreadCreation.Exit does last.</summary>
    private void End()
    {
        if (_machine.Self > LastingThreads)
        {
            Instructions.DisableInterrupts();
            _ended.Add(_machine.Self);
            Scheduler.End();
        }
    }

    /// <summary>A new thread in the memory of one that has ended.</summary>
    private void Spawn()
    {
        if (_ended.Count > 0)
        {
            int number = _ended[0];
            _ended.RemoveAt(0);
            Scheduler.WaitForEnd(_machine.Thread(number));
            _machine.Make(number);
            Scheduler.Start(_machine.Thread(number));
        }
    }

    private static void Promote(Thread* thread)
    {
        PerCpu* cpu = Scheduler.LockCpuOf(thread);
        Scheduler.PromoteLocked(thread);
        cpu->Lock.ReleaseInterruptsOff();
    }

    private static void Compute(int points)
    {
        for (int i = 0; i < points; i++)
        {
            _ = Instructions.ReadTsc();
        }
    }

    private void UseMutex(int points)
    {
        That(PthreadMutex.Lock(_mutex), 0, "lock");
        That(++_inMutex, 1, "threads in the mutex");
        Compute(points);
        _inMutex--;
        That(PthreadMutex.Unlock(_mutex), 0, "unlock");
    }

    private static void Bind(int mask)
    {
        byte bits = (byte)mask;
        CpuSet allowed = CpuSet.Read(&bits, 1);
        if (allowed.Overlaps(Cpus.Online))
        {
            Scheduler.SetAllowed(Thread.Current, allowed);
        }
    }

    private void Check()
    {
        PlaceInvariants.Assert(_xen, _machine);
        That(_guard->Owner, -1, "the queues' lock");
        foreach (int number in _freed)
        {
            That(new Span<byte>(&_own[number], sizeof(IntrusiveQueue)).IndexOfAnyExcept(Freed), -1, "bytes written after they were freed");
        }

        (int, int)[] misplaced = [.. PlaceInvariants.Misplaced(_machine)];
        foreach ((int, int) gone in _misplaced.Keys.Except(misplaced).ToArray())
        {
            _misplaced.Remove(gone);
        }

        foreach ((int Cpu, int Thread) pair in misplaced)
        {
            _misplaced.TryAdd(pair, TwinXen.NowNs);
            That(TwinXen.NowNs - _misplaced[pair] <= 3 * SliceNs, true, $"CPU {pair.Cpu} halts, thread {pair.Thread} is ready elsewhere: not for longer than some slices");
        }
    }

    /// <summary>Wakes all; then each thread gets its part of some CPU, and every wake-up was seen by who was woken.</summary>
    private void AssertAllRunInTheEnd()
    {
        _machine.Advance(30 * SliceNs, Check); // who was preempted on its way to a queue gets there
        for (int queue = 0; queue < QueueCount; queue++)
        {
            int number = queue;
            _machine.Interrupt(0, () => WakeAll(number));
        }

        for (int i = 0; i < OwnLimit; i++)
        {
            _machine.Interrupt(0, () => WakeOwner(0));
        }

        _machine.Settle();
        _machine.Advance(30 * SliceNs);
        ulong[] before = [.. Enumerable.Range(1, ThreadCount).Select(TimeOf)];
        _machine.Advance(4 * ThreadCount * SliceNs, Check);
        foreach (int i in Enumerable.Range(1, ThreadCount).Except(_ended))
        {
            That(_machine.Thread(i)->State is ThreadState.Running or ThreadState.Ready, true, $"thread {i} is {_machine.Thread(i)->State}: it runs in the end");
            That(TimeOf(i) - before[i - 1] >= 2 * SliceNs, true, $"thread {i} had {TimeOf(i) - before[i - 1]} ns: enough");
        }

        That(_sawWaking, _woken, "waits that saw their waking");
    }

    private static void That<T>(T actual, T expected, string what) => PlaceInvariants.That(actual, expected, what);

    private ulong TimeOf(int thread) => Scheduler.CpuTimeNs(_machine.Thread(thread));
}
