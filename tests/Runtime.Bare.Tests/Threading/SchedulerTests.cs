using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using CsCheck;
using NUnit.Framework;
using Runtime.Bare.Cpu;
using Runtime.Bare.Threading;

namespace Runtime.Bare.Tests.Threading;

/// <summary>The scheduler's decisions on the twin CPU, against a model: who runs, who waits where, when the timer fires.</summary>
public sealed unsafe class SchedulerTests
{
    private const int ThreadCount = 6; // and the idle one, number 0
    private const int QueueCount = 3;

    private enum Operation
    {
        Wait,
        Sleep,
        WakeFirst,
        WakeAll,
        Yield,
        Promote,
        Advance,
        WaitTooLate,
    }

    private readonly record struct Step(Operation Operation, int Choice, ulong DurationNs);

    private static readonly Gen<Step> s_step =
        from operation in Gen.Enum<Operation>()
        from choice in Gen.Int[0, 59]
        from duration in Gen.OneOf(Gen.ULong[1, 1000], Gen.ULong[1, 3 * SchedulerModel.SliceNs], Gen.Const(SchedulerModel.SliceNs), Gen.Const(SchedulerModel.Never))
        select new Step(operation, choice, duration);

    private TwinXen _xen = null!;
    private Thread* _threads;
    private IntrusiveQueue* _queues;
    private SchedulerModel _model = null!;

    [OneTimeSetUp]
    public void Allocate()
    {
        _xen = new TwinXen();
        _threads = (Thread*)NativeMemory.AllocZeroed(ThreadCount + 1, (nuint)sizeof(Thread));
        _queues = (IntrusiveQueue*)NativeMemory.AllocZeroed(QueueCount, (nuint)sizeof(IntrusiveQueue));
    }

    [OneTimeTearDown]
    public void Release()
    {
        NativeMemory.Free(_threads);
        NativeMemory.Free(_queues);
        _xen.Dispose();
    }

    [Test]
    public void ItDecidesAsTheModelDoes() => s_step.Array[1, 60].Sample(
        script =>
        {
            Start();
            foreach (Step step in script)
            {
                Apply(step);
                RunIdle();
                AssertAgreement();
            }
        },
        iter: 500,
        threads: 1);

    [Test]
    public void AThreadAloneIsNeverInterrupted()
    {
        Start();
        ulong deadline = TwinXen.NowNs + (1UL << 40);
        for (int i = 1; i < ThreadCount; i++)
        {
            Block(null, 1UL << 40); // all but one sleep for a long time
        }

        Advance(1UL << 39);
        Assert.That(_xen.TimerNs, Is.EqualTo(deadline), "no tick, only the next deadline");
        Assert.That(TwinCpu.State->Current - _threads, Is.EqualTo(ThreadCount));
    }

    [Test]
    public void AWaitOfHoursIsArmedHourByHour()
    {
        // Xen would take a timeout that is too far away for an old one (xen/common/schedule.c, do_set_timer_op).
        const ulong Hour = 3600UL * 1_000_000_000;
        Start();
        for (int i = 1; i <= ThreadCount; i++)
        {
            AsCurrent(() => _ = Scheduler.BlockLocked(null, 10 * Hour));
        }

        RunIdle();
        int firings = 0;
        while (TwinCpu.State->Current->IsIdle)
        {
            Assert.That(_xen.TimerNs, Is.Not.Null.And.LessThanOrEqualTo(Math.Min(TwinXen.NowNs + Hour, 10 * Hour)));
            Assert.That(++firings, Is.LessThanOrEqualTo(12));
            TwinXen.SetNow(_xen.TimerNs!.Value);
            _xen.Fire();
            Upcall();
            RunIdle();
        }

        Assert.That(TwinXen.NowNs, Is.EqualTo(10 * Hour));
        Assert.That(TwinCpu.State->Current->WaitTimedOut, Is.True);
    }

    [Test]
    public void ReadyThreadsShareTheCpuEvenly()
    {
        Start();
        Advance(60 * SchedulerModel.SliceNs);
        for (int i = 1; i <= ThreadCount; i++)
        {
            ulong share = _threads[i].CpuTimeNs;
            Assert.That(share, Is.InRange(9 * SchedulerModel.SliceNs, 11 * SchedulerModel.SliceNs), $"thread {i}");
        }
    }

