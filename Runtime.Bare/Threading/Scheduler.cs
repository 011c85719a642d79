// The scheduler: each CPU shares its time evenly among its ready threads, in slices; blocking with deadlines; tickless.
//
// No lock is global. A CPU's lock guards its ready threads, its deadlines and the state of the threads whose CPU it is. It is
// held across a switch: the thread that leaves takes it, the one that runs next releases it (as in xv6), so nobody sees a
// thread that is still on its way out. Two CPUs' locks are taken together only when one stops (CpuHotplug.cs).
//
// Waiting: under the lock that guards the wait queue a thread queues itself, and then parks; in between it may do other things,
// such as freeing a mutex. Whoever wakes takes it off the queue under that lock and then the lock of the thread's CPU, where it
// either finds the thread parked or leaves word. A deadline only makes the thread ready: it takes itself off the queue then.
//
// Fairness: a thread's run time is what it has had of the CPU. The one with the least goes first. Who slept comes back a little
// ahead of those who ran, and interrupts them; equals take turns. The timer is armed only for the earliest deadline and, while
// another thread is ready, for the end of the running thread's slice.

using System.Runtime.CompilerServices;
using Runtime.Bare.Cpu;
using Runtime.Bare.Diagnostics;
using Runtime.Bare.Time;
using Runtime.Bare.Xen;

namespace Runtime.Bare.Threading;

/// <summary>
/// Decides which thread has a CPU. Members ending in Locked want the CPU's lock held; where they are about wait queues, the
/// lock that guards the queue.
/// </summary>
internal static unsafe partial class Scheduler
{
    /// <summary>A wait without a deadline.</summary>
    internal const ulong Never = ulong.MaxValue;

    // Run times begin here, so that who is ahead of the others does not come below 0.
    private const ulong FirstRuntimeNs = 1UL << 40;

    /// <summary>Index of the CPU that runs the caller; may be stale at once.</summary>
    internal static int CurrentCpu => PerCpu.Here->Index;

    /// <summary>Makes a CPU ready to schedule; its running thread is its idle one. Its own context, or while it does not run.</summary>
    internal static void Initialize(PerCpu* cpu, Thread* idle)
    {
        cpu->Lock = new SpinLock(LockRank.Cpu);
        cpu->Current = idle;
        cpu->Idle = idle;
        cpu->ArmedDeadlineNs = Never;
        cpu->LeastRuntimeNs = FirstRuntimeNs;
        cpu->SwitchedAtNs = Clock.MonotonicNs();
        idle->State = ThreadState.Running;
        idle->IsIdle = true;
        idle->Cpu = cpu;
        cpu->IsOnline = true;
    }

    /// <summary>Nanoseconds that this domain's threads (idle ones excluded) have had CPUs.</summary>
    internal static ulong CpuTimeNs()
    {
        ulong busy = 0;
        for (int i = 0; i < Cpus.Count; i++)
        {
            PerCpu* cpu = Cpus.At(i);
            if (cpu != null)
            {
                ulong flags = cpu->Lock.Acquire();
                busy += cpu->BusyNs + (cpu->Current->IsIdle ? 0 : Clock.MonotonicNs() - cpu->SwitchedAtNs);
                cpu->Lock.Release(flags);
            }
        }

        return busy;
    }

    /// <summary>Nanoseconds that a thread has had CPUs. Interrupts are off, and the thread cannot end meanwhile.</summary>
    internal static ulong CpuTimeNs(Thread* thread)
    {
        PerCpu* cpu = LockCpuOf(thread);
        ulong time = thread->CpuTimeNs + (cpu->Current == thread ? Clock.MonotonicNs() - cpu->SwitchedAtNs : 0);
        cpu->Lock.ReleaseInterruptsOff();
        return time;
    }

