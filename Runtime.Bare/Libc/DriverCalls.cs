// What drivers in managed code (Drivers.Xen) ask of this layer: plain C functions, called as P/Invokes of the module
// "libos". They run in preemptive mode of the GC, so the one that waits may wait.

using System.Runtime;
using Runtime.Bare.Boot;
using Runtime.Bare.Memory;
using Runtime.Bare.SystemNative;
using Runtime.Bare.Threading;
using Runtime.Bare.Xen;

namespace Runtime.Bare.Libc;

/// <summary>The bare_* functions of drivers and of the guest's control.</summary>
internal static unsafe class DriverCalls
{
    // Reverse calls into managed code, its exceptions' stack traces included, in a part of a default stack.
    private const int ServiceStackSize = 128 << 10;

    /// <summary>An HVM parameter: 0, or a negative errno.</summary>
    [RuntimeExport("bare_hvm_parameter")]
    private static int HvmParameter(uint index, ulong* value) => (int)Hypercall.GetParameter(index, out *value);

    /// <summary>A page that another domain shares, by its guest frame.</summary>
    [RuntimeExport("bare_map_shared")]
    private static byte* MapShared(ulong frame) => KernelMemory.MapShared(frame * PageSize.Bytes);

    /// <summary>Binds an event channel to be waited for: 0, or -1 without memory.</summary>
    [RuntimeExport("bare_event_bind")]
    private static int EventBind(uint port) => EventWaits.TryBind(port) ? 0 : -1;

    /// <summary>Raises the other side's event.</summary>
    [RuntimeExport("bare_event_send")]
    private static void EventSend(uint port) => Hypercall.Send(port);

    /// <summary>Events that a bound channel has had; port 0: interruptions alone.</summary>
    [RuntimeExport("bare_event_count")]
    private static uint EventCount(uint port) => EventWaits.Count(port);

    /// <summary>Waits until a channel's count is another than the one seen.</summary>
    [RuntimeExport("bare_event_wait")]
    private static uint EventWait(uint port, uint seen) => EventWaits.Wait(port, seen);

    /// <summary>The signal that was typed at the console and not taken yet (SIGINT, SIGQUIT), or 0.</summary>
    [RuntimeExport("bare_console_signal")]
    private static int ConsoleSignal() => ConsoleInput.TakeSignal();

    /// <summary>vCPUs that the domain can have.</summary>
    [RuntimeExport("bare_cpu_limit")]
    private static int CpuLimit() => Machine.PossibleCpus;

    /// <summary>Lets a vCPU run threads (1), or not (0), and waits until that is so: 0, or an errno.</summary>
    [RuntimeExport("bare_cpu_set_online")]
    private static int CpuSetOnline(int cpu, int online) => CpuHotplug.SetOnline(cpu, online != 0);

    /// <summary>Starts a thread of the system with a small stack: 0, or an errno. It runs when the caller next gives the CPU away.</summary>
    [RuntimeExport("bare_service_start")]
    private static int ServiceStart(void* entry, byte* name)
    {
        int error = ThreadCreation.Create(entry, null, ServiceStackSize, detached: true, out Thread* thread);
        if (error == 0)
        {
            nuint length = 0;
            while (name[length] != 0)
            {
                length++;
            }

            ThreadCreation.SetName(thread, new ReadOnlySpan<byte>(name, (int)length));
        }

        return error;
    }

    /// <summary>From now on the domain's end is a request to restart it, however the program ends.</summary>
    [RuntimeExport("bare_restart_at_end")]
    private static void RestartAtEnd() => Process.RestartsAtEnd = true;

    /// <summary>Ends the domain at once, without the program's consent: restart, power-off or crash by SHUTDOWN_* number.</summary>
    [RuntimeExport("bare_end_domain")]
    private static void EndDomain(uint reason)
    {
        if (reason == Shutdown.SHUTDOWN_crash)
        {
            Diagnostics.Panic.Fail("a crash was asked for (control/sysrq)"u8);
        }

        Xen.Console.Drain();
        Shutdown.Request(reason);
    }
}
