// Life of a thread: stack, TLS block, first code, pthread keys' destructors, end, and freeing what it had.

using System.Runtime;
using Runtime.Bare.Cpu;
using Runtime.Bare.Diagnostics;
using Runtime.Bare.Libc;
using Runtime.Bare.Memory;
using Runtime.Bare.Time;

namespace Runtime.Bare.Threading;

/// <summary>Creates, ends and frees threads.</summary>
internal static unsafe class ThreadCreation
{
    /// <summary>Linux's default; backed as it is touched, so it costs address space only.</summary>
    internal const ulong DefaultStackSize = 8 << 20;

    private const ulong MinimumStackSize = 16 << 10;

    /// <summary>Guards the list of threads. No wait lock is taken under it.</summary>
    internal static SpinLock Lock = new(LockRank.Threads);

    private static Thread* s_all;
    private static Thread* s_ended;
    private static int s_lastId;
    private static int s_count;

    /// <summary>Threads alive, the idle one included.</summary>
    internal static int Count => s_count;

    /// <summary>First of all threads; follow NextAll. Under the lock, or a stopped machine.</summary>
    internal static Thread* All => s_all;

    /// <summary>Makes code that has a stack already the idle thread of a CPU.</summary>
    internal static void AdoptIdle(PerCpu* cpu, Thread* thread, byte* stackBase, nuint stackSize)
    {
        thread->StackBase = stackBase;
        thread->StackSize = stackSize;
        SetName(thread, "idle"u8);
        Scheduler.Initialize(cpu, thread);
        ulong flags = Lock.Acquire();
        int last = s_lastId;
        AddLocked(thread);
        thread->Id = 0;
        s_lastId = last;
        Lock.Release(flags);
    }

    /// <summary>Starts a C function void*(*)(void*) on a thread of its own. Returns 0, or EAGAIN when memory is short.</summary>
    /// <param name="entry">The function.</param>
    /// <param name="argument">Its argument.</param>
    /// <param name="stackSize">Bytes, 0 for the default.</param>
    /// <param name="detached">Freed at its end, without a join.</param>
    /// <param name="created">The thread; a detached one may already be gone.</param>
    internal static int Create(void* entry, void* argument, nuint stackSize, bool detached, out Thread* created)
    {
        FreeEnded();
        created = null;
        ulong size = stackSize == 0 ? DefaultStackSize : Math.Max(stackSize, MinimumStackSize);
        size = (size + PageSize.Mask) & ~PageSize.Mask;

        Thread* thread = (Thread*)KernelHeap.AllocateZeroed((nuint)sizeof(Thread));
        if (thread == null)
        {
            return Errno.EAGAIN;
        }

        thread->Entry = entry;
        thread->Argument = argument;
        thread->IsDetached = detached;
        thread->Allowed = Thread.Current->IsIdle ? CpuSet.All : Thread.Current->Allowed;
        if (!ThreadLocalStorage.TryCreate(thread) || !TryCreateStack(thread, size))
        {
            FreeMemory(thread);
            return Errno.EAGAIN;
        }

        PrepareStack(thread);
        created = thread;
        ulong flags = Lock.Acquire();
        thread->Cpu = PerCpu.Here;
        thread->State = ThreadState.Moving;
        AddLocked(thread);
        Lock.Release(flags);
        Scheduler.Start(thread);
        return 0;
    }

    /// <summary>As the other overload, for callers that do not need the thread.</summary>
    internal static int Create(void* entry, void* argument, nuint stackSize, bool detached) =>
        Create(entry, argument, stackSize, detached, out _);

    /// <summary>Ends the calling thread. Does not return.</summary>
    internal static void Exit(ulong value)
    {
        Thread* self = Thread.Current;
        self->ExitValue = value;
        PthreadKeys.RunDestructors(self);

        // From here on the thread is not preempted: whoever frees it waits for its last instruction.
        Lock.Acquire();
        RemoveLocked(self);
        if (self->IsDetached)
        {
            self->NextEnded = s_ended;
            s_ended = self;
        }

        Lock.ReleaseInterruptsOff();
        if (!self->IsDetached)
        {
            SpinLock* guard = WaitLocks.Of(self);
            guard->AcquireInterruptsOff();
            self->HasExited = true;
            Scheduler.WakeAllLocked(&self->Joiners);
            guard->ReleaseInterruptsOff();
        }

        Scheduler.End();
    }

