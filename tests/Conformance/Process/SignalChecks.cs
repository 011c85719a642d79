// PosixSignalRegistration: what can be registered, and that it can be taken back.

using System.Runtime.InteropServices;

namespace Conformance.Processes;

/// <summary>Signals, as far as nobody sends one.</summary>
internal static class SignalChecks
{
    private const int SIGKILL = 9;
    private const int SIGUSR1 = 10;

    public static void Run(Area area)
    {
        foreach (PosixSignal signal in Enum.GetValues<PosixSignal>())
        {
            area.Check($"signal.{signal}", () => { using PosixSignalRegistration registration = PosixSignalRegistration.Create(signal, context => context.Cancel = true); return "registered"; });
        }

        area.Check("signal.raw", () => { using PosixSignalRegistration registration = PosixSignalRegistration.Create((PosixSignal)SIGUSR1, _ => { }); return "registered"; });
        area.Check("signal.kill", () => { using PosixSignalRegistration registration = PosixSignalRegistration.Create((PosixSignal)SIGKILL, _ => { }); return "registered"; });
        area.Check("signal.unknown", () => { using PosixSignalRegistration registration = PosixSignalRegistration.Create((PosixSignal)(-1000), _ => { }); return "registered"; });
        area.Check("signal.no-handler", () => PosixSignalRegistration.Create(PosixSignal.SIGTERM, null!));
        area.Check("signal.twice", () => { PosixSignalRegistration registration = PosixSignalRegistration.Create(PosixSignal.SIGHUP, _ => { }); registration.Dispose(); registration.Dispose(); return "disposed"; });
    }
}
