// What the program learns of itself through /proc, and of /proc itself.

using System.Diagnostics;

namespace Conformance.Files;

/// <summary>/proc and Process.</summary>
internal static class ProcessChecks
{
    public static void Run(Scratch s)
    {
        s.Check("proc.directory", _ => (Directory.Exists("/proc/self"), new FileInfo("/proc/self").LinkTarget == Environment.ProcessId.ToString(), Directory.Exists("/proc/" + Environment.ProcessId), new FileInfo("/proc/self/stat").Length));
        s.Check("proc.stat", _ => { string stat = File.ReadAllText("/proc/self/stat"); return (stat.StartsWith(Environment.ProcessId + " (", StringComparison.Ordinal), stat[(stat.LastIndexOf(')') + 2)..].Split(' ').Length, stat.EndsWith('\n')); });
        s.Check("proc.status", _ => { string[] lines = File.ReadAllLines("/proc/self/status"); return new[] { "Name:", "State:", "Tgid:", "Pid:", "PPid:", "TracerPid:", "Uid:", "VmPeak:", "VmSize:", "VmRSS:", "VmData:", "VmSwap:", "Threads:" }.Select(name => lines.Count(line => line.StartsWith(name, StringComparison.Ordinal))); });
        s.Check("proc.maps", _ => File.ReadLines("/proc/self/maps").Any(line => line.EndsWith(new FileInfo("/proc/self/exe").LinkTarget!, StringComparison.Ordinal)));
        s.Check("proc.exe", _ => new FileInfo("/proc/self/exe").LinkTarget == Environment.ProcessPath);
        s.Check("proc.command-line", _ => File.ReadAllText("/proc/self/cmdline").EndsWith('\0'));
        s.Check("proc.environment", _ => File.ReadAllText("/proc/self/environ").Split('\0', StringSplitOptions.RemoveEmptyEntries).All(entry => entry.Contains('=')));
        s.Check("proc.tasks", _ => Directory.GetDirectories("/proc/self/task").Length == Process.GetCurrentProcess().Threads.Count);
        s.Check("proc.descriptors", _ => { using FileStream f = File.Create("f"); string path = $"/proc/self/fd/{(int)f.SafeFileHandle.DangerousGetHandle()}"; return (new FileInfo(path).LinkTarget, Directory.GetFileSystemEntries("/proc/self/fd").Contains(path)); });
        s.Check("proc.memory", _ => { string[] lines = File.ReadAllLines("/proc/meminfo"); return new[] { "MemTotal:", "MemFree:", "MemAvailable:", "SwapTotal:", "SwapFree:" }.Select(name => lines.Count(line => line.StartsWith(name, StringComparison.Ordinal) && line.EndsWith(" kB", StringComparison.Ordinal))); });
        s.Check("proc.uptime", _ => File.ReadAllText("/proc/uptime").Split(' ').Select(number => double.Parse(number, System.Globalization.CultureInfo.InvariantCulture) >= 0));
        s.Check("proc.load", _ => File.ReadAllText("/proc/loadavg").Split(' ').Length);
        s.Check("proc.mounts", _ => File.ReadLines("/proc/mounts").Any(line => line.Split(' ') is [_, "/", _, _, "0", "0"]));
        s.Check("proc.cpus", _ => File.ReadLines("/proc/cpuinfo").Count(line => line.StartsWith("processor", StringComparison.Ordinal)) >= Environment.ProcessorCount);
        s.Check("proc.write", _ => Scratch.Error(() => File.WriteAllText("/proc/version", "x")));
        s.Check("proc.create", _ => (Scratch.Error(() => File.WriteAllText("/proc/new", "x")), Scratch.Error(() => Directory.CreateDirectory("/proc/new")), Scratch.Error(() => File.Delete("/proc/version"))));
        s.Check("proc.copy", _ => { File.Copy("/proc/version", "v"); return (File.ReadAllText("v").StartsWith("Linux version", StringComparison.Ordinal), new FileInfo("v").Length > 10); });
        s.Check("process.memory", _ => { using Process p = Process.GetCurrentProcess(); return (p.WorkingSet64 > 1_000_000, p.PrivateMemorySize64 > 0, p.VirtualMemorySize64 >= p.WorkingSet64, p.PeakWorkingSet64 > 0, Environment.WorkingSet > 1_000_000); });
        s.Check("process.threads", _ => { using Process p = Process.GetCurrentProcess(); using var gate = new ManualResetEventSlim(); using var started = new CountdownEvent(3); Thread[] threads = [.. Enumerable.Range(0, 3).Select(_ => new Thread(() => { started.Signal(); gate.Wait(); }))]; foreach (Thread t in threads) { t.Start(); } started.Wait(); p.Refresh(); int count = p.Threads.Count; gate.Set(); foreach (Thread t in threads) { t.Join(); } return (count >= 4, p.Threads.Cast<ProcessThread>().Any(t => t.Id == Environment.ProcessId)); });
        s.Check("process.cpu", _ => { using Process p = Process.GetCurrentProcess(); var watch = Stopwatch.StartNew(); while (watch.ElapsedMilliseconds < 300) { } p.Refresh(); return (p.TotalProcessorTime > TimeSpan.FromMilliseconds(100), p.UserProcessorTime <= p.TotalProcessorTime, p.PrivilegedProcessorTime >= TimeSpan.Zero); });
        s.Check("process.start-time", _ => { using Process p = Process.GetCurrentProcess(); TimeSpan age = DateTime.Now - p.StartTime; return age > TimeSpan.FromSeconds(-1) && age < TimeSpan.FromHours(1); });
        s.Check("process.name", _ => { using Process p = Process.GetCurrentProcess(); return (p.ProcessName == Path.GetFileName(Environment.ProcessPath), p.MainModule!.FileName == Environment.ProcessPath, p.Id == Environment.ProcessId, p.HasExited, p.Responding, p.Modules.Count > 0); });
        s.Check("process.by-id", _ => { using Process p = Process.GetProcessById(Environment.ProcessId); return (p.ProcessName == Process.GetCurrentProcess().ProcessName, Process.GetProcesses().Any(x => x.Id == Environment.ProcessId), Scratch.Error(() => Process.GetProcessById(999_999_999))); });
        s.Check("process.handles", _ => { using Process p = Process.GetCurrentProcess(); return (p.HandleCount >= 3, p.BasePriority, p.PriorityClass); });
        s.Check("etc", _ => (File.ReadLines("/etc/passwd").First().StartsWith("root:x:0:0:", StringComparison.Ordinal), File.ReadAllText("/etc/hosts").Contains("localhost", StringComparison.Ordinal), File.ReadAllText("/etc/hostname").EndsWith('\n')));
        s.Check("temporary", _ => (Path.GetTempPath(), Directory.Exists(Path.GetTempPath()), File.GetUnixFileMode("/tmp")));
    }
}
