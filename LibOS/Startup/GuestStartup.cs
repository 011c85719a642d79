// What the managed layer does before Main: as little as possible, since every program waits for it.

using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace LibOS.Startup;

/// <summary>Runs once, on the main thread, when the runtime is up.</summary>
internal static class GuestStartup
{
    /// <summary>Starts the control thread, which does nothing before Main waits; native libraries have files from here on.</summary>
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "It is compiled into every program, and nothing of the program calls it.")]
    internal static void Begin()
    {
        Drivers.Xen.Control.ControlThread.Start();
        SystemNative.NativeStreams.Provide();
    }
}
