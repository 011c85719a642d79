using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using CsCheck;
using NUnit.Framework;
using Runtime.Bare.Cpu;
using Runtime.Bare.Diagnostics;
using Runtime.Bare.Threading;

namespace Runtime.Bare.Tests.Threading;

/// <summary>The scheduler's decisions on one CPU, against a model: who runs, who waits where, when the timer fires.</summary>
public sealed unsafe class SchedulerTests
{
    private const int ThreadCount = 6; // and the idle one, number 0
    private const int QueueCount = 3;
    private const ulong HourNs = 3600UL * 1_000_000_000;

    private enum Operation
    {
        Wait,
        Sleep,
        WaitTooLate,
        WakeFirst,
        WakeAll,
        WakeFirstInUpcall,
        WakeAllInUpcall,
        Yield,
        Promote,
        Advance,
    }

    private readonly record struct Step(Operation Operation, int Choice, ulong DurationNs);

    private static readonly Gen<Step> s_step =
        from operation in Gen.OneOf(Gen.Enum<Operation>(), Gen.Const(Operation.Advance))
        from choice in Gen.Int[0, 59]
        from duration in Gen.OneOf(Gen.ULong[1, 1000], Gen.ULong[1, 3 * SchedulerModel.SliceNs], Gen.Const(SchedulerModel.SliceNs), Gen.Const(SchedulerModel.Never))
        select new Step(operation, choice, duration);

    private readonly Dictionary<int, bool> _results = [];
    private TwinXen _xen = null!;
    private SteppedMachine _machine = null!; // the present one; null between tests
    private IntrusiveQueue* _queues;
    private SpinLock* _guard;
    private SchedulerModel _model = null!;

    [OneTimeSetUp]
    public void Allocate()
    {
        _xen = new TwinXen();
        _queues = (IntrusiveQueue*)NativeMemory.AllocZeroed(QueueCount, (nuint)sizeof(IntrusiveQueue));
        _guard = (SpinLock*)NativeMemory.AllocZeroed((nuint)sizeof(SpinLock));
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
        NativeMemory.Free(_guard);
        _xen.Dispose();
    }

    [Test]
    public void ItDecidesAsTheModelDoes() => s_step.Array[1, 60].Sample(
        script =>
        {
            Boot();
            foreach (Step step in script)
            {
                Apply(step);
                AssertAgreement();
            }
        },
        iter: 400,
        threads: 1);

    [Test]
    public void AThreadAloneIsNeverInterrupted()
    {
        Boot();
        ulong deadline = TwinXen.NowNs + (1UL << 40);
        for (int i = 1; i < ThreadCount; i++)
        {
            Do(() => Scheduler.SleepUntil(deadline)); // all but one
        }

        _machine.Advance(1UL << 39);
        Assert.That(_xen.TimerNs, Is.EqualTo(Math.Min(deadline, TwinXen.NowNs + HourNs)).Or.LessThanOrEqualTo(deadline));
        Assert.That(_machine.CurrentOf(0), Is.EqualTo(ThreadCount));
        Assert.That(_machine.Cpu(0)->Switches, Is.EqualTo(ThreadCount), "no tick, only the next deadline");
    }

    [Test]
    public void AWaitOfHoursIsArmedHourByHour()
    {
        // Xen would take a timeout that is too far away for an old one (xen/common/schedule.c, do_set_timer_op).
        Boot();
        for (int i = 1; i <= ThreadCount; i++)
        {
            Do(() => Scheduler.SleepUntil(10 * HourNs));
        }

        int firings = 0;
        while (_machine.CurrentOf(0) == 0)
        {
            Assert.That(_xen.TimerNs, Is.Not.Null.And.LessThanOrEqualTo(Math.Min(TwinXen.NowNs + HourNs, 10 * HourNs)));
            Assert.That(++firings, Is.LessThanOrEqualTo(12));
            _machine.Advance(_xen.TimerNs!.Value - TwinXen.NowNs);
        }

        Assert.That(TwinXen.NowNs, Is.EqualTo(10 * HourNs));
    }

