// Everything that belongs to one CPU, found through GS base. The first two fields are read by Cpu/Instructions.S.

using System.Runtime.InteropServices;
using Runtime.Bare.Threading;
using Runtime.Bare.Xen;

namespace Runtime.Bare.Cpu;

/// <summary>State of one CPU. Touched only by that CPU, or under the scheduler lock where said.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct PerCpu
{
    /// <summary>Own address, at gs:0.</summary>
    public PerCpu* Self;

    /// <summary>The running thread, at gs:8.</summary>
    public Thread* Current;

    /// <summary>Runs when nothing else can.</summary>
    public Thread* Idle;

    /// <summary>Index of this CPU, from 0.</summary>
    public int Index;

    /// <summary>Traps being served on this CPU's IST stacks.</summary>
    public int TrapDepth;

    /// <summary>The interrupted thread should give way when the upcall returns. Scheduler lock.</summary>
    public bool NeedReschedule;

    /// <summary>Threads that may run. Scheduler lock.</summary>
    public IntrusiveQueue Ready;

    /// <summary>Threads that wait with a deadline. Scheduler lock.</summary>
    public TimerQueue Timers;

    /// <summary>Monotonic time at which the one-shot timer fires, ulong.MaxValue when it is off. Scheduler lock.</summary>
    public ulong ArmedDeadlineNs;

    /// <summary>Monotonic time at which the running thread got the CPU. Scheduler lock.</summary>
    public ulong SwitchedAtNs;

    /// <summary>How long it keeps the CPU while others are ready, ns. Scheduler lock.</summary>
    public ulong SliceNs;

    /// <summary>Time spent in threads other than the idle one, up to the last switch, ns.</summary>
    public ulong BusyNs;

    /// <summary>Switches between threads so far.</summary>
    public ulong Switches;

    /// <summary>Upcalls served so far.</summary>
    public ulong Upcalls;

    /// <summary>This vCPU's record of time in Xen's shared page.</summary>
    public VcpuTimeInfo* TimeRecord;

    /// <summary>Descriptor tables and trap stacks.</summary>
    public DescriptorTables Tables;

    /// <summary>The CPU this code runs on; stable only while interrupts are off.</summary>
    internal static PerCpu* Here => (PerCpu*)Instructions.PerCpuPointer();
}
