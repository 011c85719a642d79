// Process.GetCurrentProcess: memory, time, priority, modules.

using System.Diagnostics;

namespace Conformance.Processes;

/// <summary>The program's own process.</summary>
internal static class ProcessChecks
{
    public static void Run(Area area)
    {
        using Process self = Process.GetCurrentProcess();
        area.Check("process.identity", () => (self.Id == Environment.ProcessId, self.ProcessName == Path.GetFileName(Environment.ProcessPath), self.MachineName, self.HasExited, self.Responding, self.SessionId >= 0));
        area.Check("process.text", () => self.ToString() == $"System.Diagnostics.Process ({self.ProcessName})");
        area.Check("process.window", () => (self.MainWindowHandle, self.MainWindowTitle, self.CloseMainWindow()));
        area.Check("process.memory", () => (self.WorkingSet64 > 1_000_000, self.PeakWorkingSet64 >= self.WorkingSet64, self.PrivateMemorySize64 > 0, self.VirtualMemorySize64 >= self.WorkingSet64, self.PeakVirtualMemorySize64 >= self.VirtualMemorySize64));
        area.Check("process.memory-unknown", () => (self.PagedMemorySize64 >= 0, self.PeakPagedMemorySize64 >= 0, self.NonpagedSystemMemorySize64, self.PagedSystemMemorySize64));
        area.Check("process.memory-grows", () =>
        {
            self.Refresh();
            long before = self.WorkingSet64;
            byte[] block = GC.AllocateUninitializedArray<byte>(40_000_000, pinned: true);
            block.AsSpan().Fill(1);
            self.Refresh();
            bool grew = self.WorkingSet64 >= before + 30_000_000;
            GC.KeepAlive(block);
            return grew;
        });
        area.Check("process.memory-with-environment", () => { self.Refresh(); return Math.Abs(self.WorkingSet64 - Environment.WorkingSet) < 20_000_000; });
        area.Check("process.limits", () => (self.MinWorkingSet == 0, self.MaxWorkingSet > 0));
        area.Check("process.time-grows", () =>
        {
            self.Refresh();
            TimeSpan before = self.TotalProcessorTime;
            bool grew = Work.Until(() =>
            {
                self.Refresh();
                return self.TotalProcessorTime - before >= TimeSpan.FromMilliseconds(100);
            });
            return (grew, self.UserProcessorTime <= self.TotalProcessorTime, self.UserProcessorTime > TimeSpan.Zero);
        });
        area.Check("process.time-rests", () => { self.Refresh(); TimeSpan before = self.TotalProcessorTime; Thread.Sleep(400); self.Refresh(); return self.TotalProcessorTime - before < TimeSpan.FromMilliseconds(200); });
        area.Check("process.start-time", () => { TimeSpan age = DateTime.Now - self.StartTime; return age > TimeSpan.FromSeconds(-1) && age < TimeSpan.FromHours(1); });
        area.Check("process.start-time-stays", () => { DateTime before = self.StartTime; self.Refresh(); return (self.StartTime - before).Duration() < TimeSpan.FromMilliseconds(50); });
        area.Check("process.handles", () => { self.Refresh(); int before = self.HandleCount; using FileStream one = File.OpenRead("/dev/null"); using FileStream two = File.OpenRead("/dev/null"); self.Refresh(); return self.HandleCount - before; });
        area.Check("process.handle", () => (self.Handle != 0, self.SafeHandle.IsInvalid));
        area.Check("process.priority", () => (self.PriorityClass, self.BasePriority, self.PriorityBoostEnabled));
        area.Check("process.priority-set", () => { self.PriorityClass = ProcessPriorityClass.Normal; return self.PriorityClass; });
        area.Check("process.priority-invalid", () => self.PriorityClass = (ProcessPriorityClass)5);
        area.Check("process.affinity", () => { nint mask = self.ProcessorAffinity; self.ProcessorAffinity = mask; return (mask != 0, self.ProcessorAffinity == mask); });
        area.Check("process.affinity-none", () => { try { self.ProcessorAffinity = 0; return "accepted"; } catch (System.ComponentModel.Win32Exception exception) { return exception.NativeErrorCode; } });
        area.Check("process.module", () => (self.MainModule?.FileName == Environment.ProcessPath, self.MainModule?.ModuleName == self.ProcessName, self.MainModule?.ModuleMemorySize > 100_000, self.MainModule?.BaseAddress != 0, self.Modules.Count >= 1));
        area.Check("process.streams", () => Errors(() => _ = self.StandardInput, () => _ = self.StandardOutput, () => _ = self.StandardError));
        area.Check("process.start-info", () => self.StartInfo);
        area.Check("process.exit-code", () => self.ExitCode);
        area.Check("process.exit-time", () => self.ExitTime);
        area.Check("process.wait", () => self.WaitForExit(10));
        area.Check("process.events", () => { self.EnableRaisingEvents = true; self.EnableRaisingEvents = false; return self.EnableRaisingEvents; });
    }

    private static IEnumerable<string> Errors(params Action[] actions)
    {
        foreach (Action action in actions)
        {
            string error = "none";
            try
            {
                action();
            }
            catch (InvalidOperationException exception)
            {
                error = exception.Message;
            }

            yield return error;
        }
    }
}
