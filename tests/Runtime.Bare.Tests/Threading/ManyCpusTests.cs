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
public sealed unsafe partial class ManyCpusTests
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
        CondWait,
        CondBroadcast,
        ReadLock,
        WriteLock,
        Bind,
        Release,
        BindOther,
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
    private PthreadCond* _condition;
    private PthreadRwlock* _rwlock;
    private int _inMutex;
    private int _readers;
    private int _writers;
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
        _condition = (PthreadCond*)NativeMemory.AllocZeroed((nuint)sizeof(PthreadCond));
        _rwlock = (PthreadRwlock*)NativeMemory.AllocZeroed((nuint)sizeof(PthreadRwlock));
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
        NativeMemory.Free(_condition);
        NativeMemory.Free(_rwlock);
        _xen.Dispose();
        _space.Dispose();
    }

    [Test]
    public void NothingIsLostWhateverTheOrder() => s_script.Sample(
        script => Run(script.CpuCount, script.Seed, script.SwitchEvery, script.Rounds),
        iter: 300,
        threads: 1,
        print: script => $"{script.CpuCount} CPUs, seed {script.Seed}, {script.SwitchEvery}: {string.Join(" | ", script.Rounds.Select(round => string.Join(", ", round)))}");

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
            case Operation.CondWait:
                _machine.Give(step.Cpu, () => WaitForCondition(deadline));
                break;
            case Operation.CondBroadcast:
                _machine.Give(step.Cpu, () => Broadcast(isOwner: step.Choice % 2 == 0));
                break;
            case Operation.ReadLock:
                _machine.Give(step.Cpu, () => UseRwlock(isWriter: false, step.Choice));
                break;
            case Operation.WriteLock:
                _machine.Give(step.Cpu, () => UseRwlock(isWriter: true, step.Choice));
                break;
            case Operation.Bind:
                _machine.Give(step.Cpu, () => Bind((1 + (step.Choice % ((1 << _machine.CpuCount) - 1))) | _alwaysAllowed));
                break;
            case Operation.BindOther:
                _machine.Give(step.Cpu, () => BindOther(_machine.Thread(1 + (step.Choice % LastingThreads)), (1 + (step.Choice % ((1 << _machine.CpuCount) - 1))) | _alwaysAllowed));
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

        _machine.Interrupt(0, () => PthreadCond.Broadcast((byte*)_condition));
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