    [Test]
    public void ThreadsThatComputeStayWithinASliceOfEachOther()
    {
        Boot();
        for (int i = 0; i < 600; i++)
        {
            _machine.Advance(1 + (SchedulerModel.SliceNs * (ulong)(i % 7) / 5));
            ulong[] shares = [.. Enumerable.Range(1, ThreadCount).Select(TimeOf)];
            Assert.That(shares.Max() - shares.Min(), Is.LessThanOrEqualTo(SchedulerModel.SliceNs));
        }
    }

    [TestCase(100_000u, 100_000u)]
    [TestCase(1_900_000u, 100_000u)]
    [TestCase(3_900_000u, 1u)]
    [TestCase(10_000u, 2_000_000u)]
    public void WhoSleepsOftenDoesNotStarveWhoComputes(uint computesNs, uint sleepsNs)
    {
        // Thread 1 computes a little and sleeps a little; the others compute.
        Boot();
        ulong began = TwinXen.NowNs;
        ulong hadBefore = 0;
        while (TwinXen.NowNs - began < 200 * SchedulerModel.SliceNs)
        {
            if (_machine.CurrentOf(0) == 1 && TimeOf(1) - hadBefore >= computesNs)
            {
                hadBefore = TimeOf(1);
                Do(() => Scheduler.SleepUntil(TwinXen.NowNs + sleepsNs));
            }

            _machine.Advance(10_000);
        }

        ulong fair = (TwinXen.NowNs - began) / ThreadCount;
        Assert.That(TimeOf(1), Is.LessThanOrEqualTo(fair + SchedulerModel.SliceNs));
        for (int i = 2; i <= ThreadCount; i++)
        {
            Assert.That(TimeOf(i), Is.GreaterThanOrEqualTo(fair - SchedulerModel.SliceNs), $"thread {i}");
        }
    }

    [Test]
    public void WhoWakesRunsAtOnceWhenItHadLess()
    {
        Boot();
        Do(() => Scheduler.SleepUntil(TwinXen.NowNs + (100 * SchedulerModel.SliceNs)));
        _machine.Advance((100 * SchedulerModel.SliceNs) - 1);
        Assert.That(_machine.CurrentOf(0), Is.Not.EqualTo(1));
        _machine.Advance(1);
        Assert.That(_machine.CurrentOf(0), Is.EqualTo(1), "it interrupts who computes");
        ulong had = TimeOf(1);
        _machine.Advance(2 * SchedulerModel.SliceNs);
        Assert.That(TimeOf(1) - had, Is.LessThanOrEqualTo(SchedulerModel.SliceNs * 3 / 2), "not for longer than the half slice it may be ahead, and its own");
    }

    [Test]
    public void ANewThreadIsNotAhead()
    {
        Boot(1, 2);
        _machine.Advance(101 * SchedulerModel.SliceNs / 2);
        ulong[] had = [TimeOf(1), TimeOf(2)];
        Do(() => Scheduler.Start(_machine.Thread(3)));
        Assert.That(_machine.CurrentOf(0), Is.Not.EqualTo(3));
        _machine.Advance(90 * SchedulerModel.SliceNs);
        Assert.That(TimeOf(3), Is.InRange(29 * SchedulerModel.SliceNs, 31 * SchedulerModel.SliceNs));
        Assert.That(TimeOf(1) - had[0], Is.InRange(29 * SchedulerModel.SliceNs, 31 * SchedulerModel.SliceNs));
    }

