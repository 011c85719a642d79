// Time: pal_time.h and pal_datetime.h. All but the last are called without a GC transition: no lock, no wait.

using System.Runtime;
using System.Runtime.InteropServices;
using Runtime.Bare.Threading;
using Runtime.Bare.Time;

namespace Runtime.Bare.SystemNative;

/// <summary>ProcessCpuInformation of pal_time.h: the readings that the next call is compared with, ns.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ProcessCpuInformation
{
    public ulong LastRecordedCurrentTime;
    public ulong LastRecordedKernelTime;
    public ulong LastRecordedUserTime;
}

/// <summary>Exports over <see cref="Clock"/>.</summary>
internal static unsafe class ClockExports
{
    private const ulong NanosecondsPerTick = 100;
    private const ulong NanosecondsPerMillisecond = 1_000_000;

    // Ticks from 0001-01-01, where .NET counts from, to 1970-01-01.
    private const long UnixEpochTicks = 621_355_968_000_000_000;

    /// <summary>Monotonic time, ns: Stopwatch's unit.</summary>
    [RuntimeExport("SystemNative_GetTimestamp")]
    private static ulong GetTimestamp() => Clock.MonotonicNs();

    /// <summary>Monotonic time, ms: Environment.TickCount64.</summary>
    [RuntimeExport("SystemNative_GetLowResolutionTimestamp")]
    private static long GetLowResolutionTimestamp() => (long)(Clock.MonotonicNs() / NanosecondsPerMillisecond);

    /// <summary>Ticks since 1970-01-01 UTC.</summary>
    [RuntimeExport("SystemNative_GetSystemTimeAsTicks")]
    private static long GetSystemTimeAsTicks() => (long)(Clock.RealtimeNs() / NanosecondsPerTick);

    /// <summary>The moment the guest started, as ticks of a DateTime.</summary>
    [RuntimeExport("SystemNative_GetBootTimeTicks")]
    private static long GetBootTimeTicks() =>
        UnixEpochTicks + (long)((Clock.RealtimeNs() - Clock.MonotonicNs()) / NanosecondsPerTick);

    /// <summary>
    /// CPU use since the last call in percent of one CPU. There is no user mode: all time that threads ran counts as user
    /// time, as that is what a program asks for.
    /// </summary>
    [RuntimeExport("SystemNative_GetCpuUtilization")]
    private static double GetCpuUtilization(ProcessCpuInformation* previous)
    {
        ulong now = Clock.MonotonicNs();
        ulong user = Scheduler.CpuTimeNs();
        double utilization = 0;
        if (now > previous->LastRecordedCurrentTime && user > previous->LastRecordedUserTime)
        {
            utilization = (user - previous->LastRecordedUserTime) * 100.0 / (now - previous->LastRecordedCurrentTime);
        }

        previous->LastRecordedCurrentTime = now;
        previous->LastRecordedKernelTime = 0;
        previous->LastRecordedUserTime = user;
        return utilization;
    }
}
