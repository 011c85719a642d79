// The files of /proc and /etc that libraries read for themselves, by the fields that they look for.

using System.Globalization;

namespace Conformance.Processes;

/// <summary>/proc, /sys and /etc.</summary>
internal static class ProcChecks
{
    public static void Run(Area area)
    {
        area.Check("proc.stat.fields", () => { string[] fields = Stat("/proc/self/stat"); return (fields.Length, fields[0] is "R" or "S", long.Parse(fields[11]) > 0, int.Parse(fields[17]) > 1, long.Parse(fields[19]) >= 0, long.Parse(fields[20]) > 1_000_000, long.Parse(fields[21]) > 100); });
        area.Check("proc.stat.start", () => { double start = long.Parse(Stat("/proc/self/stat")[19]) / 100.0; return start <= Uptime() + 0.1; });
        area.Check("proc.task.stat", () => { string id = Environment.ProcessId.ToString(CultureInfo.InvariantCulture); string[] fields = Stat($"/proc/self/task/{id}/stat"); return (fields.Length, File.ReadAllText($"/proc/self/task/{id}/stat").StartsWith(id + " (", StringComparison.Ordinal)); });
        area.Check("proc.status.names", () => Present("/proc/self/status", ':', "Name", "State", "Tgid", "Ngid", "Pid", "PPid", "TracerPid", "Uid", "Gid", "FDSize", "VmPeak", "VmSize", "VmLck", "VmHWM", "VmRSS", "RssAnon", "VmData", "VmExe", "VmLib", "VmSwap", "Threads", "Cpus_allowed", "Cpus_allowed_list"));
        area.Check("proc.limits", () => { string[] lines = File.ReadAllLines("/proc/self/limits"); return (lines[0].StartsWith("Limit ", StringComparison.Ordinal), lines.Length, lines.Single(line => line.StartsWith("Max open files", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries).Length); });
        area.Check("proc.statm", () => File.ReadAllText("/proc/self/statm").TrimEnd('\n').Split(' ').Length);
        area.Check("proc.command-line", () => File.ReadAllText("/proc/self/cmdline").Split('\0')[0] == Environment.GetCommandLineArgs()[0]);
        area.Check("proc.cwd", () => (new FileInfo("/proc/self/cwd").LinkTarget == Environment.CurrentDirectory, new FileInfo("/proc/self/root").LinkTarget));
        area.Check("proc.current-directory-follows", () => { string before = Environment.CurrentDirectory; Environment.CurrentDirectory = "/tmp"; string? link = new FileInfo("/proc/self/cwd").LinkTarget; Environment.CurrentDirectory = before; return link; });
        area.Check("proc.thread-self", () => new FileInfo("/proc/thread-self").LinkTarget == $"{Environment.ProcessId}/task/{Environment.ProcessId}");
        area.Check("proc.descriptors", () => { string[] names = [.. Directory.GetFileSystemEntries("/proc/self/fd").Select(Path.GetFileName)!]; return new[] { "0", "1", "2" }.Select(name => names.Contains(name)); });
        area.Check("proc.cgroup", () => File.ReadLines("/proc/self/cgroup").All(line => line.Split(':').Length >= 3));
        area.Check("proc.oom", () => (File.ReadAllText("/proc/self/oom_score_adj").EndsWith('\n'), int.TryParse(File.ReadAllText("/proc/self/oom_score"), out _)));
        area.Check("proc.system.stat", () => { string[] lines = File.ReadAllLines("/proc/stat"); return (lines[0].StartsWith("cpu ", StringComparison.Ordinal), lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).Length, lines.Count(line => line.StartsWith("cpu", StringComparison.Ordinal)) >= 1 + Environment.ProcessorCount, Present("/proc/stat", ' ', "cpu0", "btime", "procs_running", "procs_blocked")); });
        area.Check("proc.system.boot-time", () => { long boot = long.Parse(File.ReadLines("/proc/stat").Single(line => line.StartsWith("btime ", StringComparison.Ordinal))[6..]); double now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0; return Math.Abs(now - boot - Uptime()) < 60; });
        area.Check("proc.system.memory", () => Present("/proc/meminfo", ':', "MemTotal", "MemFree", "MemAvailable", "Buffers", "Cached", "SwapCached", "SwapTotal", "SwapFree", "SReclaimable", "CommitLimit", "Committed_AS"));
        area.Check("proc.system.memory-columns", () => File.ReadLines("/proc/meminfo").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Length);
        area.Check("proc.system.cpu", () => Present("/proc/cpuinfo", '\t', "processor", "vendor_id", "cpu family", "model", "model name", "stepping", "cpu MHz", "physical id", "siblings", "core id", "cpu cores", "apicid", "fpu", "cpuid level", "flags", "clflush size", "address sizes"));
        area.Check("proc.system.cpu-flags", () => { string[] flags = File.ReadLines("/proc/cpuinfo").First(line => line.StartsWith("flags", StringComparison.Ordinal)).Split(':')[1].Split(' ', StringSplitOptions.RemoveEmptyEntries); return new[] { "fpu", "tsc", "cx8", "sse2", "lm", "nx", "cx16" }.Select(flag => flags.Contains(flag)); });
        area.Check("proc.system.load", () => File.ReadAllText("/proc/loadavg").Split(' ').Length);
        area.Check("proc.system.version", () => File.ReadAllText("/proc/version").StartsWith("Linux version ", StringComparison.Ordinal));
        area.Check("proc.system.names", () => (File.ReadAllText("/proc/sys/kernel/ostype").TrimEnd(), File.ReadAllText("/proc/sys/kernel/osrelease").Length > 1, File.ReadAllText("/proc/sys/kernel/hostname").TrimEnd('\n') == Environment.MachineName));
        area.Check("proc.system.kernel", () => (Guid.TryParse(File.ReadAllText("/proc/sys/kernel/random/boot_id").TrimEnd('\n'), out _), Guid.TryParse(File.ReadAllText("/proc/sys/kernel/random/uuid").TrimEnd('\n'), out _)));
        area.Check("proc.system.uuid-differs", () => File.ReadAllText("/proc/sys/kernel/random/uuid") != File.ReadAllText("/proc/sys/kernel/random/uuid"));
        area.Check("proc.system.boot-id-stays", () => File.ReadAllText("/proc/sys/kernel/random/boot_id") == File.ReadAllText("/proc/sys/kernel/random/boot_id"));
        area.Check("proc.system.file-systems", () => { string[] lines = File.ReadAllLines("/proc/filesystems"); return (lines.Contains("nodev\tproc"), lines.Contains("nodev\ttmpfs"), lines.Contains("nodev\tsysfs")); });
        area.Check("etc.files", () => new[] { "/etc/passwd", "/etc/group", "/etc/hostname", "/etc/hosts", "/etc/os-release" }.Select(File.Exists));
        area.Check("etc.group", () => File.ReadLines("/etc/group").First());
        area.Check("etc.release", () => Present("/etc/os-release", '=', "NAME", "ID", "PRETTY_NAME"));
        area.Check("sys.cpu", () => File.ReadAllText("/sys/devices/system/cpu/online").StartsWith('0'));
    }

    private static string[] Stat(string path)
    {
        string text = File.ReadAllText(path);
        return text[(text.LastIndexOf(')') + 2)..].TrimEnd('\n').Split(' ');
    }

    private static double Uptime() => double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], CultureInfo.InvariantCulture);

    // The names that no line begins with.
    private static string Present(string path, char separator, params string[] names)
    {
        string[] lines = File.ReadAllLines(path);
        return string.Join(",", names.Where(name => !Array.Exists(lines, line => line.StartsWith(name, StringComparison.Ordinal) && line[name.Length..].TrimStart().Length > 0 && (line[name.Length] == separator || char.IsWhiteSpace(line[name.Length])))));
    }
}
