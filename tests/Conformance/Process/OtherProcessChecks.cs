// Other processes. A guest has none, and says so when it is asked to start what there is (Guest.Tests); here is the rest.

using System.ComponentModel;
using System.Diagnostics;

namespace Conformance.Processes;

/// <summary>Process.GetProcesses, GetProcessById, Start.</summary>
internal static class OtherProcessChecks
{
    private const int AbsentId = 0x3FFFFFFF; // more than Linux ever gives

    public static void Run(Area area)
    {
        area.Check("processes.own-is-listed", () => Process.GetProcesses().Count(process => process.Id == Environment.ProcessId));
        area.Check("processes.by-name", () => (Process.GetProcessesByName(Process.GetCurrentProcess().ProcessName).Any(process => process.Id == Environment.ProcessId), Process.GetProcessesByName("nothing-of-that-name").Length));
        area.Check("processes.by-id", () => { using Process self = Process.GetProcessById(Environment.ProcessId); return (self.ProcessName == Process.GetCurrentProcess().ProcessName, self.StartTime == Process.GetCurrentProcess().StartTime); });
        area.Check("processes.absent", () => Process.GetProcessById(AbsentId));
        area.Check("processes.other-machine", () => Process.GetProcesses("somewhere").Length);
        area.Check("start.no-name", () => Process.Start(new ProcessStartInfo()));
        area.Check("start.missing-on-path", () => Failure("nothing-of-that-name"));
        area.Check("start.directory", () => Failure("/tmp"));
        area.Check("start.redirected-shell", () => Process.Start(new ProcessStartInfo("/bin/true") { UseShellExecute = true, RedirectStandardOutput = true }));
        area.Check("start.both-arguments", () => Process.Start(new ProcessStartInfo("/bin/true", "x") { ArgumentList = { "y" } }));
        area.Check("unstarted", () => { using var process = new Process(); return process.Id; });
        area.Check("unstarted.kill", () => { using var process = new Process(); process.Kill(); return null; });
    }

    private static string Failure(string program)
    {
        try
        {
            using Process? process = Process.Start(new ProcessStartInfo(program));
            return "started";
        }
        catch (Win32Exception exception)
        {
            return $"{exception.NativeErrorCode} {exception.Message.Replace(Environment.CurrentDirectory, "(here)", StringComparison.Ordinal)}";
        }
    }
}
