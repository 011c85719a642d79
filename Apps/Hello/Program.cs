// A tour of what an ordinary program expects of its platform. The same file runs with `dotnet run` on Linux and, with
// `-r xen-x64`, as a Xen guest. `--exit N` sets the exit code.

using System.Collections;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

Console.WriteLine("Hello from .NET!");
Section("Program");
Console.WriteLine($"arguments:    {(args.Length == 0 ? "(none)" : "[" + string.Join("] [", args) + "]")}");
ShowEnvironment();

Section("Runtime");
Console.WriteLine($"framework:    {RuntimeInformation.FrameworkDescription}");
Console.WriteLine($"system:       {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} CPU(s)");
ShowMemory();

Section("Threads");
CountWithLock();
await AwaitATask();

Section("Exceptions");
CatchFromDepth(5);

Section("Formatting");
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"double:       {Math.PI:R}, {Math.Pow(2, 0.5):F6}, {1e300 * 1e10}"));
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"date:         {new DateTime(2026, 2, 28, 12, 34, 56, DateTimeKind.Utc).AddDays(1):yyyy-MM-dd HH:mm:ss}"));
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"now:          {DateTime.UtcNow:yyyy-MM-dd HH:mm:ss} UTC"));

int exitCode = ExitCode(args);
Console.WriteLine($"Goodbye, exit code {exitCode}.");
return exitCode;

static void Section(string title) => Console.WriteLine($"-- {title}");

static void ShowEnvironment()
{
    var lines = new List<string>();
    foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
    {
        lines.Add($"{variable.Key}={variable.Value}");
    }

    lines.Sort(string.CompareOrdinal);
    foreach (string line in lines)
    {
        Console.WriteLine("environment:  " + line);
    }
}

// Memory, and what the collector did to a few megabytes of garbage.
static void ShowMemory()
{
    long kept = 0;
    for (int i = 0; i < 100; i++)
    {
        kept += new byte[10_000].Length;
    }

    GC.Collect();
    GCMemoryInfo memory = GC.GetGCMemoryInfo();
    Console.WriteLine($"memory:       {memory.TotalAvailableMemoryBytes / 1024} KiB available, heap {GC.GetTotalMemory(forceFullCollection: false) / 1024} KiB");
    Console.WriteLine($"collector:    {kept} bytes allocated and dropped, {GC.CollectionCount(0)} collection(s), pause {memory.PauseDurations[0].TotalMilliseconds:F3} ms");
}

// Two threads count under one lock: no increment may be lost.
static void CountWithLock()
{
    const int Each = 10_000;
    var gate = new Lock();
    int count = 0;
    void Count()
    {
        for (int i = 0; i < Each; i++)
        {
            lock (gate)
            {
                count++;
            }
        }
    }

    var thread = new Thread(Count) { Name = "counter" };
    thread.Start();
    Count();
    thread.Join();
    Console.WriteLine($"lock:         two threads counted to {count}, {(count == 2 * Each ? "none lost" : "SOME LOST")}");
}

static async Task AwaitATask()
{
    long begin = Stopwatch.GetTimestamp();
    await Task.Delay(TimeSpan.FromMilliseconds(21)); // timers count in whole milliseconds: it may end within the last one
    int sum = await Task.Run(() => Sum(100));
    Console.WriteLine($"task:         sum {sum}, delayed by {(Stopwatch.GetElapsedTime(begin).TotalMilliseconds >= 20 ? "at least" : "LESS THAN")} 20 ms");
}

static int Sum(int last)
{
    int sum = 0;
    for (int i = 1; i <= last; i++)
    {
        sum += i;
    }

    return sum;
}

static void CatchFromDepth(int depth)
{
    bool cleanedUp = false;
    try
    {
        Descend(depth, () => cleanedUp = true);
    }
    catch (InvalidOperationException exception) when (exception.Data.Count == 0)
    {
        int frames = exception.StackTrace!.Split('\n').Length;
        Console.WriteLine($"caught:       {exception.Message}, through {(frames > depth ? "all" : frames)} frames, finally {(cleanedUp ? "ran" : "DID NOT RUN")}");
    }
}

static void Descend(int depth, Action cleanUp)
{
    if (depth == 0)
    {
        throw new InvalidOperationException("thrown from the bottom");
    }

    try
    {
        Descend(depth - 1, cleanUp);
    }
    finally
    {
        cleanUp();
    }
}

static int ExitCode(string[] args)
{
    int option = Array.IndexOf(args, "--exit");
    return option >= 0 && option + 1 < args.Length && int.TryParse(args[option + 1], CultureInfo.InvariantCulture, out int code) ? code : 0;
}
