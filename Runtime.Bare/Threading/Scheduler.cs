// The scheduler: round robin per CPU with a time slice, blocking with deadlines, tickless.
//
// One lock guards all scheduling state. It is held across a switch: the thread that blocks takes it, the thread that
// runs next releases it (as in xv6), so no wake-up can fall between deciding to sleep and sleeping. The timer is armed
// only for the earliest deadline and, while another thread is ready, for the end of the running thread's slice.

using Runtime.Bare.Cpu;
using Runtime.Bare.Diagnostics;
using Runtime.Bare.Time;
using Runtime.Bare.Xen;

namespace Runtime.Bare.Threading;

/// <summary>Decides which thread has the CPU. Members ending in Locked want <see cref="Lock"/> held.</summary>
internal static unsafe class Scheduler
{
    /// <summary>A wait without a deadline.</summary>
    internal const ulong Never = ulong.MaxValue;

    /// <summary>Guards ready queues, timers, wait queues and the state of threads.</summary>
    internal static SpinLock Lock;

    /// <summary>Index of the CPU that runs the caller; may be stale at once.</summary>
    internal static int CurrentCpu => PerCpu.Here->Index;

    /// <summary>Nanoseconds that this domain's threads (idle ones excluded) have had CPUs.</summary>
    internal static ulong CpuTimeNs()
    {
        ulong flags = Lock.Acquire();
        PerCpu* cpu = PerCpu.Here;
        ulong busy = cpu->BusyNs;
        if (!cpu->Current->IsIdle)
        {
            busy += Clock.MonotonicNs() - cpu->SwitchedAtNs;
        }

        Lock.Release(flags);
        return busy;
    }

    /// <summary>Lets other ready threads run first.</summary>
    internal static void Yield()
    {
        ulong flags = Lock.Acquire();
        PerCpu* cpu = PerCpu.Here;
        if (EventChannels.IsUpcallPending)
        {
            Lock.Release(flags);
            EventChannels.Poll();
            flags = Lock.Acquire();
        }

        if (!cpu->Ready.IsEmpty)
        {
            Thread* self = cpu->Current;
            self->State = ThreadState.Ready;
            IntrusiveQueue.PushBack(&cpu->Ready, &self->Link);
            SwitchAwayLocked(cpu);
        }

        Lock.Release(flags);
    }

    /// <summary>Sleeps until a monotonic time.</summary>
    internal static void SleepUntil(ulong deadlineNs)
    {
        ulong flags = Lock.Acquire();
        BlockLocked(null, deadlineNs);
        Lock.Release(flags);
    }

    /// <summary>
    /// Blocks the caller in <paramref name="queue"/> (or in none) until it is woken or the deadline passes.
    /// Returns false when the deadline passed.
    /// </summary>
    internal static bool BlockLocked(IntrusiveQueue* queue, ulong deadlineNs)
    {
        PerCpu* cpu = PerCpu.Here;
        Thread* self = cpu->Current;
        if (self->IsIdle)
        {
            Panic.Fail("scheduler: the idle thread may not block"u8);
        }

        self->WaitTimedOut = false;
        if (deadlineNs != Never)
        {
            if (deadlineNs <= Clock.MonotonicNs())
            {
                return false;
            }

            self->Timer.DeadlineNs = deadlineNs;
            cpu->Timers.Insert(&self->Timer);
        }

        self->State = ThreadState.Blocked;
        if (queue != null)
        {
            IntrusiveQueue.PushBack(queue, &self->Link);
        }

        SwitchAwayLocked(cpu);
        return !self->WaitTimedOut;
    }

    /// <summary>Makes a blocked thread ready; out of its wait queue, its deadline is off.</summary>
    internal static void WakeLocked(Thread* thread)
    {
        if (thread->State != ThreadState.Blocked)
        {
            return;
        }

        PerCpu* cpu = PerCpu.Here;
        IntrusiveQueue.Remove(&thread->Link);
        cpu->Timers.Remove(&thread->Timer);
        MakeReadyLocked(cpu, thread);
    }

    /// <summary>Wakes the first thread of a wait queue; returns it, or null.</summary>
    internal static Thread* WakeFirstLocked(IntrusiveQueue* queue)
    {
        QueueNode* first = queue->First;
        if (first == null)
        {
            return null;
        }

        Thread* thread = Thread.FromLink(first);
        WakeLocked(thread);
        return thread;
    }

    /// <summary>Wakes all threads of a wait queue.</summary>
    internal static void WakeAllLocked(IntrusiveQueue* queue)
    {
        while (WakeFirstLocked(queue) != null)
        {
        }
    }

    /// <summary>Puts a thread that was never ready before into the ready queue.</summary>
    internal static void MakeReadyLocked(PerCpu* cpu, Thread* thread)
    {
        thread->State = ThreadState.Ready;
        IntrusiveQueue.PushBack(&cpu->Ready, &thread->Link);
        if (cpu->TrapDepth > 0)
        {
            cpu->NeedReschedule = true;
        }
        else
        {
            ArmTimerLocked(cpu, Clock.MonotonicNs());
        }
    }