    /// <summary>Does a thread have a CPU at the moment. The thread may already be gone.</summary>
    internal static bool IsRunning(Thread* thread)
    {
        for (int i = 0; i < Cpus.Count; i++)
        {
            PerCpu* cpu = Cpus.At(i);
            if (cpu != null && cpu->Current == thread)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Lets other ready threads run first.</summary>
    internal static void Yield()
    {
        ulong flags = Instructions.DisableInterrupts();
        if (EventChannels.IsUpcallPending)
        {
            EventChannels.Poll();
        }

        PerCpu* cpu = PerCpu.Here;
        cpu->Lock.AcquireInterruptsOff();
        if (!MayStay(cpu, cpu->Current))
        {
            FinishSwitch(GiveWayLocked(cpu)); // the interrupt that tells it would find another thread here
        }
        else if (cpu->Ready.First != null)
        {
            Thread* self = cpu->Current;
            ulong now = CountRuntimeLocked(cpu);
            Thread* next = TakeFirstLocked(cpu);
            self->RuntimeNs = Math.Max(self->RuntimeNs, next->RuntimeNs);
            PushLocked(cpu, self);
            FinishSwitch(SwitchLocked(cpu, next, now));
        }
        else
        {
            cpu->Lock.ReleaseInterruptsOff();
            if (Tlb.OtherCpus != 0)
            {
                Hypercall.Yield(); // whoever is waited for may be on a vCPU that Xen has preempted
            }
        }

        Instructions.RestoreInterrupts(flags);
    }

    /// <summary>Sleeps until a monotonic time.</summary>
    internal static void SleepUntil(ulong deadlineNs)
    {
        Thread.Current->IsWoken = false;
        _ = Park(deadlineNs);
    }

    /// <summary>
    /// Puts the calling thread into a wait queue; <see cref="Wait"/> follows when the lock is released. The lock that guards the
    /// queue is held.
    /// </summary>
    internal static void EnqueueLocked(IntrusiveQueue* queue)
    {
        Thread* self = Thread.Current;
        self->IsWoken = false;
        IntrusiveQueue.PushBack(queue, &self->Link);
    }

    /// <summary>
    /// Waits, once in a queue, until woken or until the deadline has passed: false then, and the thread is in no queue. The
    /// object with the queue may be gone on return.
    /// </summary>
    /// <param name="guard">The lock that guards the queue; not held.</param>
    /// <param name="deadlineNs">Monotonic time, or <see cref="Never"/>.</param>
    internal static bool Wait(SpinLock* guard, ulong deadlineNs)
    {
        if (Park(deadlineNs))
        {
            return true;
        }

        // Who wakes works under this lock: it either did, or will not find the thread.
        Thread* self = Thread.Current;
        ulong flags = guard->Acquire();
        IntrusiveQueue.Remove(&self->Link);
        bool isWoken = self->IsWoken;
        guard->Release(flags);
        return isWoken;
    }

    /// <summary>Wakes the first thread of a wait queue; returns it, or null.</summary>
    internal static Thread* WakeFirstLocked(IntrusiveQueue* queue)
    {
        QueueNode* first = IntrusiveQueue.PopFront(queue);
        if (first == null)
        {
            return null;
        }

        Thread* thread = Thread.FromLink(first);
        Wake(thread);
        return thread;
    }

    /// <summary>
    /// Wakes all threads of a wait queue, in their order; with several CPUs from a random one of them on. The first gets the idle CPU,
    /// and a thread that is always the last of many may never have its turn. Once the last is awake the queue may be gone.
    /// </summary>
    internal static void WakeAllLocked(IntrusiveQueue* queue)
    {
        if (Tlb.OtherCpus != 0)
        {
            RotateLocked(queue);
        }

        QueueNode* node = queue->First;
        while (node != null)
        {
            QueueNode* next = node->Next;
            IntrusiveQueue.Remove(node);
            Wake(Thread.FromLink(node));
            node = next;
        }
    }

    private static void RotateLocked(IntrusiveQueue* queue)
    {
        ulong count = 0;
        for (QueueNode* node = queue->First; node != null; node = node->Next)
        {
            count++;
        }

        if (count > 1)
        {
            for (ulong i = TimeSlice.NextRandom(ref PerCpu.Here->SliceRandom) % count; i > 0; i--)
            {
                IntrusiveQueue.PushBack(queue, IntrusiveQueue.PopFront(queue));
            }
        }
    }

    /// <summary>Lets a ready thread run next, where it is. Interrupts are off, the lock of its CPU is held.</summary>
    internal static void PromoteLocked(Thread* thread)
    {
        PairingNode* first = thread->Cpu->Ready.First;
        if (thread->ReadyNode.IsQueued && first != &thread->ReadyNode)
        {
            thread->Cpu->Ready.Remove(&thread->ReadyNode);
            thread->RuntimeNs = first->Key;
            thread->ReadyNode.Key = first->Key;
            thread->ReadyNode.Order = 0;
            thread->Cpu->Ready.Insert(&thread->ReadyNode);
        }
    }

    /// <summary>Serves the timer event: wakes what is due, marks the end of a slice. Context: upcall or polling, no lock held.</summary>
    internal static void OnTimer()
    {
        PerCpu* cpu = PerCpu.Here;
        cpu->Lock.AcquireInterruptsOff();
        ulong now = Clock.MonotonicNs(cpu);
        cpu->ArmedDeadlineNs = Never;
        for (PairingNode* due = cpu->Timers.First; due != null && due->Key <= now; due = cpu->Timers.First)
        {
            Thread* thread = Thread.FromTimer(due);
            MakeReadyAndRelease(cpu, thread, now);
            cpu->Lock.AcquireInterruptsOff();
        }

        if (cpu->Ready.First != null && now - cpu->SwitchedAtNs >= cpu->SliceNs)
        {
            cpu->NeedReschedule = true;
        }

        ConsiderLocked(cpu, now);
        cpu->Lock.ReleaseInterruptsOff();
        if (cpu->NeedReschedule && Tlb.OtherCpus != 0)
        {
            Balance(cpu);
        }
    }

    /// <summary>Serves another CPU's interrupt: something was put into this one's ready queue, or it shall stop. Context: as OnTimer.</summary>
    internal static void OnInterrupt()
    {
        PerCpu* cpu = PerCpu.Here;
        cpu->Lock.AcquireInterruptsOff();
        if (!MayStay(cpu, cpu->Current))
        {
            cpu->NeedReschedule = true;
        }

        ConsiderLocked(cpu, Clock.MonotonicNs(cpu));
        cpu->Lock.ReleaseInterruptsOff();
    }

    /// <summary>Gives the CPU away in the middle of a preempted computation; entered with interrupts off, on the thread's stack.</summary>
    internal static void PreemptedYield(SignalFrame* frame)
    {
        PerCpu* cpu = PerCpu.Here;
        cpu->Lock.AcquireInterruptsOff();
        Thread* self = cpu->Current;
        self->PreemptedAt = frame;
        cpu = GiveWayLocked(cpu);
        self->PreemptedAt = null;
        FinishSwitch(cpu);
    }

    /// <summary>Moves the calling thread to a CPU that it may use, when it may not use this one. Thread context.</summary>
    internal static void Leave()
    {
        ulong flags = Instructions.DisableInterrupts();
        PerCpu* cpu = PerCpu.Here;
        cpu->Lock.AcquireInterruptsOff();
        if (MayStay(cpu, cpu->Current))
        {
            cpu->Lock.ReleaseInterruptsOff();
        }
        else
        {
            FinishSwitch(GiveWayLocked(cpu));
        }

        Instructions.RestoreInterrupts(flags);
    }

    /// <summary>Ends the calling thread: it never runs again, and once its state says so nothing of it is in use. Interrupts are off.</summary>
    internal static void End()
    {
        PerCpu* cpu = PerCpu.Here;
        cpu->Lock.AcquireInterruptsOff();
        cpu->Current->State = ThreadState.Ended;
        ulong now = CountRuntimeLocked(cpu);
        _ = SwitchLocked(cpu, TakeFirstLocked(cpu), now);
        Panic.Fail("scheduler: an ended thread ran again"u8);
    }

    /// <summary>Waits until an ending thread has left its CPU: it may be freed then. Thread context.</summary>
    internal static void WaitForEnd(Thread* thread)
    {
        while (true)
        {
            ulong flags = Instructions.DisableInterrupts();
            PerCpu* cpu = LockCpuOf(thread);
            bool hasEnded = thread->State == ThreadState.Ended;
            cpu->Lock.Release(flags);
            if (hasEnded)
            {
                return;
            }

            Hypercall.Yield(); // it is on another CPU, a few instructions before its end
        }
    }

    /// <summary>The life of a CPU's idle thread: halts whenever nothing is ready.</summary>
    internal static void Idle()
    {
        PerCpu* cpu = PerCpu.Here;
        while (true)
        {
            Instructions.DisableInterrupts();
            if (EventChannels.IsUpcallPending)
            {
                EventChannels.Poll();
            }

            ThreadCreation.FreeEnded();
            cpu->Lock.AcquireInterruptsOff();
            if (!cpu->IsOnline)
            {
                cpu->Lock.ReleaseInterruptsOff();
                CpuHotplug.StopHere();
                continue;
            }

            if (cpu->Ready.First != null)
            {
                ulong now = CountRuntimeLocked(cpu);
                FinishSwitch(SwitchLocked(cpu, TakeFirstLocked(cpu), now));
                continue;
            }

            ArmTimerLocked(cpu, Clock.MonotonicNs(cpu));
            cpu->Lock.ReleaseInterruptsOff();
            if (Tlb.OtherCpus == 0)
            {
                Instructions.WaitForInterrupt();
                continue;
            }

            // Once the bit is set others interrupt; what came before is seen by looking once more.
            Cpus.Idle.AtomicAdd(cpu->Index);
            if (!TrySteal(cpu) && System.Threading.Volatile.Read(ref cpu->ReadyCount) == 0 && cpu->IsOnline)
            {
                Instructions.WaitForInterrupt();
            }

            _ = Cpus.Idle.AtomicRemove(cpu->Index);
        }
    }

    /// <summary>After a switch, as the first thing the thread does that was switched to: frees its CPU's lock. Interrupts are off.</summary>
    internal static void FinishSwitch(PerCpu* cpu)
    {
        Thread* departing = cpu->Departing;
        if (departing == null)
        {
            cpu->Lock.ReleaseInterruptsOff();
        }
        else
        {
            cpu->Departing = null;
            PlaceAndRelease(cpu, departing, Choose(departing, cpu), Clock.MonotonicNs(cpu));
        }
    }

    // Until woken or the deadline has passed; true when woken. The thread is in a wait queue, or sleeps.
    private static bool Park(ulong deadlineNs)
    {
        ulong flags = Instructions.DisableInterrupts();
        PerCpu* cpu = PerCpu.Here;
        cpu->Lock.AcquireInterruptsOff();
        Thread* self = cpu->Current;
        if (self->IsIdle)
        {
            Panic.Fail("scheduler: the idle thread may not block"u8);
        }

        bool isWoken = self->IsWoken;
        if (isWoken || (deadlineNs != Never && deadlineNs <= Clock.MonotonicNs(cpu)))
        {
            cpu->Lock.Release(flags);
            return isWoken;
        }

        if (deadlineNs != Never)
        {
            self->Timer.Key = deadlineNs;
            cpu->Timers.Insert(&self->Timer);
        }

        ulong now = CountRuntimeLocked(cpu);
        AdvanceLeastLocked(cpu, now); // who ran alone is level with whoever comes while it is away
        self->State = ThreadState.Blocked;
        cpu = SwitchLocked(cpu, TakeFirstLocked(cpu), now);
        isWoken = self->IsWoken;
        FinishSwitch(cpu);
        Instructions.RestoreInterrupts(flags);
        return isWoken;
    }

    // The running thread stands back: behind those that have had less, or for another CPU where it may not stay here. Returns
    // when it runs again, with the CPU that it runs on then, whose lock is held.
    private static PerCpu* GiveWayLocked(PerCpu* cpu)
    {
        Thread* self = cpu->Current;
        ulong now = CountRuntimeLocked(cpu);
        if (!MayStay(cpu, self))
        {
            DetachLocked(cpu, self, now);
            cpu->Departing = self;
        }
        else
        {
            PushLocked(cpu, self);
        }

        return SwitchLocked(cpu, TakeFirstLocked(cpu), now);
    }

    // The running thread's state and place are set. Returns when that thread is chosen again, on the CPU that runs it then.
    private static PerCpu* SwitchLocked(PerCpu* cpu, Thread* next, ulong now)
    {
        Thread* previous = cpu->Current;
        cpu->SliceNs = TimeSlice.NextNs(ref cpu->SliceRandom);
        cpu->NeedReschedule = false;
        next->State = ThreadState.Running;
        if (next == previous)
        {
            ArmTimerLocked(cpu, now);
            return cpu;
        }

        cpu->Current = next;
        cpu->Switches++;
        ArmTimerLocked(cpu, now);
        if (next->ThreadPointer != 0)
        {
            Instructions.WriteMsr(ThreadLocalStorage.MsrFsBase, next->ThreadPointer);
        }

        Instructions.SwitchContext(&previous->StackPointer, next->StackPointer);
        return PerCpu.Here;
    }

    // Counts what the running thread has had since this was last done. Returns the time.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong CountRuntimeLocked(PerCpu* cpu)
    {
        Thread* current = cpu->Current;
        ulong now = Clock.MonotonicNs(cpu);
        ulong ran = now - cpu->SwitchedAtNs;
        cpu->SwitchedAtNs = now;
        current->CpuTimeNs += ran;
        if (!current->IsIdle)
        {
            cpu->BusyNs += ran;
            current->RuntimeNs += ran;
        }

        return now;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PushLocked(PerCpu* cpu, Thread* thread)
    {
        thread->State = ThreadState.Ready;
        thread->ReadyNode.Key = thread->RuntimeNs;
        thread->ReadyNode.Order = ++cpu->ReadyOrder;
        cpu->Ready.Insert(&thread->ReadyNode);
        cpu->ReadyCount++;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TakeLocked(PerCpu* cpu, Thread* thread)
    {
        cpu->Ready.Remove(&thread->ReadyNode);
        cpu->ReadyCount--;
    }

    // Who runs next: it is in no queue any more.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Thread* TakeFirstLocked(PerCpu* cpu)
    {
        PairingNode* first = cpu->Ready.First;
        if (first == null)
        {
            return cpu->Idle;
        }

        Thread* thread = Thread.FromReady(first);
        TakeLocked(cpu, thread);
        cpu->LeastRuntimeNs = Math.Max(cpu->LeastRuntimeNs, thread->RuntimeNs);
        return thread;
    }

    // Has a ready thread so much less than the running one that it should not wait for the end of the slice.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsPreemptionDueLocked(PerCpu* cpu, ulong now)
    {
        PairingNode* first = cpu->Ready.First;
        Thread* current = cpu->Current;
        return first != null
            && !current->IsIdle
            && first->Key + (cpu->SliceNs / 4) < current->RuntimeNs + (now - cpu->SwitchedAtNs);
    }

    // In the CPU's upcall: decides whether the interrupted thread gives way, else arms the timer.
    private static void ConsiderLocked(PerCpu* cpu, ulong now)
    {
        if (IsPreemptionDueLocked(cpu, now))
        {
            cpu->NeedReschedule = true;
        }

        ArmTimerLocked(cpu, now);
    }

    // Only ever arms earlier than what is armed: a timer that fires early is looked at and armed again, which is cheaper
    // than a hypercall at each switch. A preemption that is due in a thread's context is done by a timer that fires at once.
    private static void ArmTimerLocked(PerCpu* cpu, ulong now)
    {
        PairingNode* earliest = cpu->Timers.First;
        ulong deadline = earliest == null ? Never : earliest->Key;
        if (cpu->Ready.First != null && !cpu->Current->IsIdle)
        {
            ulong sliceEnd = cpu->SwitchedAtNs + cpu->SliceNs;
            if (!cpu->NeedReschedule && IsPreemptionDueLocked(cpu, now))
            {
                sliceEnd = now;
            }
            else if (sliceEnd <= now)
            {
                sliceEnd = now + (cpu->SliceNs / 4);
            }

            deadline = Math.Min(deadline, sliceEnd);
        }

        if (deadline < cpu->ArmedDeadlineNs)
        {
            cpu->ArmedDeadlineNs = deadline;
            Clock.ArmTimer(deadline);
        }
    }
}
