// What threads and upcalls do in the scripts.

using System.Runtime.InteropServices;
using Runtime.Bare.Cpu;
using Runtime.Bare.Libc;
using Runtime.Bare.Threading;

namespace Runtime.Bare.Tests.Threading;

/// <content>What threads and upcalls do.</content>
public sealed unsafe partial class ManyCpusTests
{
    private void WaitIn(int queue, ulong deadline)
    {
        ulong flags = _guard->Acquire();
        Scheduler.EnqueueLocked(&_queues[queue]);
        _guard->Release(flags);
        bool isWoken = Scheduler.Wait(_guard, deadline);
        _sawWaking += isWoken ? 1 : 0;
        That(Thread.Current->Link.Owner == null, true, "it left its queue");
    }

    private void WakeFirst(int queue)
    {
        ulong flags = _guard->Acquire();
        Thread* woken = Scheduler.WakeFirstLocked(&_queues[queue]);
        _woken += woken == null ? 0 : 1;
        _guard->Release(flags);
    }

    private void WakeAll(int queue)
    {
        ulong flags = _guard->Acquire();
        for (QueueNode* node = _queues[queue].First; node != null; node = node->Next)
        {
            _woken++;
        }

        Scheduler.WakeAllLocked(&_queues[queue]);
        _guard->Release(flags);
    }

    /// <summary>The queue is in memory that goes as soon as the wait is over, whatever the waker still does.</summary>
    private void WaitInOwn(ulong deadline)
    {
        if (_ownCount == OwnLimit)
        {
            return;
        }

        int number = _ownCount++;
        IntrusiveQueue* own = &_own[number];
        SpinLock* guard = WaitLocks.Of(own);
        ulong flags = guard->Acquire();
        Scheduler.EnqueueLocked(own);
        _waitedIn.Add(number);
        guard->Release(flags);
        That(Scheduler.Wait(guard, deadline), !_waitedIn.Remove(number), "the waker was here before the end of the wait");
        NativeMemory.Fill(own, (nuint)sizeof(IntrusiveQueue), Freed);
        _freed.Add(number);
    }

    private void WakeOwner(int choice)
    {
        if (_waitedIn.Count == 0)
        {
            return;
        }

        int number = _waitedIn[choice % _waitedIn.Count];
        SpinLock* guard = WaitLocks.Of(&_own[number]);
        ulong flags = guard->Acquire();
        if (_waitedIn.Contains(number) && !_own[number].IsEmpty)
        {
            _waitedIn.Remove(number);
            Scheduler.WakeAllLocked(&_own[number]);
        }

        guard->Release(flags);
    }

    /// <summary>What ThreadCreation.Exit does last.</summary>
    private void End()
    {
        if (_machine.Self > LastingThreads)
        {
            Instructions.DisableInterrupts();
            _ended.Add(_machine.Self);
            Scheduler.End();
        }
    }

    /// <summary>A new thread in the memory of one that has ended.</summary>
    private void Spawn()
    {
        if (_ended.Count > 0)
        {
            int number = _ended[0];
            _ended.RemoveAt(0);
            Scheduler.WaitForEnd(_machine.Thread(number));
            _machine.Make(number);
            Scheduler.Start(_machine.Thread(number));
        }
    }

    private static void Promote(Thread* thread)
    {
        PerCpu* cpu = Scheduler.LockCpuOf(thread);
        Scheduler.PromoteLocked(thread);
        cpu->Lock.ReleaseInterruptsOff();
    }

    private static void Compute(int points)
    {
        for (int i = 0; i < points; i++)
        {
            _ = Instructions.ReadTsc();
        }
    }

    private void UseMutex(int points)
    {
        That(PthreadMutex.Lock(_mutex), 0, "lock");
        That(++_inMutex, 1, "threads in the mutex");
        Compute(points);
        _inMutex--;
        That(PthreadMutex.Unlock(_mutex), 0, "unlock");
    }

    private void Broadcast(bool isOwner)
    {
        if (!isOwner)
        {
            PthreadCond.Broadcast((byte*)_condition);
            return;
        }

        That(PthreadMutex.Lock(_mutex), 0, "lock");
        That(++_inMutex, 1, "threads in the mutex");
        PthreadCond.Broadcast((byte*)_condition);
        _inMutex--;
        That(PthreadMutex.Unlock(_mutex), 0, "unlock");
    }

    private void WaitForCondition(ulong deadline)
    {
        That(PthreadMutex.Lock(_mutex), 0, "lock");
        That(++_inMutex, 1, "threads in the mutex");
        _inMutex--;
        _ = PthreadCond.TimedWait((byte*)_condition, (byte*)_mutex, deadline);
        That(++_inMutex, 1, "threads in the mutex after a wait");
        _inMutex--;
        That(PthreadMutex.Unlock(_mutex), 0, "unlock");
    }

    private void UseRwlock(bool isWriter, int points)
    {
        That(isWriter ? PthreadRwlock.WriteLock(_rwlock) : PthreadRwlock.ReadLock(_rwlock), 0, "lock");
        ref int count = ref isWriter ? ref _writers : ref _readers;
        count++;
        Compute(points);
        That(isWriter ? (_writers, _readers) : (0, _writers), isWriter ? (1, 0) : (0, 0), "a writer is alone");
        count--;
        That(PthreadRwlock.Unlock(_rwlock), 0, "unlock");
    }

    private static void BindOther(Thread* thread, int mask)
    {
        byte bits = (byte)mask;
        CpuSet allowed = CpuSet.Read(&bits, 1);
        if (allowed.Overlaps(Cpus.Online))
        {
            Scheduler.SetAllowed(thread, allowed);
        }
    }

    private static void Bind(int mask)
    {
        byte bits = (byte)mask;
        CpuSet allowed = CpuSet.Read(&bits, 1);
        if (allowed.Overlaps(Cpus.Online))
        {
            Scheduler.SetAllowed(Thread.Current, allowed);
        }
    }
}