    /// <summary>Lets a ready thread run next.</summary>
    internal static void PromoteLocked(Thread* thread)
    {
        IntrusiveQueue* queue = thread->Link.Owner;
        if (thread->State == ThreadState.Ready && queue != null)
        {
            IntrusiveQueue.Remove(&thread->Link);
            IntrusiveQueue.PushFront(queue, &thread->Link);
        }
    }

    /// <summary>Serves the timer event: wakes what is due, marks the end of a slice. Context: upcall or polling, no lock held.</summary>
    internal static void OnTimer()
    {
        ulong flags = Lock.Acquire();
        PerCpu* cpu = PerCpu.Here;
        ulong now = Clock.MonotonicNs();
        cpu->ArmedDeadlineNs = Never;
        TimerNode* due = cpu->Timers.Earliest;
        while (due != null && due->DeadlineNs <= now)
        {
            Thread* thread = Thread.FromTimer(due);
            thread->WaitTimedOut = true;
            WakeLocked(thread);
            due = cpu->Timers.Earliest;
        }

        if (!cpu->Ready.IsEmpty && now - cpu->SwitchedAtNs >= cpu->SliceNs)
        {
            cpu->NeedReschedule = true;
        }

        ArmTimerLocked(cpu, now);
        Lock.Release(flags);
    }

    /// <summary>Gives the CPU away in the middle of a preempted computation; entered with interrupts off, on the thread's stack.</summary>
    internal static void PreemptedYield(SignalFrame* frame)
    {
        ulong flags = Lock.Acquire();
        PerCpu* cpu = PerCpu.Here;
        Thread* self = cpu->Current;
        self->PreemptedAt = frame;
        if (!cpu->Ready.IsEmpty)
        {
            self->State = ThreadState.Ready;
            IntrusiveQueue.PushBack(&cpu->Ready, &self->Link);
            SwitchAwayLocked(cpu);
        }

        self->PreemptedAt = null;
        Lock.Release(flags);
    }

    /// <summary>Ends the calling thread: it never runs again. The lock is held and stays so for the next thread.</summary>
    internal static void EndLocked()
    {
        PerCpu* cpu = PerCpu.Here;
        cpu->Current->State = ThreadState.Ended;
        SwitchAwayLocked(cpu);
        Panic.Fail("scheduler: an ended thread ran again"u8);
    }

    /// <summary>The idle thread's life: halts whenever nothing is ready.</summary>
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
            ulong flags = Lock.Acquire();
            if (!cpu->Ready.IsEmpty)
            {
                SwitchAwayLocked(cpu);
                Lock.Release(flags);
                continue;
            }

            ArmTimerLocked(cpu, Clock.MonotonicNs());
            Lock.Release(flags);
            Instructions.WaitForInterrupt();
        }
    }

    // The caller has put the running thread where it belongs. Returns when that thread is chosen again.
    private static void SwitchAwayLocked(PerCpu* cpu)
    {
        Thread* previous = cpu->Current;
        QueueNode* link = IntrusiveQueue.PopFront(&cpu->Ready);
        Thread* next = link == null ? cpu->Idle : Thread.FromLink(link);
        ulong now = Clock.MonotonicNs();
        ulong ran = now - cpu->SwitchedAtNs;
        previous->CpuTimeNs += ran;
        if (!previous->IsIdle)
        {
            cpu->BusyNs += ran;
        }

        cpu->SwitchedAtNs = now;
        cpu->SliceNs = TimeSlice.NextNs();
        next->State = ThreadState.Running;
        if (next == previous)
        {
            return;
        }

        cpu->Current = next;
        cpu->Switches++;
        cpu->NeedReschedule = false;
        ArmTimerLocked(cpu, now);
        if (next->ThreadPointer != 0)
        {
            Instructions.WriteMsr(ThreadLocalStorage.MsrFsBase, next->ThreadPointer);
        }

        Instructions.SwitchContext(&previous->StackPointer, next->StackPointer);
    }

    // Only ever arms earlier than what is armed: a timer that fires early is looked at and armed again, which is cheaper
    // than a hypercall at each switch.
    private static void ArmTimerLocked(PerCpu* cpu, ulong now)
    {
        ulong deadline = Never;
        TimerNode* earliest = cpu->Timers.Earliest;
        if (earliest != null)
        {
            deadline = earliest->DeadlineNs;
        }

        if (!cpu->Ready.IsEmpty && !cpu->Current->IsIdle)
        {
            ulong sliceEnd = cpu->SwitchedAtNs + cpu->SliceNs;
            if (sliceEnd <= now)
            {
                sliceEnd = now + (cpu->SliceNs / 4);
            }

            if (sliceEnd < deadline)
            {
                deadline = sliceEnd;
            }
        }

        if (deadline < cpu->ArmedDeadlineNs)
        {
            cpu->ArmedDeadlineNs = deadline;
            Clock.ArmTimer(deadline);
        }
    }
}
