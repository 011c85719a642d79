// FileSystemWatcher: which events come, in which order.

using System.Collections.Concurrent;

namespace Conformance.Files;

/// <summary>FileSystemWatcher.</summary>
internal static class WatcherChecks
{
    private const string Last = "last";

    public static void Run(Scratch s)
    {
        s.Check("watch.create", d => Observe(d, () => File.WriteAllText("d/f", "x"), NotifyFilters.FileName));
        s.Check("watch.delete", d => { Directory.CreateDirectory("d"); File.WriteAllText("d/f", "x"); return Observe(d, () => File.Delete("d/f"), NotifyFilters.FileName); });
        s.Check("watch.rename", d => { Directory.CreateDirectory("d"); File.WriteAllText("d/f", "x"); return Observe(d, () => File.Move("d/f", "d/g"), NotifyFilters.FileName); });
        s.Check("watch.move-in-and-out", d => { Directory.CreateDirectory("d"); File.WriteAllText("d/f", "x"); File.WriteAllText("g", "y"); return Observe(d, () => { File.Move("d/f", "f"); File.Move("g", "d/g"); }, NotifyFilters.FileName); });
        s.Check("watch.change", d => { Directory.CreateDirectory("d"); File.WriteAllText("d/f", "x"); return Observe(d, () => File.AppendAllText("d/f", "y"), NotifyFilters.LastWrite).Distinct(); });
        s.Check("watch.attributes", d => { Directory.CreateDirectory("d"); File.WriteAllText("d/f", "x"); return Observe(d, () => File.SetUnixFileMode("d/f", UnixFileMode.UserRead), NotifyFilters.Attributes | NotifyFilters.FileName).Distinct(); });
        s.Check("watch.directories", d => Observe(d, () => { Directory.CreateDirectory("d/sub"); Directory.Move("d/sub", "d/sub2"); Directory.Delete("d/sub2"); }, NotifyFilters.DirectoryName | NotifyFilters.FileName));
        s.Check("watch.filter", d => Observe(d, () => { File.WriteAllText("d/a.log", ""); File.WriteAllText("d/b.txt", ""); }, NotifyFilters.FileName, watcher => { watcher.Filters.Add("*.txt"); watcher.Filters.Add(Last); }));
        s.Check("watch.subdirectories", d => { Directory.CreateDirectory("d/e"); return Observe(d, () => { File.WriteAllText("d/e/f", "x"); File.Delete("d/e/f"); }, NotifyFilters.FileName, watcher => watcher.IncludeSubdirectories = true); });
        s.Check("watch.not-subdirectories", d => { Directory.CreateDirectory("d/e"); return Observe(d, () => File.WriteAllText("d/e/f", "x"), NotifyFilters.FileName); });
        s.Check("watch.missing", d => new FileSystemWatcher(Path.Combine(d, "missing")));
        s.Check("watch.wait-for-changed", d => { Directory.CreateDirectory("d"); using var watcher = new FileSystemWatcher("d"); Task<WaitForChangedResult> task = Task.Run(() => watcher.WaitForChanged(WatcherChangeTypes.Created, 30_000)); int i = 0; while (!task.IsCompleted) { File.WriteAllText($"d/f{i++}", ""); Thread.Sleep(5); } return (task.Result.TimedOut, task.Result.ChangeType, task.Result.Name!.StartsWith('f')); });
        s.Check("watch.wait-times-out", d => { Directory.CreateDirectory("d"); using var watcher = new FileSystemWatcher("d"); return watcher.WaitForChanged(WatcherChangeTypes.All, 50).TimedOut; });
        s.Check("watch.stop", d => { Directory.CreateDirectory("d"); int count = 0; using (var watcher = new FileSystemWatcher("d")) { watcher.Created += (_, _) => Interlocked.Increment(ref count); watcher.EnableRaisingEvents = true; watcher.EnableRaisingEvents = false; File.WriteAllText("d/f", "x"); } return count; });
        s.Check("watch.many", d => { Directory.CreateDirectory("d"); return Observe(d, () => { for (int i = 0; i < 300; i++) { File.WriteAllText($"d/f{i}", ""); } }, NotifyFilters.FileName).Count; });
    }

    // The events of an action, in order, up to a file that is made behind it.
    private static List<string> Observe(string root, Action action, NotifyFilters filters, Action<FileSystemWatcher>? configure = null)
    {
        string directory = Path.Combine(root, "d");
        Directory.CreateDirectory(directory);
        using var events = new BlockingCollection<string>();
        using var watcher = new FileSystemWatcher(directory) { NotifyFilter = filters | NotifyFilters.FileName };
        configure?.Invoke(watcher);
        watcher.Created += (_, e) => events.Add($"created {e.Name}");
        watcher.Deleted += (_, e) => events.Add($"deleted {e.Name}");
        watcher.Changed += (_, e) => events.Add($"changed {e.Name}");
        watcher.Renamed += (_, e) => events.Add($"renamed {e.OldName} {e.Name}");
        watcher.Error += (_, e) => events.Add($"error {e.GetException().Message}");
        watcher.EnableRaisingEvents = true;
        action();
        File.WriteAllText(Path.Combine(directory, Last), "");
        var seen = new List<string>();
        while (events.TryTake(out string? next, 30_000) && next != "created " + Last)
        {
            seen.Add(next);
        }

        return seen;
    }
}
