// pthread_cond_t (48 bytes in glibc's ABI, all zero = a default condition on CLOCK_REALTIME).

using System.Runtime;
using System.Runtime.InteropServices;
using Runtime.Bare.Cpu;
using Runtime.Bare.Threading;
using Runtime.Bare.Time;

namespace Runtime.Bare.Libc;

/// <summary>Layout behind a pthread_cond_t.</summary>
[StructLayout(LayoutKind.Sequential, Size = 48)]
internal unsafe struct PthreadCond
{
    // Its wait lock.
    private IntrusiveQueue _waiters;

    // The one that its waiters released last: there while somebody waits.
    private PthreadMutex* _mutex;

    // CLOCK_REALTIME or CLOCK_MONOTONIC, for timedwait.
    private int _clock;

    /// <summary>Makes a condition whose deadlines are monotonic.</summary>
    internal static void Initialize(byte* condition)
    {
        *(PthreadCond*)condition = default;
        ((PthreadCond*)condition)->_clock = Clock.CLOCK_MONOTONIC;
    }

    /// <summary>Waits; the mutex is owned before and after.</summary>
    internal static void Wait(byte* condition, byte* mutex) =>
        _ = WaitUntil((PthreadCond*)condition, (PthreadMutex*)mutex, Scheduler.Never);

    /// <summary>Waits until a monotonic time; false when it passed without a signal.</summary>
    internal static bool TimedWait(byte* condition, byte* mutex, ulong deadlineMonotonicNs) =>
        WaitUntil((PthreadCond*)condition, (PthreadMutex*)mutex, deadlineMonotonicNs);

    /// <summary>Wakes one waiter.</summary>
    internal static void Signal(byte* condition) => _ = Signal((PthreadCond*)condition);

    /// <summary>Wakes all waiters.</summary>
    internal static void Broadcast(byte* condition) => _ = Broadcast((PthreadCond*)condition);

    /// <summary>pthread_cond_init: the attribute's first word is the clock.</summary>
    [RuntimeExport("pthread_cond_init")]
    internal static int Initialize(PthreadCond* condition, int* attribute)
    {
        *condition = default;
        condition->_clock = attribute == null ? Clock.CLOCK_REALTIME : *attribute;
        return 0;
    }

    /// <summary>pthread_cond_destroy.</summary>
    [RuntimeExport("pthread_cond_destroy")]
    internal static int Destroy(PthreadCond* condition) => condition->_waiters.IsEmpty ? 0 : Errno.EBUSY;

    /// <summary>pthread_cond_wait.</summary>
    [RuntimeExport("pthread_cond_wait")]
    internal static int Wait(PthreadCond* condition, PthreadMutex* mutex)
    {
        WaitUntil(condition, mutex, Scheduler.Never);
        return 0;
    }

    /// <summary>pthread_cond_timedwait: absolute time on the condition's clock.</summary>
    [RuntimeExport("pthread_cond_timedwait")]
    internal static int TimedWait(PthreadCond* condition, PthreadMutex* mutex, TimeSpecification* deadline)
    {
        if (!deadline->IsValid)
        {
            return Errno.EINVAL;
        }

        ulong deadlineNs = deadline->ToNanoseconds();
        if (condition->_clock == Clock.CLOCK_REALTIME)
        {
            deadlineNs = Clock.RealtimeToMonotonic(deadlineNs);
        }

        return WaitUntil(condition, mutex, deadlineNs) ? 0 : Errno.ETIMEDOUT;
    }

    /// <summary>pthread_cond_signal.</summary>
    [RuntimeExport("pthread_cond_signal")]
    internal static int Signal(PthreadCond* condition)
    {
        if (condition->_waiters.IsEmpty)
        {
            return 0; // who waits queued itself before it freed the mutex under which the caller saw that
        }

        SpinLock* guard = WaitLocks.Of(condition);
        ulong flags = guard->Acquire();
        Scheduler.WakeFirstLocked(&condition->_waiters);
        guard->Release(flags);
        return 0;
    }

    /// <summary>pthread_cond_broadcast.</summary>
    [RuntimeExport("pthread_cond_broadcast")]
    internal static int Broadcast(PthreadCond* condition)
    {
        SpinLock* guard = WaitLocks.Of(condition);
        ulong flags = guard->Acquire();
        bool letRun = false;
        if (Tlb.OtherCpus != 0 && !condition->_waiters.IsEmpty)
        {
            letRun = !PthreadMutex.TryNoteBroadcast(condition->_mutex);
        }

        Scheduler.WakeAllLocked(&condition->_waiters);
        guard->Release(flags);
        if (letRun)
        {
            Scheduler.LetWokenRun(); // else when the mutex is free: before, they could only wait for it
        }

        return 0;
    }

    // The thread is queued before the mutex is free, so no signal can fall in between.
    private static bool WaitUntil(PthreadCond* condition, PthreadMutex* mutex, ulong deadlineNs)
    {
        SpinLock* guard = WaitLocks.Of(condition);
        ulong flags = guard->Acquire();
        condition->_mutex = mutex;
        Scheduler.EnqueueLocked(&condition->_waiters);
        guard->Release(flags);
        uint recursion = PthreadMutex.UnlockForWait(mutex);
        bool signalled = Scheduler.Wait(guard, deadlineNs);
        PthreadMutex.LockAfterWait(mutex, recursion);
        return signalled;
    }
}
