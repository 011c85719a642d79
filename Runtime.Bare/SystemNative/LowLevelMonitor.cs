// LowLevelMonitor: a non-recursive mutex with one condition (pal_threading.h). Everything that blocks in the base class
// library ends here. Callers are in the GC's preemptive mode.

using System.Runtime;
using System.Runtime.InteropServices;
using Runtime.Bare.Libc;
using Runtime.Bare.Memory;
using Runtime.Bare.Threading;
using Runtime.Bare.Time;

namespace Runtime.Bare.SystemNative;

/// <summary>The monitor's memory, in the kernel heap; System.Private.CoreLib holds its address.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct LowLevelMonitor
{
    private const ulong NanosecondsPerMillisecond = 1_000_000;

    private PthreadMutex _mutex;
    private PthreadCond _condition;

    /// <summary>Makes a monitor; null and ENOMEM without memory.</summary>
    [RuntimeExport("SystemNative_LowLevelMonitor_Create")]
    private static LowLevelMonitor* Create()
    {
        LowLevelMonitor* monitor = (LowLevelMonitor*)KernelHeap.Allocate((nuint)sizeof(LowLevelMonitor));
        if (monitor == null)
        {
            Errno.Value = Errno.ENOMEM;
            return null;
        }

        PthreadMutex.Initialize((byte*)&monitor->_mutex, recursive: false);
        PthreadCond.Initialize((byte*)&monitor->_condition);
        return monitor;
    }

    /// <summary>Frees a monitor that nobody holds or waits for.</summary>
    [RuntimeExport("SystemNative_LowLevelMonitor_Destroy")]
    private static void Destroy(LowLevelMonitor* monitor) => KernelHeap.Free((byte*)monitor);

    [RuntimeExport("SystemNative_LowLevelMonitor_Acquire")]
    private static void Acquire(LowLevelMonitor* monitor) => PthreadMutex.Lock((byte*)&monitor->_mutex);

    [RuntimeExport("SystemNative_LowLevelMonitor_Release")]
    private static void Release(LowLevelMonitor* monitor) => PthreadMutex.Unlock((byte*)&monitor->_mutex);

    [RuntimeExport("SystemNative_LowLevelMonitor_Wait")]
    private static void Wait(LowLevelMonitor* monitor) =>
        PthreadCond.Wait((byte*)&monitor->_condition, (byte*)&monitor->_mutex);

    /// <summary>Waits so many milliseconds at most: 0 when they passed without a signal, else 1.</summary>
    [RuntimeExport("SystemNative_LowLevelMonitor_TimedWait")]
    private static int TimedWait(LowLevelMonitor* monitor, int timeoutMilliseconds)
    {
        ulong deadline = Clock.MonotonicNs() + ((uint)timeoutMilliseconds * NanosecondsPerMillisecond);
        return PthreadCond.TimedWait((byte*)&monitor->_condition, (byte*)&monitor->_mutex, deadline) ? 1 : 0;
    }

    [RuntimeExport("SystemNative_LowLevelMonitor_Signal_Release")]
    private static void SignalAndRelease(LowLevelMonitor* monitor)
    {
        PthreadCond.Signal((byte*)&monitor->_condition);
        PthreadMutex.Unlock((byte*)&monitor->_mutex);
    }
}