    [Test]
    public void WhoRanAloneForLongPaysNothingForIt()
    {
        // It blocks, another one becomes ready in the gap, it comes back: half of the CPU is its own, and not only once the other
        // one has had as much as it had when it was alone.
        Boot(1);
        _machine.Advance(1000 * SchedulerModel.SliceNs);
        Do(() => WaitIn(0, Scheduler.Never));
        Assert.That(_machine.CurrentOf(0), Is.Zero);
        _machine.Start(2);
        ulong had = TimeOf(1);
        WakeFirst(0);
        _machine.Advance(20 * SchedulerModel.SliceNs);
        Assert.That(TimeOf(1) - had, Is.InRange(9 * SchedulerModel.SliceNs, 11 * SchedulerModel.SliceNs));
    }

    [Test]
    public void WhoWakesAfterTheDeadlineLeavesWord()
    {
        // The deadline makes it ready, but it has no CPU yet: it stands in its queue still.
        Boot(1, 2);
        Do(() => WaitIn(0, TwinXen.NowNs + 1000));
        _machine.Advance(1000);
        Assert.That((_machine.CurrentOf(0), _machine.Thread(1)->State), Is.EqualTo((2, ThreadState.Ready)));
        Do(() => WakeFirst(0));
        Assert.That(_queues[0].IsEmpty, Is.True);
        _machine.Advance(2 * SchedulerModel.SliceNs);
        Assert.That(_results[1], Is.True);
    }

    [Test]
    public void TheDeadlineAfterTheWakingMeansNothing()
    {
        Boot(1, 2);
        Do(() => WaitIn(0, TwinXen.NowNs + 1000));
        Do(() => WakeFirst(0));
        Assert.That(_machine.Thread(1)->Timer.IsQueued, Is.False);
        _machine.Advance(2 * SchedulerModel.SliceNs);
        Assert.That(_results[1], Is.True);
    }

    [Test]
    public void WordMayComeBetweenQueueingAndParking()
    {
        Boot(1, 2);
        Do(() =>
        {
            ulong flags = _guard->Acquire();
            Scheduler.EnqueueLocked(&_queues[0]);
            _guard->Release(flags);
            WakeFirst(0); // as somebody else does on another CPU
            _results[_machine.Self] = Scheduler.Wait(_guard, Scheduler.Never);
        });
        Assert.That((_results[1], _machine.CurrentOf(0)), Is.EqualTo((true, 1)), "it does not even block");
    }

