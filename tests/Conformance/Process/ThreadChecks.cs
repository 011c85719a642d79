// The threads of a process: ids, states, CPU time.

using System.Diagnostics;

namespace Conformance.Processes;

/// <summary>Process.Threads.</summary>
internal static class ThreadChecks
{
    public static void Run(Area area)
    {
        area.Check("threads.first", () => { ProcessThread[] threads = Now(); ProcessThread first = threads.Single(thread => thread.Id == Environment.ProcessId); return (threads.Length > 1, first.ThreadState, first.BasePriority, first.CurrentPriority >= 0, first.PriorityBoostEnabled, first.StartAddress == 0); });
        area.Check("threads.ids-differ", () => { ProcessThread[] threads = Now(); return threads.Select(thread => thread.Id).Distinct().Count() == threads.Length; });
        area.Check("threads.start-time", () => Now().All(thread => DateTime.Now - thread.StartTime is var age && age > TimeSpan.FromSeconds(-1) && age < TimeSpan.FromHours(1)));
        area.Check("threads.later-starts-later", () =>
        {
            Thread.Sleep(100);
            using var busy = new Busy();
            ProcessThread first = Now().Single(thread => thread.Id == Environment.ProcessId);
            return (busy.Find().StartTime - first.StartTime) > TimeSpan.FromMilliseconds(50);
        });
        area.Check("threads.cpu-time-of-busy", () =>
        {
            using var busy = new Busy();
            TimeSpan before = busy.Find().TotalProcessorTime;
            busy.Work(() => busy.Find().TotalProcessorTime - before >= TimeSpan.FromMilliseconds(100));
            return (busy.HasDone, busy.Find().UserProcessorTime <= busy.Find().TotalProcessorTime, busy.Find().PrivilegedProcessorTime >= TimeSpan.Zero);
        });
        area.Check("threads.cpu-time-of-self", () =>
        {
            TimeSpan before = Now().Single(thread => thread.Id == Environment.ProcessId).TotalProcessorTime;
            return Work.Until(() => Now().Single(thread => thread.Id == Environment.ProcessId).TotalProcessorTime - before >= TimeSpan.FromMilliseconds(100));
        });
        area.Check("threads.cpu-time-of-idle", () => { using var busy = new Busy(); TimeSpan before = busy.Find().TotalProcessorTime; Work.Compute(TimeSpan.FromMilliseconds(200)); return busy.Find().TotalProcessorTime - before < TimeSpan.FromMilliseconds(50); });
        area.Check("threads.sum", () => { using Process self = Process.GetCurrentProcess(); return self.Threads.Cast<ProcessThread>().Sum(thread => thread.TotalProcessorTime.TotalMilliseconds) <= self.TotalProcessorTime.TotalMilliseconds + 200; });
        area.Check("threads.state-waits", () => { using var busy = new Busy(); bool waits = Work.Until(() => busy.Find().ThreadState == System.Diagnostics.ThreadState.Wait); return (waits, busy.Find().WaitReason); });
        area.Check("threads.end", () => { int id; using (var busy = new Busy()) { id = busy.Id; } return Work.Until(() => !Now().Any(thread => thread.Id == id)); });
        area.Check("threads.name", () => { using var busy = new Busy(); return (File.ReadAllText($"/proc/self/task/{busy.Id}/comm").TrimEnd('\n'), File.ReadLines($"/proc/self/task/{busy.Id}/status").First()); });
    }

    private static ProcessThread[] Now()
    {
        using Process self = Process.GetCurrentProcess();
        return [.. self.Threads.Cast<ProcessThread>()];
    }

    /// <summary>A thread that works when it is told to, and sleeps otherwise.</summary>
    private sealed class Busy : IDisposable
    {
        private readonly Thread _thread;
        private readonly SemaphoreSlim _begin = new(0);
        private readonly SemaphoreSlim _ready = new(0);
        private Func<bool>? _condition;
        private bool _isOver;

        public Busy()
        {
            _thread = new Thread(Live) { Name = "busy-worker" };
            _thread.Start();
            _ready.Wait();
        }

        public int Id { get; private set; }

        public bool HasDone { get; private set; }

        public void Work(Func<bool> condition)
        {
            _condition = condition;
            _begin.Release();
            _ready.Wait();
        }

        public ProcessThread Find() => Now().Single(thread => thread.Id == Id);

        public void Dispose()
        {
            _isOver = true;
            _begin.Release();
            _thread.Join();
            _begin.Dispose();
            _ready.Dispose();
        }

        private void Live()
        {
            Id = int.Parse(new FileInfo("/proc/thread-self").LinkTarget!.Split('/')[^1]);
            _ready.Release();
            while (true)
            {
                _begin.Wait();
                if (_isOver)
                {
                    return;
                }

                HasDone = Processes.Work.Until(_condition!);
                _ready.Release();
            }
        }
    }
}
