// Where a thread runs that becomes ready: where it last ran if that CPU is idle, else on any idle one, else where least is to
// be done. A CPU that runs out of work takes some from the busiest one before it halts, and one that has much more than another
// gives some away at the end of a slice.
//
// A thread's CPU is changed only under the lock of the CPU that it leaves. Between leaving one and entering the next it is in
// no queue (Moving); its run time is then how far it is ahead of the others, which is what it takes along.

using System.Runtime.CompilerServices;
using System.Threading;
using Runtime.Bare.Cpu;
using Runtime.Bare.Time;
using Runtime.Bare.Xen;

namespace Runtime.Bare.Threading;

/// <summary>Chooses CPUs for threads.</summary>
internal static unsafe partial class Scheduler
{
    // Where physical CPUs are free a yield returns at once; so many take as long as an idle vCPU needs to begin.
    private const int MostYields = 64;

    /// <summary>Makes a new thread ready.</summary>
    internal static void Start(Thread* thread)
    {
        ulong flags = Instructions.DisableInterrupts();
        PerCpu* cpu = PerCpu.Here;
        cpu->Lock.AcquireInterruptsOff();
        thread->Cpu = cpu;
        thread->State = ThreadState.Moving;
        thread->RuntimeNs = 0;
        PlaceAndRelease(cpu, thread, Choose(thread, cpu), Clock.MonotonicNs(cpu));
        Instructions.RestoreInterrupts(flags);
    }

    /// <summary>The CPU of a thread, with its lock held: its state stands still. Interrupts are off.</summary>
    internal static PerCpu* LockCpuOf(Thread* thread)
    {
        while (true)
        {
            var cpu = (PerCpu*)Volatile.Read(ref *(nuint*)&thread->Cpu);
            cpu->Lock.AcquireInterruptsOff();
            if (thread->Cpu == cpu)
            {
                return cpu;
            }

            cpu->Lock.ReleaseInterruptsOff();
        }
    }

    /// <summary>Restricts a thread to some CPUs, and moves it when it is elsewhere. Thread context.</summary>
    internal static void SetAllowed(Thread* thread, CpuSet allowed)
    {
        ulong flags = Instructions.DisableInterrupts();
        PerCpu* cpu = LockCpuOf(thread);
        thread->Allowed = allowed;
        bool mustMove = !MayStay(cpu, thread);
        if (mustMove && thread->State == ThreadState.Ready)
        {
            TakeLocked(cpu, thread);
            ulong now = Clock.MonotonicNs(PerCpu.Here);
            DetachLocked(cpu, thread, now);
            PlaceAndRelease(cpu, thread, Choose(thread, cpu), now);
        }
        else
        {
            bool isElsewhere = mustMove && thread->State == ThreadState.Running && cpu != PerCpu.Here;
            cpu->Lock.ReleaseInterruptsOff();
            if (isElsewhere)
            {
                Interrupt(cpu);
            }
        }

        Instructions.RestoreInterrupts(flags);
        Leave(); // when it is the caller
    }

    /// <summary>
    /// Behind a broadcast: waits a little until CPUs that were idle have begun with the threads that were woken. With fewer
    /// physical CPUs than vCPUs the caller would go on long before them. Seen with the collector: who had restarted all other threads
    /// stopped them again at once, for ever, and the background collection never went on. Thread context, no lock held.
    /// </summary>
    internal static void LetWokenRun()
    {
        CpuSet online = Cpus.Online;
        int index = online.First;
        for (int yields = 0; yields < MostYields && index >= 0;)
        {
            PerCpu* cpu = Cpus.At(index);
            if (Volatile.Read(ref cpu->ReadyCount) != 0 && cpu->Current == cpu->Idle)
            {
                Hypercall.Yield();
                yields++;
            }
            else
            {
                index = online.NextAfter(index);
            }
        }
    }

    /// <summary>Interrupts another CPU: it looks at what there is to do.</summary>
    internal static void Interrupt(PerCpu* cpu) => Hypercall.Send(cpu->InterruptPort);

    /// <summary>Sends a stopping CPU's ready threads elsewhere. Its own context, interrupts off.</summary>
    internal static void SendReadyAway(PerCpu* cpu)
    {
        cpu->Lock.AcquireInterruptsOff();
        while (cpu->Ready.First != null)
        {
            Thread* thread = TakeFirstLocked(cpu);
            ulong now = Clock.MonotonicNs(PerCpu.Here);
            DetachLocked(cpu, thread, now);
            PlaceAndRelease(cpu, thread, Choose(thread, cpu), now);
            cpu->Lock.AcquireInterruptsOff();
        }

        cpu->Lock.ReleaseInterruptsOff();
    }

