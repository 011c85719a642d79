// Single cases on several CPUs, in an order of the test's choice.

using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Runtime.Bare.Cpu;
using Runtime.Bare.Libc;
using Runtime.Bare.Threading;

namespace Runtime.Bare.Tests.Threading;

/// <content>Single cases.</content>
public sealed unsafe partial class ManyCpusTests
{
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
    public void ACpuThatXenDoesNotStartMayBeTriedAgain()
    {
        Boot(2);
        _machine.Start(1);
        On(0, () => Bind(0b01));
        _machine.Give(0, () => That(CpuHotplug.SetOnline(1, false), 0, "stop"));
        _machine.Settle();
        _machine.Advance(SliceNs, Check);
        _xen.RefusesUp = true;
        On(0, () => That(CpuHotplug.SetOnline(1, true), Errno.EIO, "start"));
        Assert.That(Tlb.OtherCpus, Is.Zero);
        _xen.RefusesUp = false;
        On(0, () => That(CpuHotplug.SetOnline(1, true), 0, "start again"));
        Assert.That((Tlb.OtherCpus, Cpus.Online.Contains(1), _machine.IsHalted(1)), Is.EqualTo((1, true, true)));
    }

    [Test]
    public void AThreadOnItsWayToACpuThatStopsGoesElsewhere()
    {
        // CPU 1 is idle and is chosen for thread 3; before that enters, CPU 1 has stopped.
        Boot(3);
        _machine.Start(1);
        On(0, () => Bind(0b001));
        _machine.Start(2);
        On(_machine.Thread(2)->Cpu->Index, () => Bind(0b100));
        _machine.Start(3);
        BindTo(3, 0b001);
        BindTo(3, 0b111);
        On(0, () => WaitIn(0, Scheduler.Never));
        PerCpu* stopping = _machine.Cpu(1);
        _machine.Give(0, () =>
        {
            while (stopping->Lock.Owner != 2)
            {
                Instructions.Pause();
            }

            WakeFirst(0);
        });
        _machine.Give(2, () =>
        {
            ulong flags = stopping->Lock.Acquire();
            while (_machine.Cpu(0)->SpinsOn != &stopping->Lock)
            {
                Instructions.Pause();
            }

            That((nint)_machine.Thread(3)->Cpu, (nint)stopping, "the CPU that was chosen");
            _ = Cpus.Online.AtomicRemove(1);
            stopping->IsOnline = false;
            stopping->HasStopped = true;
            _xen.IsDown[1] = true;
            stopping->Lock.Release(flags);
        });
        _machine.Settle();
        Check();
        Assert.That(_machine.Thread(3)->Cpu->Index, Is.EqualTo(0).Or.EqualTo(2));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void BehindABroadcastIdleCpusBeginBeforeItsSenderGoesOn(bool isOwner)
    {
        // In the sender's mutex the woken thread could only block again: the sender waits for it where it frees the mutex.
        Boot(2);
        _machine.Start(1, 2);
        bool isBack = false;
        bool wasBackInTime = false;
        _machine.Give(0, () =>
        {
            WaitForCondition(Scheduler.Never);
            isBack = true;
        });
        _machine.Settle();
        _machine.Give(1, () =>
        {
            Broadcast(isOwner);
            wasBackInTime = isBack;
        });
        _machine.Settle();
        Check();
        Assert.That(wasBackInTime, Is.True);
    }

    [Test]
    public void NobodyIsAlwaysTheLastOfManyThatAreWoken()
    {
        // Threads 2 to 5 share CPU 1 and wait in the same order again and again.
        Boot(2);
        _machine.Start(1);
        BindTo(1, 0b01);
        for (int thread = 2; thread <= 5; thread++)
        {
            _machine.Start(thread);
            BindTo(thread, 0b10);
        }

        var first = new HashSet<int>();
        for (int round = 0; round < 100; round++)
        {
            for (int i = 0; i < 4; i++)
            {
                On(1, () => WaitIn(0, Scheduler.Never));
            }

            That(_machine.IsHalted(1), true, "all four wait");
            On(0, () => WakeAll(0));
            first.Add(_machine.CurrentOf(1));
        }

        Assert.That(first, Has.Count.GreaterThanOrEqualTo(3), "of four");
    }

    [Test]
    public void AThreadThatIsBoundWhileItYieldsMovesToo()
    {
        // CPU 1 binds thread 1 to itself while that yields to thread 2 on CPU 0: the interrupt finds thread 2 there.
        Boot(2);
        _machine.Start(3);
        BindTo(3, 0b10);
        _machine.Start(1, 2);
        BindTo(1, 0b01);
        BindTo(2, 0b01);
        while (_machine.CurrentOf(0) != 1)
        {
            _machine.Advance(SliceNs, Check);
        }

        byte mask = 0b10;
        CpuSet there = CpuSet.Read(&mask, 1);
        _machine.Give(0, () =>
        {
            ulong flags = Instructions.DisableInterrupts();
            while (_machine.Thread(1)->Allowed.Contains(0))
            {
                Instructions.Pause(); // as when Yield waits for the lock that SetAllowed holds
            }

            Scheduler.Yield();
            Instructions.RestoreInterrupts(flags);
        });
        _machine.Give(1, () => Scheduler.SetAllowed(_machine.Thread(1), there));
        _machine.Settle();
        Check();
        Assert.That((_machine.CurrentOf(0), _machine.Thread(1)->Cpu->Index), Is.EqualTo((2, 1)));
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
        _machine.Start(4);
        foreach (int thread in new[] { 1, 2, 3 })
        {
            _machine.Start(thread);
            BindTo(thread, 0b10);
        }

        BindTo(4, 0b01);
        for (int i = 0; i < 3; i++)
        {
            On(1, () => WaitIn(0, Scheduler.Never));
        }

        Assert.That(_machine.IsHalted(1), Is.True);
        _xen.Interrupted.Clear();
        On(0, () => WakeFirst(0));
        Assert.That(_xen.Interrupted, Is.EqualTo([1]), "it was idle");
        On(0, () => WakeFirst(0));
        Assert.That(_xen.Interrupted, Is.EqualTo([1, 1]), "it had no timer armed");
        Assert.That(_xen.Timer(1), Is.Not.Null);
        On(0, () => WakeFirst(0));
        Assert.That(_xen.Interrupted, Is.EqualTo([1, 1]), "it has");
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
        BindTo(2, 0b001);
        BindTo(2, 0b101);
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
            BindTo(thread, thread <= 3 ? 0b001 : 0b010);
        }

        BindTo(4, 0b111);
        BindTo(5, 0b111);
        Assert.That((_machine.Cpu(0)->ReadyCount, _machine.Cpu(1)->ReadyCount, _machine.CurrentOf(2)), Is.EqualTo((2, 1, 6)));
        On(2, () => WaitIn(0, Scheduler.Never));
        Assert.That(_machine.CurrentOf(2), Is.EqualTo(4).Or.EqualTo(5));
    }

    [TestCase(0, 0b10, 2, Description = "to the CPU that was busy for long")]
    [TestCase(1, 0b01, 3, Description = "from there")]
    public void AThreadThatMovesIsNeitherAheadNorBehindThere(int from, int to, int sharers)
    {
        Boot(2);
        _machine.Start(1);
        BindTo(1, 0b10);
        _machine.Advance(1000 * SliceNs);
        _machine.Start(2, 3);
        BindTo(2, 0b01);
        BindTo(3, 0b01);
        _machine.Advance(20 * SliceNs, Check);
        int mover = _machine.CurrentOf(from);
        BindTo(mover, to);
        ulong had = TimeOf(mover);
        _machine.Advance(60 * SliceNs, Check);
        ulong fair = 60 * SliceNs / (ulong)sharers;
        Assert.That(TimeOf(mover) - had, Is.InRange(fair - SliceNs, fair + SliceNs));
    }

    /// <summary>Binds a thread, once it runs.</summary>
    private void BindTo(int thread, int mask)
    {
        while (_machine.Thread(thread)->State != ThreadState.Running)
        {
            _machine.Advance(SliceNs, Check);
        }

        On(_machine.Thread(thread)->Cpu->Index, () => Bind(mask));
    }
}
