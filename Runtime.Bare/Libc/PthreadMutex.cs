// pthread_mutex_t (40 bytes in glibc's ABI, all zero = a default mutex). The word holds the owner's address, and below it why
// freeing takes more than a compare-and-exchange. A contended mutex is handed to the first waiter, so nobody starves; while
// nobody waits and its owner has a CPU, a thread spins for it a little.

using System.Runtime;
using System.Runtime.InteropServices;
using System.Threading;
using Runtime.Bare.Cpu;
using Runtime.Bare.Diagnostics;
using Runtime.Bare.Threading;

namespace Runtime.Bare.Libc;

/// <summary>Layout behind a pthread_mutex_t.</summary>
[StructLayout(LayoutKind.Sequential, Size = 40)]
internal unsafe struct PthreadMutex
{
    // Changed only under the wait lock.
    private const ulong HasWaiters = 1;

    // The owner has woken threads that will want this mutex at once. Set by the owner.
    private const ulong HasBroadcast = 2;

    private const ulong Flags = HasWaiters | HasBroadcast;

    // About what it costs to block and to be woken: longer critical sections are not worth spinning for.
    private const int SpinLimit = 200;

    // Owner's Thread*, and flags.
    private ulong _word;

    // Further acquisitions by the owner; the owner's.
    private uint _recursion;

    // PTHREAD_MUTEX_*; 1 = recursive.
    private uint _kind;

    // Its wait lock.
    private IntrusiveQueue _waiters;

    /// <summary>The thread that has a mutex, or null; stale at once.</summary>
    internal static Thread* OwnerOf(PthreadMutex* mutex) => (Thread*)(Volatile.Read(ref mutex->_word) & ~Flags);

    /// <summary>Makes a free mutex of a default or recursive kind.</summary>
    internal static void Initialize(byte* mutex, bool recursive)
    {
        *(PthreadMutex*)mutex = default;
        ((PthreadMutex*)mutex)->_kind = recursive ? 1u : 0u;
    }

    /// <summary>Takes the mutex, waiting for it.</summary>
    internal static void Lock(byte* mutex) => _ = Lock((PthreadMutex*)mutex);

    /// <summary>Frees the mutex.</summary>
    internal static void Unlock(byte* mutex) => _ = Unlock((PthreadMutex*)mutex);

    /// <summary>pthread_mutex_lock.</summary>
    [RuntimeExport("pthread_mutex_lock")]
    internal static int Lock(PthreadMutex* mutex)
    {
        ulong self = (ulong)Thread.Current;
        if (Interlocked.CompareExchange(ref mutex->_word, self, 0) == 0)
        {
            return 0;
        }

        if ((mutex->_word & ~Flags) == self)
        {
            return LockAgain(mutex);
        }

        LockContended(mutex, self);
        return 0;
    }

    /// <summary>pthread_mutex_trylock.</summary>
    [RuntimeExport("pthread_mutex_trylock")]
    internal static int TryLock(PthreadMutex* mutex)
    {
        ulong self = (ulong)Thread.Current;
        if (Interlocked.CompareExchange(ref mutex->_word, self, 0) == 0)
        {
            return 0;
        }

        return (mutex->_word & ~Flags) == self && mutex->_kind == 1 ? LockAgain(mutex) : Errno.EBUSY;
    }

    /// <summary>pthread_mutex_unlock.</summary>
    [RuntimeExport("pthread_mutex_unlock")]
    internal static int Unlock(PthreadMutex* mutex)
    {
        ulong self = (ulong)Thread.Current;
        if ((Volatile.Read(ref mutex->_word) & ~Flags) != self)
        {
            return Errno.EPERM;
        }

        if (mutex->_recursion != 0)
        {
            mutex->_recursion--;
            return 0;
        }

        if (Interlocked.CompareExchange(ref mutex->_word, 0, self) == self)
        {
            return 0;
        }

        if (UnlockContended(mutex))
        {
            Scheduler.LetWokenRun();
        }

        return 0;
    }

    /// <summary>pthread_mutex_init: the attribute's first word is the kind.</summary>
    [RuntimeExport("pthread_mutex_init")]
    internal static int Initialize(PthreadMutex* mutex, uint* attribute)
    {
        *mutex = default;
        mutex->_kind = attribute == null ? 0 : *attribute;
        return 0;
    }

