// One thread of the guest: what the scheduler, the pthread names and the runtime's signals need of it.

using System.Runtime.InteropServices;
using Runtime.Bare.Cpu;
using Runtime.Bare.Libc;

namespace Runtime.Bare.Threading;

/// <summary>What a thread is doing.</summary>
internal enum ThreadState
{
    /// <summary>Stands in a ready queue.</summary>
    Ready = 0,

    /// <summary>Has a CPU.</summary>
    Running = 1,

    /// <summary>Waits: in a wait queue, for a deadline, or both.</summary>
    Blocked = 2,

    /// <summary>Has ended and left its CPU; its stack and its TLS block may be freed.</summary>
    Ended = 3,

    /// <summary>Was taken out of one queue, and stands in no other yet.</summary>
    Moving = 4,
}

/// <summary>A kernel thread. Lives in the kernel heap; its address is the pthread_t.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Thread
{
    internal const int KeyLimit = 64;
    internal const int NameLimit = 16;

    // The first three members are nodes so that a node's address converts to its thread.

    /// <summary>Place in a wait queue. The queue's lock.</summary>
    public QueueNode Link;

    /// <summary>Deadline of the present wait. The CPU's lock.</summary>
    public PairingNode Timer;

    /// <summary>Place in a CPU's ready queue. The CPU's lock.</summary>
    public PairingNode ReadyNode;

    // The lock of the CPU that Cpu names.
    public PerCpu* Cpu;
    public ThreadState State;
    public bool IsWoken;
    public bool ActivationPending;
    public bool ActivationRequested;
    public ulong StackPointer;
    public SignalFrame* PreemptedAt;
    public CpuSet Allowed;

    /// <summary>What it has had of the CPU, comparable with that of the others of its CPU, ns; while it moves, the distance to theirs.</summary>
    public ulong RuntimeNs;

    // The lock of all threads (ThreadCreation).
    public Thread* NextAll;
    public Thread* PreviousAll;
    public Thread* NextEnded;

    // The lock of its wait queue (WaitLocks).
    public IntrusiveQueue Joiners;
    public bool HasExited;

    /// <summary>Monotonic time at which it was made, ns.</summary>
    public ulong MadeAtNs;

    /// <summary>Time this thread has had a CPU, up to its last switch, ns.</summary>
    public ulong CpuTimeNs;

    // Set before the thread first runs, then constant.
    public int Id;
    public bool IsDetached;
    public bool IsIdle;
    public ulong ThreadPointer;
    public byte* TlsBlock;
    public byte* StackBase;
    public nuint StackSize;
    public void* Entry;
    public void* Argument;

    /// <summary>The contended mutex that it waits for, or null; for reports.</summary>
    public PthreadMutex* WaitsFor;

    // Private to the thread.
    public int ErrorNumber;
    public ulong ExitValue;
    public fixed ulong Keys[KeyLimit];
    public fixed ulong ActivityId[2]; // of EventSource, a GUID
    public fixed byte Name[NameLimit];

    /// <summary>The running thread.</summary>
    internal static Thread* Current => (Thread*)Instructions.CurrentThreadPointer();

    /// <summary>The thread that owns a queue node.</summary>
    internal static Thread* FromLink(QueueNode* link) => (Thread*)link;

    /// <summary>The thread that owns a timer node.</summary>
    internal static Thread* FromTimer(PairingNode* timer) => (Thread*)((byte*)timer - sizeof(QueueNode));

    /// <summary>The thread that owns a ready node.</summary>
    internal static Thread* FromReady(PairingNode* ready) => FromTimer(ready - 1);
}

/// <summary>The calling thread's errno.</summary>
internal static unsafe class Errno
{
    internal const int EPERM = 1;
    internal const int ENOENT = 2;
    internal const int ESRCH = 3;
    internal const int EINTR = 4;
    internal const int EIO = 5;
    internal const int EBADF = 9;
    internal const int EAGAIN = 11;
    internal const int ENOMEM = 12;
    internal const int EACCES = 13;
    internal const int EBUSY = 16;
    internal const int EINVAL = 22;
    internal const int ESPIPE = 29;
    internal const int ERANGE = 34;
    internal const int EDEADLK = 35;
    internal const int ENOSYS = 38;
    internal const int EOVERFLOW = 75;
    internal const int ETIMEDOUT = 110;

    /// <summary>Linux's own number for what cannot be supported; no program sees it there, so that its text is free here.</summary>
    internal const int ENOTSUPP = 524;

    /// <summary>The value, as the C library's errno.</summary>
    internal static int Value
    {
        get => Thread.Current->ErrorNumber;
        set => Thread.Current->ErrorNumber = value;
    }
}
