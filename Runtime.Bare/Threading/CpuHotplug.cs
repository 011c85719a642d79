// CPUs that stop and start again while threads run. What a stopping CPU has goes to others: its running thread and the ready
// ones by the rules of Scheduler.Placement.cs, its deadlines to the CPU that booted, which never stops.

using System.Threading;
using Runtime.Bare.Boot;
using Runtime.Bare.Cpu;
using Runtime.Bare.Libc;
using Runtime.Bare.Memory;
using Runtime.Bare.Time;
using Runtime.Bare.Xen;

namespace Runtime.Bare.Threading;

/// <summary>Stops and starts CPUs.</summary>
internal static unsafe class CpuHotplug
{
    private const ulong PollNs = 1_000_000;

    // A thread gives way at once; more is the host's load.
    private const ulong PatienceNs = 10_000_000_000;

    private static PthreadMutex s_changing;

    /// <summary>
    /// Lets a CPU run threads, or not; waits until that is so. Returns 0, EINVAL for one that the domain does not have, EBUSY for
    /// the CPU that booted and for one that does not stop, EIO for one that does not start. Thread context.
    /// </summary>
    internal static int SetOnline(int index, bool online)
    {
        if (index < 0 || index >= Machine.PossibleCpus)
        {
            return Errno.EINVAL;
        }

        fixed (PthreadMutex* mutex = &s_changing)
        {
            _ = PthreadMutex.Lock(mutex);
            int error = Cpus.Online.Contains(index) == online ? 0 : online ? Start(index) : index == 0 ? Errno.EBUSY : Stop(index);
            _ = PthreadMutex.Unlock(mutex);
            return error;
        }
    }

    /// <summary>Stops the calling CPU, when everything that it has is elsewhere; returns when it was started again. Idle thread, interrupts off.</summary>
    internal static void StopHere()
    {
        PerCpu* cpu = PerCpu.Here;
        PerCpu* boot = Cpus.Boot;
        Scheduler.SendReadyAway(cpu);

        // The only place where two CPUs' locks are held at once, and always in this order.
        boot->Lock.AcquireInterruptsOff();
        cpu->Lock.AcquireInterruptsOff();
        bool mayStop = !cpu->IsOnline && cpu->Ready.First == null;
        if (mayStop)
        {
            Scheduler.MoveTimersLocked(cpu, boot);
            cpu->HasStopped = true;
        }

        cpu->Lock.ReleaseInterruptsOff();
        boot->Lock.ReleaseInterruptsOff();
        if (!mayStop)
        {
            return;
        }

        Scheduler.Interrupt(boot); // it arms its timer anew
        _ = Hypercall.CpuDown((uint)cpu->Index);
        cpu->ArmedDeadlineNs = Scheduler.Never;
        Instructions.WriteCr3(Instructions.ReadCr3());
    }

    private static int Stop(int index)
    {
        PerCpu* cpu = Cpus.At(index);
        _ = Cpus.Online.AtomicRemove(index);
        SetOnline(cpu, false);
        ulong limit = Clock.MonotonicNs() + PatienceNs;
        while (Hypercall.IsCpuUp((uint)index) != 0)
        {
            Scheduler.Interrupt(cpu);
            Scheduler.SleepUntil(Clock.MonotonicNs() + PollNs);
            if (Clock.MonotonicNs() > limit && TryRecall(cpu))
            {
                Cpus.Online.AtomicAdd(index);
                return Errno.EBUSY;
            }
        }

        Tlb.OtherCpus--;
        Drain(index);
        if (Tlb.OtherCpus == 0)
        {
            Drain(0);
        }

        return 0;
    }

    private static int Start(int index)
    {
        PerCpu* cpu = Cpus.At(index);
        if (cpu == null || !cpu->HasStopped)
        {
            return CpuStartup.TryStart(index) ? 0 : Errno.EIO;
        }

        SetOnline(cpu, true);
        Tlb.OtherCpus++;
        if (Hypercall.CpuUp((uint)index) < 0)
        {
            SetOnline(cpu, false);
            cpu->HasStopped = true; // still
            Tlb.OtherCpus--;
            return Errno.EIO;
        }

        Cpus.Online.AtomicAdd(index);
        return 0;
    }

    private static void SetOnline(PerCpu* cpu, bool online)
    {
        ulong flags = cpu->Lock.Acquire();
        cpu->IsOnline = online;
        cpu->HasStopped = online ? false : cpu->HasStopped;
        cpu->Lock.Release(flags);
    }

    // False when it has stopped in the end.
    private static bool TryRecall(PerCpu* cpu)
    {
        ulong flags = cpu->Lock.Acquire();
        cpu->IsOnline = !cpu->HasStopped;
        bool isRecalled = cpu->IsOnline;
        cpu->Lock.Release(flags);
        return isRecalled;
    }

    // What the memory layer keeps for a CPU.
    private static void Drain(int index)
    {
        KernelHeap.DrainCache(index);
        AddressSpace.DrainFrameCache(index);
    }
}
