// sched_*, sleeping, affinity masks.

using System.Numerics;
using System.Runtime;
using Runtime.Bare.Cpu;
using Runtime.Bare.Memory;
using Runtime.Bare.Threading;
using Runtime.Bare.Time;

namespace Runtime.Bare.Libc;

/// <summary>The sched_* names and the sleeping ones.</summary>
internal static unsafe class Scheduling
{
    private const int TIMER_ABSTIME = 1;

    /// <summary>sched_yield.</summary>
    [RuntimeExport("sched_yield")]
    internal static int Yield()
    {
        Scheduler.Yield();
        return 0;
    }

    /// <summary>sched_getcpu.</summary>
    [RuntimeExport("sched_getcpu")]
    internal static int GetCpu() => Scheduler.CurrentCpu;

    /// <summary>sched_getaffinity: the CPUs that a thread may use and that run.</summary>
    [RuntimeExport("sched_getaffinity")]
    internal static int GetAffinity(int process, nuint size, byte* mask)
    {
        _ = process;
        if (size * 8 < (nuint)Cpus.Count)
        {
            Errno.Value = Errno.EINVAL;
            return -1;
        }

        Thread.Current->Allowed.Intersect(Cpus.Online).Write(mask, size);
        return 0;
    }

    /// <summary>sched_setaffinity: binds the calling thread. A mask without a CPU that runs is refused, as on Linux.</summary>
    [RuntimeExport("sched_setaffinity")]
    internal static int SetAffinity(int process, nuint size, byte* mask)
    {
        _ = process;
        CpuSet allowed = CpuSet.Read(mask, size);
        if (!allowed.Overlaps(Cpus.Online))
        {
            Errno.Value = Errno.EINVAL;
            return -1;
        }

        Scheduler.SetAllowed(Thread.Current, allowed);
        return 0;
    }

    /// <summary>__sched_cpualloc: a mask for so many CPUs.</summary>
    [RuntimeExport("__sched_cpualloc")]
    internal static byte* AllocateMask(nuint count) => KernelHeap.Allocate((count + 63) / 64 * 8);

    /// <summary>__sched_cpufree.</summary>
    [RuntimeExport("__sched_cpufree")]
    internal static void FreeMask(byte* mask) => KernelHeap.Free(mask);

    /// <summary>__sched_cpucount: CPUs in a mask of so many bytes.</summary>
    [RuntimeExport("__sched_cpucount")]
    internal static int CountMask(nuint size, byte* mask)
    {
        int count = 0;
        for (nuint i = 0; i < size; i++)
        {
            count += BitOperations.PopCount((uint)mask[i]);
        }

        return count;
    }

    /// <summary>nanosleep: never interrupted.</summary>
    [RuntimeExport("nanosleep")]
    internal static int Sleep(TimeSpecification* duration, TimeSpecification* remaining)
    {
        _ = remaining;
        if (!duration->IsValid)
        {
            Errno.Value = Errno.EINVAL;
            return -1;
        }

        Scheduler.SleepUntil(Saturate(Clock.MonotonicNs(), duration->ToNanoseconds()));
        return 0;
    }

    /// <summary>usleep.</summary>
    [RuntimeExport("usleep")]
    private static int SleepMicroseconds(uint microseconds)
    {
        Scheduler.SleepUntil(Saturate(Clock.MonotonicNs(), microseconds * 1000UL));
        return 0;
    }

    /// <summary>sleep: nothing is left, because nothing interrupts.</summary>
    [RuntimeExport("sleep")]
    private static uint SleepSeconds(uint seconds)
    {
        Scheduler.SleepUntil(Saturate(Clock.MonotonicNs(), seconds * 1_000_000_000UL));
        return 0;
    }

    /// <summary>clock_nanosleep: returns an errno.</summary>
    [RuntimeExport("clock_nanosleep")]
    internal static int ClockSleep(int clock, int flags, TimeSpecification* time, TimeSpecification* remaining)
    {
        _ = remaining;
        if (!time->IsValid)
        {
            return Errno.EINVAL;
        }

        ulong ns = time->ToNanoseconds();
        if ((flags & TIMER_ABSTIME) == 0)
        {
            ns = Saturate(Clock.MonotonicNs(), ns);
        }
        else if (clock == Clock.CLOCK_REALTIME)
        {
            ns = Clock.RealtimeToMonotonic(ns);
        }

        Scheduler.SleepUntil(ns);
        return 0;
    }

    private static ulong Saturate(ulong now, ulong duration) =>
        duration >= Scheduler.Never - now ? Scheduler.Never - 1 : now + duration;
}