    [Test]
    public void RandomSlicesEndWithinTheirRange()
    {
        Start();
        Advance(SchedulerModel.SliceNs); // the slice that had begun
        TimeSlice.Set(100_000, 500_000);
        try
        {
            _xen.Fire();
            TwinXen.SetNow(TwinXen.NowNs + SchedulerModel.SliceNs);
            Upcall();
            var lengths = new List<ulong>();
            ulong began = TwinXen.NowNs;
            while (lengths.Count < 200)
            {
                Thread* current = TwinCpu.State->Current;
                TwinXen.SetNow(_xen.TimerNs!.Value);
                _xen.Fire();
                Upcall();
                if (TwinCpu.State->Current != current)
                {
                    lengths.Add(TwinXen.NowNs - began);
                    began = TwinXen.NowNs;
                }
            }

            Assert.That(lengths, Has.All.InRange(100_000UL, 500_000UL));
            Assert.That(lengths.Distinct().Count(), Is.GreaterThan(150));
        }
        finally
        {
            TimeSlice.Set(0, 0);
        }
    }

    [Test]
    public void TheIdleThreadMayNotBlock()
    {
        _xen.Reset();
        StaticState.Clear(typeof(Scheduler));
        Thread idle = new() { IsIdle = true };
        TwinCpu.State->Current = &idle;
        TwinCpu.State->Idle = &idle;
        Assert.That(() => Scheduler.SleepUntil(5), Throws.TypeOf<Runtime.Bare.Diagnostics.PanicException>());
    }

    private void Start()
    {
        _xen.Reset();
        StaticState.Clear(typeof(Scheduler), typeof(ThreadCreation));
        NativeMemory.Clear(_threads, (ThreadCount + 1) * (nuint)sizeof(Thread));
        NativeMemory.Clear(_queues, QueueCount * (nuint)sizeof(IntrusiveQueue));
        TwinXen.SetNow(1000);
        _model = new SchedulerModel(TwinXen.NowNs);
        PerCpu* cpu = TwinCpu.State;
        cpu->ArmedDeadlineNs = Scheduler.Never;
        cpu->SwitchedAtNs = TwinXen.NowNs;
        cpu->Idle = _threads;
        cpu->Current = _threads;
        _threads[0].IsIdle = true;
        _threads[0].State = ThreadState.Running;
        ulong flags = Scheduler.Lock.Acquire();
        for (int i = 1; i <= ThreadCount; i++)
        {
            Scheduler.MakeReadyLocked(cpu, &_threads[i]);
            _model.Ready.Add(i);
        }

        Scheduler.Lock.Release(flags);
        RunIdle();
        AssertAgreement();
    }

    private void Apply(Step step)
    {
        int thread = 1 + (step.Choice % ThreadCount);
        int queue = step.Choice % QueueCount;
        bool isIdle = _model.Current == 0;
        switch (step.Operation)
        {
            case Operation.Wait when !isIdle:
                Block(queue, step.DurationNs);
                break;
            case Operation.Sleep when !isIdle && step.DurationNs != SchedulerModel.Never:
                Block(null, step.DurationNs);
                break;
            case Operation.WaitTooLate when !isIdle:
                int before = TwinCpu.Switches;
                AsCurrent(() => Assert.That(Scheduler.BlockLocked(&_queues[queue], TwinXen.NowNs - (ulong)(step.Choice % 2)), Is.False));
                Assert.That(TwinCpu.Switches, Is.EqualTo(before), "a deadline that is past does not even block");
                _model.TimedOut.Remove(_model.Current);
                break;
            case Operation.WakeFirst:
                List<int> waiting = _model.Queues[queue];
                int first = waiting.Count == 0 ? -1 : waiting[0];
                AsCurrent(() => Assert.That(NumberOf(Scheduler.WakeFirstLocked(&_queues[queue])), Is.EqualTo(first)));
                WakeInModel(waiting.Take(1));
                break;
            case Operation.WakeAll:
                AsCurrent(() => Scheduler.WakeAllLocked(&_queues[queue]));
                WakeInModel(_model.Queues[queue]);
                break;
            case Operation.Yield when !isIdle:
                Run(Scheduler.Yield);
                _model.Yield(TwinXen.NowNs);
                break;
            case Operation.Promote:
                AsCurrent(() => Scheduler.PromoteLocked(&_threads[thread]));
                _model.Promote(thread);
                break;
            case Operation.Advance when step.DurationNs != SchedulerModel.Never:
                Advance(step.DurationNs);
                break;
        }
    }

