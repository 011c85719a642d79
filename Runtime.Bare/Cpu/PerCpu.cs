// Everything that belongs to one CPU, found through GS base. The first two fields are read by Cpu/Instructions.S.

using System.Runtime.InteropServices;
using Runtime.Bare.Threading;
using Runtime.Bare.Xen;

namespace Runtime.Bare.Cpu;

/// <summary>State of one CPU. Touched only by that CPU with interrupts off, or under <see cref="Lock"/> where said.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct PerCpu
{
    internal const uint MsrGsBase = 0xC0000101;

    /// <summary>Own address, at gs:0.</summary>
    public PerCpu* Self;

    /// <summary>The running thread, at gs:8. Written under the lock.</summary>
    public Thread* Current;

    /// <summary>Runs when nothing else can.</summary>
    public Thread* Idle;

    /// <summary>Index of this CPU, from 0.</summary>
    public int Index;

    /// <summary>Traps being served on this CPU's IST stacks.</summary>
    public int TrapDepth;

    /// <summary>The interrupted thread should give way when the upcall returns. Under the lock.</summary>
    public bool NeedReschedule;

    /// <summary>Runs threads; false once it shall stop. Under the lock.</summary>
    public bool IsOnline;

    /// <summary>All that it had is elsewhere. Under the lock.</summary>
    public bool HasStopped;

    /// <summary>How far it has come (CpuStartup.cs). Changed atomically.</summary>
    public int StartState;

    /// <summary>Guards the scheduling state of this CPU and of the threads whose CPU it is.</summary>
    public SpinLock Lock;

    /// <summary>Ranks of the locks that this CPU holds, as bits; kept in debug builds.</summary>
    public uint HeldRanks;

    /// <summary>A lock that this CPU spins on, for reports.</summary>
    public SpinLock* SpinsOn;

    /// <summary>Threads that may run, by run time. Under the lock.</summary>
    public PairingHeap Ready;

    /// <summary>Threads in <see cref="Ready"/>. Written under the lock, read by all.</summary>
    public int ReadyCount;

    /// <summary>The run time that a thread which neither lags nor leads would have here, ns; never falls. Under the lock.</summary>
    public ulong LeastRuntimeNs;

    /// <summary>Number of the last insertion into <see cref="Ready"/>. Under the lock.</summary>
    public ulong ReadyOrder;

    /// <summary>Threads that wait with a deadline, by it. Under the lock.</summary>
    public PairingHeap Timers;

    /// <summary>The thread just left, when it shall go on elsewhere. Under the lock.</summary>
    public Thread* Departing;

    /// <summary>Monotonic time at which the one-shot timer fires, ulong.MaxValue when it is off. Under the lock.</summary>
    public ulong ArmedDeadlineNs;

    /// <summary>Monotonic time up to which the running thread's time is counted. Under the lock.</summary>
    public ulong SwitchedAtNs;

    /// <summary>How long it keeps the CPU while others are ready, ns. Under the lock.</summary>
    public ulong SliceNs;

    /// <summary>State of the random lengths of slices; 0 before the first. Under the lock.</summary>
    public ulong SliceRandom;

    /// <summary>Time spent in threads other than the idle one, up to the last switch, ns. Under the lock.</summary>
    public ulong BusyNs;

    /// <summary>Switches between threads so far.</summary>
    public ulong Switches;

    /// <summary>Upcalls served so far.</summary>
    public ulong Upcalls;

    /// <summary>This vCPU's record of events, which Xen writes.</summary>
    public VcpuInfo* EventRecord;

    /// <summary>This vCPU's record of time, which Xen writes.</summary>
    public VcpuTimeInfo* TimeRecord;

    /// <summary>Port by which other CPUs interrupt this one; 0 while there are none.</summary>
    public uint InterruptPort;

    /// <summary>Event channel ports whose events this CPU serves, a bit for each.</summary>
    public fixed ulong Ports[EventChannels.PortWords];

    /// <summary>Descriptor tables and trap stacks.</summary>
    public DescriptorTables Tables;

    /// <summary>The CPU this code runs on; stable only while interrupts are off.</summary>
    internal static PerCpu* Here => (PerCpu*)Instructions.PerCpuPointer();
}
