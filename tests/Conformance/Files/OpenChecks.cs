// Opening: every mode with every access, with a file there and without; what two openings allow each other.

namespace Conformance.Files;

/// <summary>FileMode, FileAccess, FileShare, FileOptions.</summary>
internal static class OpenChecks
{
    public static void Run(Scratch s)
    {
        foreach (FileMode mode in Enum.GetValues<FileMode>())
        {
            foreach (FileAccess access in Enum.GetValues<FileAccess>())
            {
                s.Check($"open.{mode}.{access}", _ =>
                {
                    File.WriteAllText("there", "12345");
                    return string.Join(' ', new[] { "there", "missing" }.Select(path => Scratch.Error(() => new FileStream(path, mode, access).Dispose()) + " " + Length(path)));
                });
            }
        }

        foreach (FileShare first in (FileShare[])[FileShare.None, FileShare.Read, FileShare.Write, FileShare.ReadWrite, FileShare.ReadWrite | FileShare.Delete])
        {
            s.Check($"share.{first}", _ =>
            {
                File.WriteAllText("a", "x");
                return string.Join(' ', from access in Enum.GetValues<FileAccess>() from share in (FileShare[])[FileShare.None, FileShare.Read, FileShare.ReadWrite] select Second(first, access, share));
            });
        }

        s.Check("share.message", _ => { using var first = new FileStream("a", FileMode.Create, FileAccess.Write, FileShare.None); return new FileStream("a", FileMode.Open, FileAccess.Read); });
        s.Check("share.ends-with-close", _ => { new FileStream("a", FileMode.Create, FileAccess.Write, FileShare.None).Dispose(); using var second = new FileStream("a", FileMode.Open, FileAccess.Read, FileShare.None); return "open"; });
        s.Check("share.delete-while-open", _ => { using var stream = new FileStream("a", FileMode.Create); stream.WriteByte(7); File.Delete("a"); stream.WriteByte(8); stream.Position = 0; return (File.Exists("a"), stream.ReadByte(), stream.ReadByte(), stream.Length); });
        s.Check("share.replace-while-open", _ => { File.WriteAllText("a", "old"); File.WriteAllText("b", "newer"); using var stream = File.OpenRead("a"); File.Move("b", "a", true); return (new StreamReader(stream).ReadToEnd(), File.ReadAllText("a")); });
        s.Check("options.delete-on-close", _ => { using (var stream = new FileStream("a", FileMode.Create, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose)) { stream.WriteByte(1); } return File.Exists("a"); });
        s.Check("options.all", _ => { using var stream = new FileStream("a", FileMode.Create, FileAccess.ReadWrite, FileShare.None, 4096, FileOptions.Asynchronous | FileOptions.SequentialScan | FileOptions.WriteThrough | FileOptions.RandomAccess); stream.WriteByte(1); stream.Flush(true); return (stream.IsAsync, stream.Length); });
        s.Check("options.preallocate", _ => { using var stream = new FileStream("a", new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.ReadWrite, PreallocationSize = 100_000 }); long length = stream.Length; stream.WriteByte(5); return (length, stream.Length); });
        s.Check("options.mode-bits", _ => { new FileStream("a", new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherExecute }).Dispose(); return File.GetUnixFileMode("a"); });
        s.Check("options.mode-bits-existing", _ => { File.WriteAllText("a", "x"); return Scratch.Error(() => new FileStream("a", new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Read, UnixCreateMode = UnixFileMode.UserRead }).Dispose()); });
        s.Check("open.errors", _ => { Directory.CreateDirectory("d"); return (Scratch.Error(() => File.OpenRead("d")), Scratch.Error(() => File.OpenWrite("d")), Scratch.Error(() => File.Create("d")), Scratch.Error(() => File.Create("d/")), Scratch.Error(() => File.Create("new/")), Scratch.Error(() => File.OpenRead("missing/../a")), Scratch.Error(() => new FileStream("a", FileMode.CreateNew, FileAccess.Read).Dispose())); });
        s.Check("open.from-handle", _ => { using Microsoft.Win32.SafeHandles.SafeFileHandle handle = File.OpenHandle("a", FileMode.Create, FileAccess.ReadWrite); using var stream = new FileStream(handle, FileAccess.ReadWrite, 1); stream.Write("abc"u8); return (stream.Position, stream.Length, stream.Name, stream.CanSeek); });
        s.Check("open.many", _ => { File.WriteAllText("a", "x"); FileStream[] all = [.. Enumerable.Range(0, 300).Select(_ => File.OpenRead("a"))]; int sum = all.Sum(f => f.ReadByte()); foreach (FileStream f in all) { f.Dispose(); } return sum; });
    }

    private static long Length(string path) => File.Exists(path) ? new FileInfo(path).Length : -1;

    private static string Second(FileShare share, FileAccess access, FileShare second)
    {
        using var first = new FileStream("a", FileMode.Open, FileAccess.ReadWrite, share);
        string write = Scratch.Error(() => new FileStream("a", FileMode.Open, access, second).Dispose());
        first.Dispose();
        using var reader = new FileStream("a", FileMode.Open, FileAccess.Read, share);
        return $"{access}/{second}: {write}, {Scratch.Error(() => new FileStream("a", FileMode.Open, access, second).Dispose())};";
    }
}