    private void Block(int? queue, ulong durationNs)
    {
        // No two deadlines are equal: which of two goes first is nobody's promise.
        ulong deadline = durationNs == SchedulerModel.Never ? durationNs : TwinXen.NowNs + durationNs;
        while (deadline != SchedulerModel.Never && _model.Deadlines.ContainsValue(deadline))
        {
            deadline++;
        }

        IntrusiveQueue* place = queue is { } index ? &_queues[index] : null;
        AsCurrent(() => _ = Scheduler.BlockLocked(place, deadline));
        _model.Block(queue, deadline, TwinXen.NowNs);
    }

    /// <summary>Time passes; the timer fires when it is due, however often.</summary>
    private void Advance(ulong durationNs)
    {
        ulong end = TwinXen.NowNs + durationNs;
        while (_xen.TimerNs is { } due && due <= end)
        {
            TwinXen.SetNow(Math.Max(due, TwinXen.NowNs));
            _xen.Fire();
            Upcall();
            _model.Timer(TwinXen.NowNs);
            RunIdle();
            AssertAgreement();
        }

        TwinXen.SetNow(end);
    }

    /// <summary>What Cpu/TrapHandler.cs does at the upcall.</summary>
    private static void Upcall()
    {
        PerCpu* cpu = TwinCpu.State;
        cpu->TrapDepth++;
        Scheduler.OnTimer();
        cpu->TrapDepth--;
        if (cpu->NeedReschedule && !cpu->Current->IsIdle)
        {
            cpu->NeedReschedule = false;
            Run(() => Scheduler.PreemptedYield(null));
        }
    }

    private void RunIdle()
    {
        if (TwinCpu.State->Current->IsIdle)
        {
            Run(Scheduler.Idle);
            _model.Idle(TwinXen.NowNs);
        }
    }

    private static void AsCurrent(Action locked) => Run(() =>
    {
        ulong flags = Scheduler.Lock.Acquire();
        locked();
        Scheduler.Lock.Release(flags);
    });

    /// <summary>Runs until it returns, switches or halts; after a switch the next thread frees the lock that it found held.</summary>
    private static void Run(Action code)
    {
        try
        {
            code();
        }
        catch (ContextSwitchedException)
        {
            TwinCpu.State->Current->PreemptedAt = null;
            Scheduler.Lock.Release(0x200);
        }
        catch (HaltedException)
        {
            TwinCpu.AreInterruptsOn = true;
        }
    }

    private void WakeInModel(IEnumerable<int> threads)
    {
        foreach (int thread in threads.ToArray())
        {
            _model.Wake(thread);
        }
    }

    private int NumberOf(Thread* thread) => thread == null ? -1 : (int)(thread - _threads);

    private void AssertAgreement()
    {
        PerCpu* cpu = TwinCpu.State;
        Assert.That(NumberOf(cpu->Current), Is.EqualTo(_model.Current));
        Assert.That(Threads(&cpu->Ready), Is.EqualTo(_model.Ready));
        for (int i = 0; i < QueueCount; i++)
        {
            Assert.That(Threads(&_queues[i]), Is.EqualTo(_model.Queues[i]));
        }

        for (int i = 1; i <= ThreadCount; i++)
        {
            ThreadState expected = i == _model.Current ? ThreadState.Running : _model.Blocked.Contains(i) ? ThreadState.Blocked : ThreadState.Ready;
            Assert.That(_threads[i].State, Is.EqualTo(expected));
            Assert.That(_threads[i].Timer.IsQueued, Is.EqualTo(_model.Deadlines.ContainsKey(i)));
            Assert.That(!_model.TimedOut.Contains(i) || _threads[i].WaitTimedOut, Is.True);
        }

        ulong running = _model.Current == 0 ? 0 : TwinXen.NowNs - _model.SwitchedAt;
        Assert.That(Scheduler.CpuTimeNs(), Is.EqualTo(_model.BusyNs + running));
        Assert.That(TwinCpu.AreInterruptsOn, Is.True, "no lock is left held");
        AssertTimer(cpu);
    }

    /// <summary>The timer fires early enough for every deadline and slice, and Xen was told.</summary>
    private void AssertTimer(PerCpu* cpu)
    {
        ulong armed = _xen.TimerNs ?? SchedulerModel.Never;
        Assert.That(cpu->ArmedDeadlineNs, Is.EqualTo(armed));
        Assert.That(armed, Is.LessThanOrEqualTo(_model.LatestTimer(TwinXen.NowNs)));
    }

    private List<int> Threads(IntrusiveQueue* queue)
    {
        var threads = new List<int>();
        for (QueueNode* node = queue->First; node != null; node = node->Next)
        {
            threads.Add(NumberOf(Thread.FromLink(node)));
        }

        return threads;
    }
}
