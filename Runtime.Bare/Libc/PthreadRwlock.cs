// pthread_rwlock_t (56 bytes in glibc's ABI, all zero = free). Readers pass waiting writers: the unwinder takes the read
// lock again inside signal handlers, and a queue that let a writer in between would deadlock there.

using System.Runtime;
using System.Runtime.InteropServices;
using Runtime.Bare.Threading;

namespace Runtime.Bare.Libc;

/// <summary>Layout behind a pthread_rwlock_t. All fields: its wait lock.</summary>
[StructLayout(LayoutKind.Sequential, Size = 56)]
internal unsafe struct PthreadRwlock
{
    private Thread* _writer;
    private uint _readers;
    private IntrusiveQueue _waitingReaders;
    private IntrusiveQueue _waitingWriters;

    /// <summary>pthread_rwlock_init; attributes speak of other processes and of preference, and mean nothing here.</summary>
    [RuntimeExport("pthread_rwlock_init")]
    private static int Create(PthreadRwlock* rwlock, void* attributes)
    {
        _ = attributes;
        *rwlock = default;
        return 0;
    }

    /// <summary>pthread_rwlock_destroy.</summary>
    [RuntimeExport("pthread_rwlock_destroy")]
    private static int Destroy(PthreadRwlock* rwlock) => rwlock->_writer == null && rwlock->_readers == 0 ? 0 : Errno.EBUSY;

    /// <summary>pthread_rwlock_rdlock.</summary>
    [RuntimeExport("pthread_rwlock_rdlock")]
    internal static int ReadLock(PthreadRwlock* rwlock)
    {
        SpinLock* guard = WaitLocks.Of(rwlock);
        ulong flags = guard->Acquire();
        if (rwlock->_writer == Thread.Current)
        {
            guard->Release(flags);
            return Errno.EDEADLK;
        }

        while (rwlock->_writer != null)
        {
            Scheduler.EnqueueLocked(&rwlock->_waitingReaders);
            guard->Release(flags);
            _ = Scheduler.Wait(guard, Scheduler.Never);
            flags = guard->Acquire();
        }

        rwlock->_readers++;
        guard->Release(flags);
        return 0;
    }

    /// <summary>pthread_rwlock_wrlock.</summary>
    [RuntimeExport("pthread_rwlock_wrlock")]
    internal static int WriteLock(PthreadRwlock* rwlock)
    {
        SpinLock* guard = WaitLocks.Of(rwlock);
        ulong flags = guard->Acquire();
        if (rwlock->_writer == Thread.Current)
        {
            guard->Release(flags);
            return Errno.EDEADLK;
        }

        while (rwlock->_writer != null || rwlock->_readers != 0)
        {
            Scheduler.EnqueueLocked(&rwlock->_waitingWriters);
            guard->Release(flags);
            _ = Scheduler.Wait(guard, Scheduler.Never);
            flags = guard->Acquire();
        }

        rwlock->_writer = Thread.Current;
        guard->Release(flags);
        return 0;
    }

    /// <summary>pthread_rwlock_unlock, of either kind.</summary>
    [RuntimeExport("pthread_rwlock_unlock")]
    internal static int Unlock(PthreadRwlock* rwlock)
    {
        SpinLock* guard = WaitLocks.Of(rwlock);
        ulong flags = guard->Acquire();
        int result = 0;
        if (rwlock->_writer == Thread.Current)
        {
            rwlock->_writer = null;
        }
        else if (rwlock->_readers != 0)
        {
            rwlock->_readers--;
        }
        else
        {
            result = Errno.EPERM;
        }

        if (rwlock->_writer == null && rwlock->_readers == 0)
        {
            Scheduler.WakeAllLocked(&rwlock->_waitingReaders);
            Scheduler.WakeFirstLocked(&rwlock->_waitingWriters);
        }

        guard->Release(flags);
        return result;
    }
}
