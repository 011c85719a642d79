// Environment: identity, command line, clocks, directory.

namespace Conformance.Processes;

/// <summary>Environment without its variables.</summary>
internal static class EnvironmentChecks
{
    public static void Run(Area area)
    {
        area.Check("environment.machine", () => (Environment.MachineName.Length > 0, Environment.MachineName == File.ReadAllText("/proc/sys/kernel/hostname").TrimEnd('\n')));
        area.Check("environment.user", () => (Environment.UserName, Environment.UserDomainName == Environment.MachineName, Environment.UserInteractive, Environment.IsPrivilegedProcess));
        area.Check("environment.process", () => (Environment.ProcessId > 0, Path.IsPathFullyQualified(Environment.ProcessPath!), Environment.ProcessPath == new FileInfo("/proc/self/exe").LinkTarget));
        area.Check("environment.command-line", () => (Environment.GetCommandLineArgs().Length, Environment.CommandLine.Length > 0, Environment.GetCommandLineArgs()[0] == Environment.CommandLine));
        area.Check("environment.arguments-are-copies", () => { Environment.GetCommandLineArgs()[0] = "changed"; return Environment.GetCommandLineArgs()[0] == "changed"; });
        area.Check("environment.version", () => Environment.Version);
        area.Check("environment.os-version", () => (Environment.OSVersion.Platform, Environment.OSVersion.Version.Major >= 0, Environment.OSVersion.ServicePack, Environment.OSVersion.VersionString.StartsWith("Unix ", StringComparison.Ordinal)));
        area.Check("environment.processors", () => Environment.ProcessorCount >= 1);
        area.Check("environment.bits", () => (Environment.Is64BitProcess, Environment.Is64BitOperatingSystem, Environment.SystemPageSize));
        area.Check("environment.new-line", () => Environment.NewLine.Length + (int)Environment.NewLine[0]);
        area.Check("environment.working-set", () => Environment.WorkingSet > 1_000_000);
        area.Check("environment.tick-count", () => (Environment.TickCount64 > 0, Environment.TickCount == (int)Environment.TickCount64 || Environment.TickCount64 > int.MaxValue || Environment.TickCount > 0));
        area.Check("environment.shutdown", () => Environment.HasShutdownStarted);
        area.Check("environment.exit-code", () => { int before = Environment.ExitCode; Environment.ExitCode = 7; int set = Environment.ExitCode; Environment.ExitCode = 0; return (before, set); });
        area.Check("environment.stack-trace", () => Environment.StackTrace.Contains("EnvironmentChecks", StringComparison.Ordinal));
        area.Check("environment.thread", () => Environment.CurrentManagedThreadId);
        area.Check("environment.cpu-usage", () =>
        {
            Environment.ProcessCpuUsage before = Environment.CpuUsage;
            bool grew = Work.Until(() => Environment.CpuUsage.TotalTime - before.TotalTime > TimeSpan.FromMilliseconds(50));
            Environment.ProcessCpuUsage after = Environment.CpuUsage;
            return (grew, after.UserTime > before.UserTime, after.PrivilegedTime >= before.PrivilegedTime, after.TotalTime == after.UserTime + after.PrivilegedTime);
        });
        area.Check("environment.cpu-usage-asleep", () => { TimeSpan before = Environment.CpuUsage.TotalTime; Thread.Sleep(300); return Environment.CpuUsage.TotalTime - before < TimeSpan.FromMilliseconds(200); });
        area.Check("directory.current", () => { Environment.CurrentDirectory = "/tmp"; string now = Environment.CurrentDirectory; Environment.CurrentDirectory = AppContext.BaseDirectory; return (now, Directory.GetCurrentDirectory() == AppContext.BaseDirectory.TrimEnd('/')); });
        area.Check("directory.missing", () => Environment.CurrentDirectory = "/nowhere");
        area.Check("directory.empty", () => Environment.CurrentDirectory = "");
        area.Check("directory.file", () => Environment.CurrentDirectory = "/etc/passwd");
        area.Check("drives", () => Environment.GetLogicalDrives().Contains("/"));
        area.Check("system-directory", () => Environment.SystemDirectory);
    }
}
