// The end of the domain (sched.h, SHUTDOWN_*).

using System.Diagnostics.CodeAnalysis;
using Runtime.Bare.Cpu;

namespace Runtime.Bare.Xen;

/// <summary>Ends the domain.</summary>
internal static class Shutdown
{
    internal const uint SHUTDOWN_poweroff = 0;
    internal const uint SHUTDOWN_reboot = 1;
    internal const uint SHUTDOWN_crash = 3;

    /// <summary>Tells Xen and stops. Does not return.</summary>
    [DoesNotReturn]
    internal static void Request(uint reason)
    {
        Instructions.DisableInterrupts();
        _ = Hypercall.Shutdown(reason);
        Instructions.Stop();
    }
}