    /// <summary>Waits for a joinable thread's end, frees it, and returns its value.</summary>
    internal static int Join(Thread* thread, ulong* value)
    {
        if (thread == Thread.Current)
        {
            return Errno.EDEADLK;
        }

        if (thread->IsDetached)
        {
            return Errno.EINVAL;
        }

        SpinLock* guard = WaitLocks.Of(thread);
        ulong flags = guard->Acquire();
        bool hasExited = thread->HasExited;
        if (!hasExited)
        {
            Scheduler.EnqueueLocked(&thread->Joiners);
        }

        guard->Release(flags);
        if (!hasExited)
        {
            _ = Scheduler.Wait(guard, Scheduler.Never);
        }

        Scheduler.WaitForEnd(thread);
        if (value != null)
        {
            *value = thread->ExitValue;
        }

        FreeMemory(thread);
        return 0;
    }

    /// <summary>Frees what ended detached threads had. Any context that may take locks; not on a stack in question.</summary>
    internal static void FreeEnded()
    {
        while (s_ended != null)
        {
            ulong flags = Lock.Acquire();
            Thread* thread = s_ended;
            if (thread != null)
            {
                s_ended = thread->NextEnded;
            }

            Lock.Release(flags);
            if (thread != null)
            {
                Scheduler.WaitForEnd(thread);
                FreeMemory(thread);
            }
        }
    }

    /// <summary>Copies a name, cut at 15 bytes.</summary>
    internal static void SetName(Thread* thread, ReadOnlySpan<byte> name)
    {
        int length = Math.Min(name.Length, Thread.NameLimit - 1);
        for (int i = 0; i < length; i++)
        {
            thread->Name[i] = name[i];
        }

        thread->Name[length] = 0;
    }

    /// <summary>First C# code of every thread; its CPU's lock is held by the switch that came here.</summary>
    [RuntimeExport("bare_thread_main")]
    private static void Main(Thread* thread)
    {
        Instructions.ResetFpu();
        Scheduler.FinishSwitch(PerCpu.Here);
        Instructions.EnableInterrupts();
        Exit(Instructions.Call(thread->Entry, (ulong)thread->Argument, 0, 0));
    }

    private static bool TryCreateStack(Thread* thread, ulong size)
    {
        if (!AddressSpace.TryReserveStack(size, out ulong stackBase))
        {
            return false;
        }

        thread->StackBase = (byte*)stackBase;
        thread->StackSize = (nuint)size;

        // The top page is written now, by the creator: a shortage shows here and not in a fault.
        return AddressSpace.EnsureMapped(stackBase + size - PageSize.Bytes, PageSize.Bytes);
    }

    // What context_switch pops: MXCSR and FCW, r15 r14 r13 r12 rbx rbp, then the address of the first code, which begins
    // with RSP a multiple of 16 (it makes a call itself).
    private static void PrepareStack(Thread* thread)
    {
        ulong* top = (ulong*)((ulong)thread->StackBase + thread->StackSize - 32);
        *--top = (ulong)Linker.Table()->ThreadStart;
        *--top = 0; // rbp
        *--top = (ulong)thread; // rbx
        *--top = 0; // r12
        *--top = 0; // r13
        *--top = 0; // r14
        *--top = 0; // r15
        *--top = 0x1F80 | (0x37FUL << 32);
        thread->StackPointer = (ulong)top;
    }

    private static void AddLocked(Thread* thread)
    {
        thread->Id = ++s_lastId;
        thread->MadeAtNs = Clock.MonotonicNs();
        thread->NextAll = s_all;
        if (s_all != null)
        {
            s_all->PreviousAll = thread;
        }

        s_all = thread;
        s_count++;
    }

    private static void RemoveLocked(Thread* thread)
    {
        if (thread->PreviousAll == null)
        {
            s_all = thread->NextAll;
        }
        else
        {
            thread->PreviousAll->NextAll = thread->NextAll;
        }

        if (thread->NextAll != null)
        {
            thread->NextAll->PreviousAll = thread->PreviousAll;
        }

        s_count--;
    }

    private static void FreeMemory(Thread* thread)
    {
        if (thread->StackBase != null)
        {
            AddressSpace.ReleaseStack((ulong)thread->StackBase, thread->StackSize);
        }

        if (thread->TlsBlock != null)
        {
            KernelHeap.Free(thread->TlsBlock);
        }

        KernelHeap.Free((byte*)thread);
    }
}