    /// <summary>Gives a stopping CPU's deadlines to another. Interrupts are off, the locks of both are held.</summary>
    internal static void MoveTimersLocked(PerCpu* from, PerCpu* to)
    {
        for (PairingNode* node = from->Timers.First; node != null; node = from->Timers.First)
        {
            from->Timers.Remove(node);
            Thread* thread = Thread.FromTimer(node);
            thread->Cpu = to;
            thread->RuntimeNs += to->LeastRuntimeNs - from->LeastRuntimeNs; // as far ahead of the others there as here
            to->Timers.Insert(node);
        }
    }

    // A thread that was just taken off its wait queue.
    private static void Wake(Thread* thread)
    {
        PerCpu* cpu = LockCpuOf(thread);
        thread->IsWoken = true;
        if (thread->State != ThreadState.Blocked)
        {
            cpu->Lock.ReleaseInterruptsOff(); // on its way to park, or its deadline has passed
            return;
        }

        MakeReadyAndRelease(cpu, thread, Clock.MonotonicNs(PerCpu.Here));
    }

    // A blocked thread, whose CPU's lock is held, becomes ready where it is best placed.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MakeReadyAndRelease(PerCpu* cpu, Thread* thread, ulong now)
    {
        if (thread->Timer.IsQueued)
        {
            cpu->Timers.Remove(&thread->Timer);
        }

        PerCpu* target = Tlb.OtherCpus == 0 ? Cpus.Boot : Choose(thread, cpu);
        if (target == cpu)
        {
            AdvanceLeastLocked(cpu, now);
            EnterAndRelease(cpu, thread, (long)(thread->RuntimeNs - cpu->LeastRuntimeNs), now);
        }
        else
        {
            DetachLocked(cpu, thread, now);
            PlaceAndRelease(cpu, thread, target, now);
        }
    }

    // In no queue: its run time becomes the distance to the others here.
    private static void DetachLocked(PerCpu* cpu, Thread* thread, ulong now)
    {
        AdvanceLeastLocked(cpu, now);
        thread->State = ThreadState.Moving;
        thread->RuntimeNs -= cpu->LeastRuntimeNs;
    }

    // Puts a detached thread, whose CPU's lock is held, into a CPU's ready queue, and releases the lock.
    private static void PlaceAndRelease(PerCpu* cpu, Thread* thread, PerCpu* target, ulong now)
    {
        while (target != cpu)
        {
            thread->Cpu = target;
            cpu->Lock.ReleaseInterruptsOff();
            target->Lock.AcquireInterruptsOff();
            cpu = target;
            now = Clock.MonotonicNs(PerCpu.Here); // not before what this CPU last counted
            if (!MayStay(cpu, thread))
            {
                target = Choose(thread, cpu); // since that was chosen it has begun to stop, or the thread was bound to others
            }
        }

        AdvanceLeastLocked(cpu, now);
        EnterAndRelease(cpu, thread, (long)thread->RuntimeNs, now);
    }

    // A thread that stands in no queue becomes ready here; the lock is released.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void EnterAndRelease(PerCpu* cpu, Thread* thread, long ahead, ulong now)
    {
        thread->RuntimeNs = cpu->LeastRuntimeNs + (ulong)Math.Max(ahead, -(long)(cpu->SliceNs / 2));
        bool mustInterrupt = QueueLocked(cpu, thread, now);
        cpu->Lock.ReleaseInterruptsOff();
        if (mustInterrupt)
        {
            Interrupt(cpu);
        }
    }

