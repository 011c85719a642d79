// What the GC-free layer offers to drivers: plain C functions of the image (Runtime.Bare/Libc/DriverCalls.cs).

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: DisableRuntimeMarshalling]

namespace Drivers.Xen;

/// <summary>The bare_* functions. They run in the GC's preemptive mode, so those that wait may wait.</summary>
// SAFETY: the signatures are those of the exports, all blittable; pointers are used during the call only.
internal static unsafe class Bare
{
    private const string Library = "libos";

    /// <summary>An HVM parameter: 0, or a negative errno.</summary>
    [DllImport(Library, EntryPoint = "bare_hvm_parameter")]
    internal static extern int HvmParameter(uint index, ulong* value);

    /// <summary>A page that another domain shares, by its guest frame.</summary>
    [DllImport(Library, EntryPoint = "bare_map_shared")]
    internal static extern byte* MapShared(ulong frame);

    /// <summary>Binds an event channel to be waited for: 0, or -1 without memory.</summary>
    [DllImport(Library, EntryPoint = "bare_event_bind")]
    internal static extern int EventBind(uint port);

    /// <summary>Raises the other side's event.</summary>
    [DllImport(Library, EntryPoint = "bare_event_send")]
    internal static extern void EventSend(uint port);

    /// <summary>Events that a bound channel has had; port 0: interruptions alone.</summary>
    [DllImport(Library, EntryPoint = "bare_event_count")]
    internal static extern uint EventCount(uint port);

    /// <summary>Waits until a channel's count is another than the one seen.</summary>
    [DllImport(Library, EntryPoint = "bare_event_wait")]
    internal static extern uint EventWait(uint port, uint seen);

    /// <summary>The signal that was typed at the console and not taken yet, or 0.</summary>
    [DllImport(Library, EntryPoint = "bare_console_signal")]
    internal static extern int ConsoleSignal();

    /// <summary>Delivers a signal to the program's handlers, else acts by default, which may end the guest.</summary>
    [DllImport(Library, EntryPoint = "bare_signal_deliver")]
    internal static extern int SignalDeliver(int number);

    /// <summary>Starts a thread of the system: 0, or an errno.</summary>
    [DllImport(Library, EntryPoint = "bare_service_start")]
    internal static extern int ServiceStart(delegate* unmanaged<void*, void*> entry, byte* name);

    /// <summary>vCPUs that the domain can have.</summary>
    [DllImport(Library, EntryPoint = "bare_cpu_limit")]
    internal static extern int CpuLimit();

    /// <summary>Lets a vCPU run threads (1), or not (0), and waits until that is so: 0, or an errno.</summary>
    [DllImport(Library, EntryPoint = "bare_cpu_set_online")]
    internal static extern int CpuSetOnline(int cpu, int online);

    /// <summary>From now on the domain's end is a request to restart it.</summary>
    [DllImport(Library, EntryPoint = "bare_restart_at_end")]
    internal static extern void RestartAtEnd();

    /// <summary>Ends the domain at once, for a reason of sched.h.</summary>
    [DllImport(Library, EntryPoint = "bare_end_domain")]
    internal static extern void EndDomain(uint reason);

    /// <summary>Writes all bytes to the console, in one piece among other writers.</summary>
    [DllImport(Library, EntryPoint = "bare_console_write")]
    internal static extern nint ConsoleWrite(byte* data, nint lengthBytes);
}