    [Test]
    public void RandomSlicesEndWithinTheirRange()
    {
        TimeSlice.Set(100_000, 500_000);
        try
        {
            Boot();
            var lengths = new List<ulong>();
            ulong began = TwinXen.NowNs;
            int current = _machine.CurrentOf(0);
            while (lengths.Count < 200)
            {
                _machine.Advance(_xen.TimerNs!.Value - TwinXen.NowNs);
                if (_machine.CurrentOf(0) != current)
                {
                    lengths.Add(TwinXen.NowNs - began);
                    began = TwinXen.NowNs;
                    current = _machine.CurrentOf(0);
                }
            }

            // A thread that is behind still may go on at the end of its slice; one that is ahead gives way after a quarter.
            Assert.That(lengths, Has.All.InRange(25_000UL, 1_500_000UL));
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
        Boot();
        for (int i = 1; i <= ThreadCount; i++)
        {
            Do(() => WaitIn(0, Scheduler.Never));
        }

        _machine.Interrupt(0, () => Scheduler.SleepUntil(TwinXen.NowNs + 5));
        Assert.That(_machine.Settle, Throws.TypeOf<PanicException>());
    }

    [Test]
    public void AThreadThatHasEndedIsOffItsCpu()
    {
        Boot(1, 2);
        Do(() =>
        {
            Instructions.DisableInterrupts();
            Scheduler.End();
        });
        Assert.That((_machine.CurrentOf(0), _machine.Thread(1)->State), Is.EqualTo((2, ThreadState.Ended)));
        Do(() => Scheduler.WaitForEnd(_machine.Thread(1)));
    }

    private void Boot() => Boot([.. Enumerable.Range(1, ThreadCount)]);

    private void Boot(params int[] threads)
    {
        Stop();
        NativeMemory.Clear(_queues, QueueCount * (nuint)sizeof(IntrusiveQueue));
        *_guard = default;
        _results.Clear();
        _machine = new SteppedMachine(_xen, cpuCount: 1, ThreadCount);
        _model = new SchedulerModel(TwinXen.NowNs);
        foreach (int thread in threads)
        {
            _model.Start(thread, TwinXen.NowNs);
        }

        _machine.Start(threads);
        _model.Consider(TwinXen.NowNs);
        AssertAgreement();
    }

    private void Apply(Step step)
    {
        ulong now = TwinXen.NowNs;
        int thread = 1 + (step.Choice % ThreadCount);
        int queue = step.Choice % QueueCount;
        bool isIdle = _model.Current == 0;
        switch (step.Operation)
        {
            case Operation.Wait when !isIdle:
                ulong deadline = Deadline(step.DurationNs);
                _model.Block(queue, deadline, now);
                Do(() => WaitIn(queue, deadline));
                break;
            case Operation.Sleep when !isIdle && step.DurationNs != SchedulerModel.Never:
                ulong end = Deadline(step.DurationNs);
                _model.Block(null, end, now);
                Do(() => Scheduler.SleepUntil(end));
                break;
            case Operation.WaitTooLate when !isIdle:
                ulong before = _machine.Cpu(0)->Switches;
                Do(() => WaitIn(queue, now - (ulong)(step.Choice % 2)));
                Assert.That(_results[_model.Current], Is.False);
                Assert.That(_machine.Cpu(0)->Switches, Is.EqualTo(before), "a deadline that is past does not even block");
                break;
            case Operation.WakeFirst when !isIdle:
                Wake(() => _model.WakeFirst(queue, now), () => Do(() => WakeFirst(queue)));
                break;
            case Operation.WakeAll when !isIdle:
                Wake(() => _model.WakeAll(queue, now), () => Do(() => WakeAll(queue)));
                break;
            case Operation.WakeFirstInUpcall:
                Wake(() => _model.WakeFirst(queue, now), () => Upcall(() => WakeFirst(queue)));
                break;
            case Operation.WakeAllInUpcall:
                Wake(() => _model.WakeAll(queue, now), () => Upcall(() => WakeAll(queue)));
                break;
            case Operation.Yield when !isIdle:
                _model.Yield(now);
                Do(Scheduler.Yield);
                break;
            case Operation.Promote when _model.TryPromote(thread):
                _machine.Cpu(0)->Lock.AcquireInterruptsOff();
                Scheduler.PromoteLocked(_machine.Thread(thread));
                _machine.Cpu(0)->Lock.ReleaseInterruptsOff();
                break;
            case Operation.Advance when step.DurationNs != SchedulerModel.Never:
                Advance(step.DurationNs);
                break;
        }
    }

    private void Wake(Action model, Action machine)
    {
        int ready = _model.Ready.Count();
        model();
        if (_model.Ready.Count() != ready)
        {
            _model.Consider(TwinXen.NowNs);
        }

        machine();
    }

    private void Advance(ulong durationNs)
    {
        ulong end = TwinXen.NowNs + durationNs;
        while (_xen.TimerNs is { } due && due <= end)
        {
            _model.Timer(due);
            _machine.Advance(due - TwinXen.NowNs);
            AssertAgreement();
        }

        _machine.Advance(end - TwinXen.NowNs);
    }

    /// <summary>No two deadlines are equal: which of two goes first is nobody's promise.</summary>
    private ulong Deadline(ulong durationNs)
    {
        ulong deadline = durationNs == SchedulerModel.Never ? durationNs : TwinXen.NowNs + durationNs;
        while (deadline != SchedulerModel.Never && _model.Deadlines.ContainsValue(deadline))
        {
            deadline++;
        }

        return deadline;
    }

    private void Do(Action work)
    {
        _machine.Give(0, work);
        _machine.Settle();
    }

    private void Upcall(Action work)
    {
        _machine.Interrupt(0, work);
        _machine.Settle();
    }

    private void WaitIn(int queue, ulong deadline)
    {
        int self = _machine.Self;
        ulong flags = _guard->Acquire();
        Scheduler.EnqueueLocked(&_queues[queue]);
        _guard->Release(flags);
        _results[self] = Scheduler.Wait(_guard, deadline);
    }

    private void WakeFirst(int queue)
    {
        ulong flags = _guard->Acquire();
        QueueNode* first = _queues[queue].First;
        Assert.That((nint)Scheduler.WakeFirstLocked(&_queues[queue]), Is.EqualTo((nint)first), "nodes are their threads' first members");
        _guard->Release(flags);
    }

    private void WakeAll(int queue)
    {
        ulong flags = _guard->Acquire();
        Scheduler.WakeAllLocked(&_queues[queue]);
        _guard->Release(flags);
    }

    private ulong TimeOf(int thread) => Scheduler.CpuTimeNs(_machine.Thread(thread));

    private void AssertAgreement()
    {
        PerCpu* cpu = _machine.Cpu(0);
        Assert.That(_machine.CurrentOf(0), Is.EqualTo(_model.Current));
        Assert.That(Ready(cpu), Is.EqualTo(_model.Ready));
        Assert.That(cpu->ReadyCount, Is.EqualTo(_model.Ready.Count()));
        for (int i = 0; i < QueueCount; i++)
        {
            Assert.That(Threads(&_queues[i]), Is.EqualTo(_model.Queues[i]), $"queue {i}");
        }

        for (int i = 1; i <= ThreadCount && _machine.Thread(i)->Cpu != null; i++)
        {
            ThreadState expected = i == _model.Current ? ThreadState.Running : _model.Blocked.Contains(i) ? ThreadState.Blocked : ThreadState.Ready;
            Assert.That(_machine.Thread(i)->State, Is.EqualTo(expected));
            Assert.That(_machine.Thread(i)->Timer.IsQueued, Is.EqualTo(_model.Deadlines.ContainsKey(i)));
            Assert.That(_machine.Thread(i)->RuntimeNs, Is.EqualTo(_model.RuntimeOf(i)), $"run time of thread {i}");
        }

        Assert.That(cpu->LeastRuntimeNs, Is.EqualTo(_model.LeastNs));
        ulong running = _model.Current == 0 ? 0 : TwinXen.NowNs - _model.SwitchedAt;
        Assert.That(Scheduler.CpuTimeNs(), Is.EqualTo(_model.BusyNs + running));
        Assert.That((cpu->Lock.Owner, _guard->Owner), Is.EqualTo((-1, -1)), "no lock is left held");
        AssertTimer(cpu);
    }

    /// <summary>The timer fires early enough for every deadline and slice, and Xen was told.</summary>
    private void AssertTimer(PerCpu* cpu)
    {
        ulong armed = _xen.TimerNs ?? SchedulerModel.Never;
        Assert.That(cpu->ArmedDeadlineNs, Is.EqualTo(armed));
        Assert.That(armed, Is.LessThanOrEqualTo(_model.LatestTimer(TwinXen.NowNs)));
    }

    private List<int> Ready(PerCpu* cpu)
    {
        var threads = new List<(ulong, ulong, int)>();
        for (PairingNode* node = cpu->Ready.First; node != null; node = PairingHeap.Following(node))
        {
            threads.Add((node->Key, node->Order, _machine.Number(Thread.FromReady(node))));
        }

        return [.. threads.Order().Select(entry => entry.Item3)];
    }

    private List<int> Threads(IntrusiveQueue* queue)
    {
        var threads = new List<int>();
        for (QueueNode* node = queue->First; node != null; node = node->Next)
        {
            threads.Add(_machine.Number(Thread.FromLink(node)));
        }

        return threads;
    }
}
