// pthread_create and what describes a thread. pthread_t is the Thread's address; pthread_attr_t (56 bytes) is ours.

using System.Runtime;
using System.Runtime.InteropServices;
using Runtime.Bare.Threading;

namespace Runtime.Bare.Libc;

/// <summary>Layout behind a pthread_attr_t.</summary>
[StructLayout(LayoutKind.Sequential, Size = 56)]
internal unsafe struct PthreadAttributes
{
    public byte* StackBase;
    public nuint StackSize;
    public int DetachState;
}

/// <summary>The pthread_* names about threads.</summary>
internal static unsafe class PthreadThreads
{
    private const int PTHREAD_CREATE_DETACHED = 1;

    /// <summary>pthread_create.</summary>
    [RuntimeExport("pthread_create")]
    internal static int Create(Thread** thread, PthreadAttributes* attributes, void* entry, void* argument)
    {
        nuint stackSize = attributes == null ? 0 : attributes->StackSize;
        bool detached = attributes != null && attributes->DetachState == PTHREAD_CREATE_DETACHED;
        int result = ThreadCreation.Create(entry, argument, stackSize, detached, out Thread* created);
        if (result == 0)
        {
            *thread = created;
        }

        return result;
    }

    /// <summary>pthread_join.</summary>
    [RuntimeExport("pthread_join")]
    internal static int Join(Thread* thread, ulong* value) => ThreadCreation.Join(thread, value);

    /// <summary>pthread_self.</summary>
    [RuntimeExport("pthread_self")]
    internal static Thread* Self() => Thread.Current;

    /// <summary>pthread_kill: the GC's activation is the only signal that threads send each other here.</summary>
    [RuntimeExport("pthread_kill")]
    internal static int Kill(Thread* thread, int signal) =>
        signal == SignalNumbers.SIGRTMIN ? Signals.Activate(thread) : signal == 0 ? 0 : Errno.EINVAL;

    /// <summary>pthread_sigmask: every thread takes its activation at any time, there is nothing to mask.</summary>
    [RuntimeExport("pthread_sigmask")]
    internal static int SignalMask(int how, byte* set, byte* oldSet)
    {
        _ = how;
        _ = set;
        if (oldSet != null)
        {
            MemoryBlock.Set(oldSet, 0, 128);
        }

        return 0;
    }

    /// <summary>pthread_setname_np: at most 15 bytes.</summary>
    [RuntimeExport("pthread_setname_np")]
    internal static int SetName(Thread* thread, byte* name)
    {
        int length = 0;
        while (name[length] != 0)
        {
            if (++length == Thread.NameLimit)
            {
                return Errno.ERANGE;
            }
        }

        ThreadCreation.SetName(thread, new ReadOnlySpan<byte>(name, length));
        return 0;
    }

    /// <summary>pthread_attr_init.</summary>
    [RuntimeExport("pthread_attr_init")]
    internal static int InitializeAttributes(PthreadAttributes* attributes)
    {
        *attributes = default;
        return 0;
    }

    /// <summary>pthread_attr_destroy.</summary>
    [RuntimeExport("pthread_attr_destroy")]
    internal static int DestroyAttributes(PthreadAttributes* attributes)
    {
        *attributes = default;
        return 0;
    }

    /// <summary>pthread_attr_setdetachstate.</summary>
    [RuntimeExport("pthread_attr_setdetachstate")]
    internal static int SetDetachState(PthreadAttributes* attributes, int state)
    {
        attributes->DetachState = state;
        return 0;
    }

    /// <summary>pthread_attr_setstacksize.</summary>
    [RuntimeExport("pthread_attr_setstacksize")]
    internal static int SetStackSize(PthreadAttributes* attributes, nuint size)
    {
        attributes->StackSize = size;
        return 0;
    }

    /// <summary>pthread_getattr_np: the stack that a thread really has.</summary>
    [RuntimeExport("pthread_getattr_np")]
    internal static int GetAttributes(Thread* thread, PthreadAttributes* attributes)
    {
        *attributes = default;
        attributes->StackBase = thread->StackBase;
        attributes->StackSize = thread->StackSize;
        attributes->DetachState = thread->IsDetached ? PTHREAD_CREATE_DETACHED : 0;
        return 0;
    }

    /// <summary>pthread_attr_getstack.</summary>
    [RuntimeExport("pthread_attr_getstack")]
    internal static int GetStack(PthreadAttributes* attributes, byte** stackBase, nuint* size)
    {
        *stackBase = attributes->StackBase;
        *size = attributes->StackSize;
        return 0;
    }

    /// <summary>pthread_mutexattr_init: the first word is the kind.</summary>
    [RuntimeExport("pthread_mutexattr_init")]
    internal static int InitializeMutexAttributes(uint* attributes)
    {
        *attributes = 0;
        return 0;
    }

    /// <summary>pthread_mutexattr_settype.</summary>
    [RuntimeExport("pthread_mutexattr_settype")]
    internal static int SetMutexType(uint* attributes, uint kind)
    {
        // PTHREAD_MUTEX_NORMAL 0, RECURSIVE 1, ERRORCHECK 2, ADAPTIVE 3.
        if (kind > 3)
        {
            return Errno.EINVAL;
        }

        *attributes = kind;
        return 0;
    }

    /// <summary>pthread_mutexattr_destroy.</summary>
    [RuntimeExport("pthread_mutexattr_destroy")]
    internal static int DestroyMutexAttributes(uint* attributes)
    {
        *attributes = 0;
        return 0;
    }

    /// <summary>pthread_condattr_init: the first word is the clock.</summary>
    [RuntimeExport("pthread_condattr_init")]
    internal static int InitializeConditionAttributes(int* attributes)
    {
        *attributes = Time.Clock.CLOCK_REALTIME;
        return 0;
    }

    /// <summary>pthread_condattr_setclock.</summary>
    [RuntimeExport("pthread_condattr_setclock")]
    internal static int SetConditionClock(int* attributes, int clock)
    {
        if (clock is not (Time.Clock.CLOCK_REALTIME or Time.Clock.CLOCK_MONOTONIC))
        {
            return Errno.EINVAL;
        }

        *attributes = clock;
        return 0;
    }

    /// <summary>pthread_condattr_destroy.</summary>
    [RuntimeExport("pthread_condattr_destroy")]
    internal static int DestroyConditionAttributes(int* attributes)
    {
        *attributes = 0;
        return 0;
    }
}