    /// <summary>pthread_mutex_destroy.</summary>
    [RuntimeExport("pthread_mutex_destroy")]
    internal static int Destroy(PthreadMutex* mutex) => mutex->_word == 0 ? 0 : Errno.EBUSY;

    /// <summary>Frees a mutex that the caller owns once, and gives its recursion count back to <see cref="LockAfterWait"/>.</summary>
    internal static uint UnlockForWait(PthreadMutex* mutex)
    {
        ulong self = (ulong)Thread.Current;
        if ((Volatile.Read(ref mutex->_word) & ~Flags) != self)
        {
            Panic.Fail("pthread_cond_wait: the caller does not own the mutex"u8);
        }

        uint recursion = mutex->_recursion;
        mutex->_recursion = 0;
        if (Interlocked.CompareExchange(ref mutex->_word, 0, self) != self)
        {
            _ = UnlockContended(mutex);
        }

        return recursion;
    }

    /// <summary>Notes, when the caller owns the mutex, that it is about to wake threads that will want it.</summary>
    internal static bool TryNoteBroadcast(PthreadMutex* mutex)
    {
        bool isOwned = (Volatile.Read(ref mutex->_word) & ~Flags) == (ulong)Thread.Current;
        if (isOwned)
        {
            _ = Interlocked.Or(ref mutex->_word, HasBroadcast);
        }

        return isOwned;
    }

    /// <summary>Takes the mutex back after a wait on a condition.</summary>
    internal static void LockAfterWait(PthreadMutex* mutex, uint recursion)
    {
        _ = Lock(mutex);
        mutex->_recursion = recursion;
    }

    private static int LockAgain(PthreadMutex* mutex)
    {
        if (mutex->_kind != 1)
        {
            Panic.Fail("pthread_mutex_lock: the thread would wait for itself (mutex not recursive)"u8);
        }

        mutex->_recursion++;
        return 0;
    }

    private static void LockContended(PthreadMutex* mutex, ulong self)
    {
        if (Tlb.OtherCpus != 0 && TrySpin(mutex, self))
        {
            return;
        }

        SpinLock* guard = WaitLocks.Of(mutex);
        ulong flags = guard->Acquire();
        while (true)
        {
            ulong word = Volatile.Read(ref mutex->_word);
            if (word == 0)
            {
                if (Interlocked.CompareExchange(ref mutex->_word, self, 0) == 0)
                {
                    guard->Release(flags);
                    return;
                }

                continue;
            }

            // From here the owner's fast unlock fails, so it comes through the lock that is held now.
            if ((word & HasWaiters) != 0
                || Interlocked.CompareExchange(ref mutex->_word, word | HasWaiters, word) == word)
            {
                break;
            }
        }

        // Woken as the owner (UnlockContended hands over).
        Scheduler.EnqueueLocked(&mutex->_waiters);
        ((Thread*)self)->WaitsFor = mutex;
        guard->Release(flags);
        _ = Scheduler.Wait(guard, Scheduler.Never);
        ((Thread*)self)->WaitsFor = null;
    }

    // While the owner runs on another CPU it may be free sooner than this thread could sleep.
    private static bool TrySpin(PthreadMutex* mutex, ulong self)
    {
        for (int i = 0; i < SpinLimit; i++)
        {
            ulong word = Volatile.Read(ref mutex->_word);
            if (word == 0)
            {
                if (Interlocked.CompareExchange(ref mutex->_word, self, 0) == 0)
                {
                    return true;
                }
            }
            else if ((word & HasWaiters) != 0 || !Scheduler.IsRunning((Thread*)(word & ~Flags)))
            {
                return false;
            }

            Instructions.Pause();
        }

        return false;
    }

    // True when the owner had sent a broadcast.
    private static bool UnlockContended(PthreadMutex* mutex)
    {
        SpinLock* guard = WaitLocks.Of(mutex);
        ulong flags = guard->Acquire();
        bool hasBroadcast = (mutex->_word & HasBroadcast) != 0;
        QueueNode* first = mutex->_waiters.First;
        if (first == null)
        {
            Volatile.Write(ref mutex->_word, 0);
        }
        else
        {
            // The word names the next owner before that one can run; afterwards the mutex may be gone.
            Volatile.Write(ref mutex->_word, (ulong)Thread.FromLink(first) | (first->Next == null ? 0 : HasWaiters));
            Scheduler.WakeFirstLocked(&mutex->_waiters);
        }

        guard->Release(flags);
        return hasBroadcast;
    }
}