    // True when the CPU has to be interrupted.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool QueueLocked(PerCpu* cpu, Thread* thread, ulong now)
    {
        PushLocked(cpu, thread);
        if (cpu != PerCpu.Here)
        {
            // One that runs alone has no timer armed.
            return cpu->Current->IsIdle || cpu->ReadyCount == 1 || IsPreemptionDueLocked(cpu, now);
        }

        if (cpu->TrapDepth > 0)
        {
            ConsiderLocked(cpu, now);
        }
        else
        {
            ArmTimerLocked(cpu, now);
        }

        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AdvanceLeastLocked(PerCpu* cpu, ulong now)
    {
        PairingNode* first = cpu->Ready.First;
        ulong least = first == null ? ulong.MaxValue : first->Key;
        if (!cpu->Current->IsIdle && cpu->Current->State == ThreadState.Running)
        {
            least = Math.Min(least, cpu->Current->RuntimeNs + (now - cpu->SwitchedAtNs));
        }

        if (least != ulong.MaxValue)
        {
            cpu->LeastRuntimeNs = Math.Max(cpu->LeastRuntimeNs, least);
        }
    }

    private static bool MayStay(PerCpu* cpu, Thread* thread) =>
        thread->IsIdle || (cpu->IsOnline && (thread->Allowed.Contains(cpu->Index) || !thread->Allowed.Overlaps(Cpus.Online)));

    // An idle CPU that is chosen is no longer marked as idle, so that the next thread goes elsewhere.
    private static PerCpu* Choose(Thread* thread, PerCpu* last)
    {
        if (Tlb.OtherCpus == 0)
        {
            return Cpus.Boot;
        }

        CpuSet allowed = thread->Allowed.Intersect(Cpus.Online);
        if (allowed.IsEmpty)
        {
            allowed = Cpus.Online; // as on Linux, where the CPUs that it was bound to have gone
        }

        if (allowed.Contains(last->Index) && Cpus.Idle.AtomicRemove(last->Index))
        {
            return last;
        }

        PerCpu* best = null;
        int least = int.MaxValue;
        PerCpu* here = PerCpu.Here;
        for (int index = allowed.First; index >= 0; index = allowed.NextAfter(index))
        {
            if (Cpus.Idle.AtomicRemove(index))
            {
                return Cpus.At(index);
            }

            PerCpu* cpu = Cpus.At(index);
            int load = (4 * Load(cpu)) - (cpu == last ? 2 : cpu == here ? 1 : 0);
            if (load < least)
            {
                least = load;
                best = cpu;
            }
        }

        return best;
    }

    // Threads that want this CPU. Without its lock: an estimate.
    private static int Load(PerCpu* cpu) => Volatile.Read(ref cpu->ReadyCount) + (cpu->Current == cpu->Idle ? 0 : 1);

    // Takes a thread from the CPU with the most ready ones of which one may run here; false without one. No lock is held.
    private static bool TrySteal(PerCpu* thief)
    {
        CpuSet others = Cpus.Online;
        _ = others.AtomicRemove(thief->Index);
        while (true)
        {
            PerCpu* victim = null;
            int most = 0;
            for (int index = others.First; index >= 0; index = others.NextAfter(index))
            {
                int count = Volatile.Read(ref Cpus.At(index)->ReadyCount);
                if (count > most)
                {
                    most = count;
                    victim = Cpus.At(index);
                }
            }

            if (victim == null || TryMoveOne(victim, thief))
            {
                return victim != null;
            }

            _ = others.AtomicRemove(victim->Index);
        }
    }

    // At the end of a slice: one thread to a CPU that has at least two less, and that it may use.
    private static void Balance(PerCpu* cpu)
    {
        CpuSet others = Cpus.Online;
        while (true)
        {
            int least = Load(cpu) - 1;
            PerCpu* target = null;
            for (int index = others.First; index >= 0; index = others.NextAfter(index))
            {
                int load = Load(Cpus.At(index));
                if (load < least)
                {
                    least = load;
                    target = Cpus.At(index);
                }
            }

            if (target == null || TryMoveOne(cpu, target))
            {
                return;
            }

            _ = others.AtomicRemove(target->Index);
        }
    }

    private static bool TryMoveOne(PerCpu* from, PerCpu* to)
    {
        from->Lock.AcquireInterruptsOff();
        PairingNode* node = from->Ready.First;
        while (node != null && !Thread.FromReady(node)->Allowed.Contains(to->Index))
        {
            node = PairingHeap.Following(node);
        }

        if (node == null)
        {
            from->Lock.ReleaseInterruptsOff();
            return false;
        }

        Thread* thread = Thread.FromReady(node);
        TakeLocked(from, thread);
        ulong now = Clock.MonotonicNs(PerCpu.Here);
        DetachLocked(from, thread, now);
        PlaceAndRelease(from, thread, to, now);
        return true;
    }
}
