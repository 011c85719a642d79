// Clocks from Xen's shared page: pvclock (vcpu_time_info) for monotonic time, the wall clock record for the date.
// Read xen/include/public/xen.h, struct vcpu_time_info, and Linux's pvclock.c for the protocol.

using System.Runtime;
using System.Runtime.CompilerServices;
using System.Threading;
using Runtime.Bare.Cpu;
using Runtime.Bare.Threading;
using Runtime.Bare.Xen;

namespace Runtime.Bare.Time;

/// <summary>Monotonic and real time, in nanoseconds. Any context.</summary>
internal static unsafe class Clock
{
    internal const int CLOCK_REALTIME = 0;
    internal const int CLOCK_MONOTONIC = 1;
    private const int CLOCK_MONOTONIC_RAW = 4;
    private const int CLOCK_REALTIME_COARSE = 5;
    private const int CLOCK_MONOTONIC_COARSE = 6;
    private const int CLOCK_BOOTTIME = 7;

    // vcpu_time_info.flags (xen.h).
    private const byte XEN_PVCLOCK_TSC_STABLE_BIT = 1;

    // Xen's system time when this guest started; it counts from the host's start.
    private static ulong s_bootSystemTime;

    // The largest system time handed out: different CPUs' records may disagree a little, time may not go back.
    private static ulong s_lastSystemTime;

    /// <summary>Takes the origin of monotonic time. After the shared page is mapped.</summary>
    /// <param name="entryTsc">The time-stamp counter at the guest's first instruction.</param>
    internal static void Initialize(ulong entryTsc)
    {
        VcpuTimeInfo* record = PerCpu.Here->TimeRecord;
        ulong now = SystemTime();
        s_bootSystemTime = now - PvClockScale.DistanceNs(Instructions.ReadTsc() - entryTsc, record->TscToSystemMul, record->TscShift);
    }

    /// <summary>Nanoseconds since this guest started. Never goes back.</summary>
    internal static ulong MonotonicNs() => SystemTime() - s_bootSystemTime;

    /// <summary>The same, for who has interrupts off and knows the CPU that it is on.</summary>
    internal static ulong MonotonicNs(PerCpu* here)
    {
        ulong time;
        while (!TryRead(here->TimeRecord, out time))
        {
            Instructions.Pause();
        }

        return NeverBack(here->TimeRecord, time) - s_bootSystemTime;
    }

    /// <summary>Nanoseconds since 1970-01-01 00:00 UTC, as dom0 keeps it.</summary>
    internal static ulong RealtimeNs() => WallClockAtSystemZero() + SystemTime();

    /// <summary>The monotonic time of a moment of real time; 0 when it is past the guest's start.</summary>
    internal static ulong RealtimeToMonotonic(ulong realtimeNs)
    {
        ulong origin = WallClockAtSystemZero() + s_bootSystemTime;
        return realtimeNs <= origin ? 0 : realtimeNs - origin;
    }

    /// <summary>Arms this CPU's one-shot timer for a monotonic time; what is past fires at once.</summary>
    internal static void ArmTimer(ulong monotonicNs)
    {
        // Xen replaces a timeout of more than 2^50 ns by 100 ms: wake in an hour instead and look again.
        const ulong Longest = 3600UL * 1_000_000_000;
        ulong now = SystemTime();
        ulong deadline = monotonicNs > ulong.MaxValue - s_bootSystemTime ? ulong.MaxValue : monotonicNs + s_bootSystemTime;
        if (deadline > now && deadline - now > Longest)
        {
            deadline = now + Longest;
        }

        Hypercall.SetTimer(deadline);
    }

    // Interrupts stay as they are: this is called more often than anything else here. A thread that another one followed on its
    // CPU reads again, because the record belongs to the CPU whose counter is read.
    private static ulong SystemTime()
    {
        while (true)
        {
            PerCpu* cpu = PerCpu.Here;
            ulong switches = Volatile.Read(ref cpu->Switches);
            if (TryRead(cpu->TimeRecord, out ulong time) && PerCpu.Here == cpu && Volatile.Read(ref cpu->Switches) == switches)
            {
                return NeverBack(cpu->TimeRecord, time);
            }

            Instructions.Pause();
        }
    }

    // False when Xen changed the record meanwhile.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryRead(VcpuTimeInfo* record, out ulong time)
    {
        uint version = Volatile.Read(ref record->Version);
        time = PvClockScale.SystemTimeNs(
            Instructions.ReadTsc(),
            record->TscTimestamp,
            record->SystemTime,
            record->TscToSystemMul,
            record->TscShift);
        return Volatile.Read(ref record->Version) == version && (version & 1) == 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong NeverBack(VcpuTimeInfo* record, ulong time)
    {
        if ((record->Flags & XEN_PVCLOCK_TSC_STABLE_BIT) != 0)
        {
            return time; // Xen answers for it that all CPUs' records agree
        }

        ulong last = Volatile.Read(ref s_lastSystemTime);
        while (time > last)
        {
            ulong before = Interlocked.CompareExchange(ref s_lastSystemTime, time, last);
            if (before == last)
            {
                return time;
            }

            last = before;
        }

        return last;
    }

    private static ulong WallClockAtSystemZero()
    {
        SharedInfo* shared = SharedInfo.Page;
        while (true)
        {
            uint version = Volatile.Read(ref shared->WallClockVersion);
            if ((version & 1) == 0)
            {
                ulong seconds = shared->WallClockSeconds | ((ulong)shared->WallClockSecondsHigh << 32);
                ulong ns = (seconds * TimeSpecification.NanosecondsPerSecond) + shared->WallClockNanoseconds;
                if (Volatile.Read(ref shared->WallClockVersion) == version)
                {
                    return ns;
                }
            }

            Instructions.Pause();
        }
    }

    /// <summary>time(2): seconds since 1970; also stored, unless the pointer is null.</summary>
    [RuntimeExport("time")]
    private static long GetSeconds(long* seconds)
    {
        long now = (long)(RealtimeNs() / TimeSpecification.NanosecondsPerSecond);
        if (seconds != null)
        {
            *seconds = now;
        }

        return now;
    }

    [RuntimeExport("clock_gettime")]
    private static int GetTime(int clock, TimeSpecification* time)
    {
        switch (clock)
        {
            case CLOCK_REALTIME:
            case CLOCK_REALTIME_COARSE:
                *time = TimeSpecification.FromNanoseconds(RealtimeNs());
                return 0;
            case CLOCK_MONOTONIC:
            case CLOCK_MONOTONIC_RAW:
            case CLOCK_MONOTONIC_COARSE:
            case CLOCK_BOOTTIME:
                *time = TimeSpecification.FromNanoseconds(MonotonicNs());
                return 0;
            default:
                Errno.Value = Errno.EINVAL;
                return -1;
        }
    }

    [RuntimeExport("gettimeofday")]
    private static int GetTimeOfDay(TimeSpecification* time, void* zone)
    {
        _ = zone;
        *time = TimeSpecification.FromNanoseconds(RealtimeNs());
        time->Nanoseconds /= 1000; // struct timeval: microseconds
        return 0;
    }
}
