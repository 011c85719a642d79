// System.IO.File: whole files at once.

using System.Text;

namespace Conformance.Files;

/// <summary>File.</summary>
internal static class FileChecks
{
    public static void Run(Scratch s)
    {
        s.Check("file.text", _ => { File.WriteAllText("a", "héllo\n"); return (File.ReadAllText("a"), new FileInfo("a").Length, File.Exists("a")); });
        s.Check("file.bytes", _ => { File.WriteAllBytes("a", [1, 2, 3]); return File.ReadAllBytes("a"); });
        s.Check("file.lines", _ => { File.WriteAllLines("a", ["x", "", "z"]); return (File.ReadAllLines("a"), File.ReadLines("a").Count(), new FileInfo("a").Length); });
        s.Check("file.encodings", _ => { File.WriteAllText("a", "ä€😀", Encoding.UTF8); long utf8 = new FileInfo("a").Length; File.WriteAllText("a", "ä€😀", Encoding.Unicode); return (utf8, new FileInfo("a").Length, File.ReadAllText("a")); });
        s.Check("file.append", _ => { File.AppendAllText("a", "1"); File.AppendAllText("a", "2"); File.AppendAllLines("a", ["3"]); File.AppendAllBytes("a", [52]); return File.ReadAllText("a"); });
        s.Check("file.overwrite-shorter", _ => { File.WriteAllText("a", "long text"); File.WriteAllText("a", "x"); return File.ReadAllText("a"); });
        s.Check("file.empty", _ => { File.WriteAllText("a", ""); return (File.ReadAllText("a").Length, File.ReadAllBytes("a").Length, File.ReadAllLines("a").Length); });
        s.Check("file.missing", _ => File.ReadAllText("missing"));
        s.Check("file.missing-directory", _ => File.ReadAllText("missing/a"));
        s.Check("file.write-missing-directory", _ => { File.WriteAllText("missing/a", "x"); return null; });
        s.Check("file.through-a-file", _ => { File.WriteAllText("a", "x"); return (Scratch.Error(() => File.ReadAllText("a/b")), Scratch.Error(() => File.WriteAllText("a/b", "x")), File.Exists("a/b"), File.Exists("a/")); });
        s.Check("file.a-directory", _ => { Directory.CreateDirectory("d"); return (Scratch.Error(() => File.ReadAllText("d")), Scratch.Error(() => File.WriteAllText("d", "x")), Scratch.Error(() => File.Delete("d")), File.Exists("d")); });
        s.Check("file.directory-message", _ => { Directory.CreateDirectory("d"); return File.ReadAllText("d"); });
        s.Check("file.bad-arguments", _ => (Scratch.Error(() => File.ReadAllText("")), Scratch.Error(() => File.ReadAllText(null!)), Scratch.Error(() => File.ReadAllText("a\0b")), File.Exists(null), File.Exists("")));
        s.Check("file.delete", _ => { File.WriteAllText("a", "x"); File.Delete("a"); File.Delete("a"); return (File.Exists("a"), Scratch.Error(() => File.Delete("missing/a"))); });
        s.Check("file.copy", _ => { File.WriteAllText("a", new string('x', 100_000)); File.Copy("a", "b"); return (File.ReadAllText("b").Length, File.GetLastWriteTimeUtc("a") == File.GetLastWriteTimeUtc("b"), Scratch.Error(() => File.Copy("a", "b"))); });
        s.Check("file.copy-over", _ => { File.WriteAllText("a", "new"); File.WriteAllText("b", "old and longer"); File.Copy("a", "b", true); return File.ReadAllText("b"); });
        s.Check("file.copy-errors", _ => { File.WriteAllText("a", "x"); Directory.CreateDirectory("d"); return (Scratch.Error(() => File.Copy("missing", "b")), Scratch.Error(() => File.Copy("d", "b")), Scratch.Error(() => File.Copy("a", "d", true)), Scratch.Error(() => File.Copy("a", "a", true)), File.ReadAllText("a")); });
        s.Check("file.copy-keeps-mode", _ => { File.WriteAllText("a", "x"); File.SetUnixFileMode("a", UnixFileMode.UserRead | UnixFileMode.GroupExecute); File.Copy("a", "b"); return File.GetUnixFileMode("b"); });
        s.Check("file.move", _ => { File.WriteAllText("a", "x"); File.Move("a", "b"); return (File.Exists("a"), File.ReadAllText("b")); });
        s.Check("file.move-errors", _ => { File.WriteAllText("a", "x"); File.WriteAllText("b", "y"); Directory.CreateDirectory("d"); return (Scratch.Error(() => File.Move("a", "b")), Scratch.Error(() => File.Move("missing", "c")), Scratch.Error(() => File.Move("a", "missing/c")), Scratch.Error(() => File.Move("a", "d", true)), Scratch.Error(() => File.Move("d", "e"))); });
        s.Check("file.move-over", _ => { File.WriteAllText("a", "x"); File.WriteAllText("b", "yy"); File.Move("a", "b", true); File.Move("b", "b"); return (File.Exists("a"), File.ReadAllText("b")); });
        s.Check("file.replace", _ => { File.WriteAllText("a", "new"); File.WriteAllText("b", "old"); File.Replace("a", "b", "backup"); return (File.ReadAllText("b"), File.ReadAllText("backup"), File.Exists("a")); });
        s.Check("file.replace-errors", _ => { File.WriteAllText("a", "new"); return (Scratch.Error(() => File.Replace("a", "missing", null)), Scratch.Error(() => File.Replace("missing", "a", null)), File.Exists("a")); });
        s.Check("file.case", _ => { File.WriteAllText("A", "1"); File.WriteAllText("a", "2"); return (File.ReadAllText("A"), File.ReadAllText("a")); });
        s.Check("file.odd-names", d => { foreach (string name in (string[])["ä ö", "a\nb", "-x", "*", "a\\b", "…", " ", "~"]) { File.WriteAllText(name, name); } return Directory.GetFiles(d).Select(f => Path.GetFileName(f) + File.ReadAllText(f)).Order(StringComparer.Ordinal); });
        s.Check("file.info", _ => { File.WriteAllText("a", "12345"); var info = new FileInfo("a"); long length = info.Length; File.AppendAllText("a", "6"); info.Refresh(); return (length, info.Length, info.Name, info.Extension, info.IsReadOnly, info.Exists, info.DirectoryName); });
        s.Check("file.info-missing", _ => { var info = new FileInfo("missing"); return (info.Exists, Scratch.Error(() => info.Length.GetHashCode()), (int)info.Attributes, info.LastWriteTimeUtc); });
        s.Check("file.read-only", _ => { File.WriteAllText("a", "x"); new FileInfo("a").IsReadOnly = true; return (File.GetAttributes("a"), File.GetUnixFileMode("a"), Scratch.Error(() => File.WriteAllText("a", "y")), Scratch.Error(() => File.Delete("a"))); });
        s.Check("file.encrypt", _ => { File.WriteAllText("a", "x"); File.Encrypt("a"); return null; });
        s.CheckAsync("file.async", async _ => { await File.WriteAllTextAsync("a", "one\ntwo\n"); await File.AppendAllLinesAsync("a", ["three"]); string[] lines = await File.ReadAllLinesAsync("a"); await File.WriteAllBytesAsync("b", [9, 8]); return (lines.Length, (await File.ReadAllTextAsync("a")).Length, (await File.ReadAllBytesAsync("b"))[1]); });
        s.CheckAsync("file.read-lines-async", async _ => { await File.WriteAllLinesAsync("a", Enumerable.Range(0, 1000).Select(i => i.ToString())); int count = 0; await foreach (string line in File.ReadLinesAsync("a")) { count += line.Length; } return count; });
        s.CheckAsync("file.async-missing", async _ => await File.ReadAllTextAsync("missing"));
        s.CheckAsync("file.async-cancelled", async _ => { using var source = new CancellationTokenSource(); source.Cancel(); await File.WriteAllTextAsync("a", "x", source.Token); return null; });
        s.Check("file.large", _ => { byte[] data = new byte[3_000_000]; new Random(1).NextBytes(data); File.WriteAllBytes("a", data); return File.ReadAllBytes("a").AsSpan().SequenceEqual(data); });
        s.Check("file.many", d => { for (int i = 0; i < 500; i++) { File.WriteAllText($"f{i}", $"{i}"); } int sum = Directory.EnumerateFiles(d).Sum(f => int.Parse(File.ReadAllText(f))); for (int i = 0; i < 500; i += 2) { File.Delete($"f{i}"); } return (sum, Directory.GetFiles(d).Length); });
        s.Check("file.temporary-name", _ => { string name = Path.GetTempFileName(); try { return (Path.GetDirectoryName(name), Path.GetExtension(name), new FileInfo(name).Length, File.GetUnixFileMode(name), Path.GetFileName(name).Length); } finally { File.Delete(name); } });
        s.Check("file.open-handle", _ => { File.WriteAllText("a", "0123456789"); using Microsoft.Win32.SafeHandles.SafeFileHandle handle = File.OpenHandle("a", FileMode.Open, FileAccess.ReadWrite); byte[] buffer = new byte[4]; int read = RandomAccess.Read(handle, buffer, 3); RandomAccess.Write(handle, "ab"u8, 8); RandomAccess.SetLength(handle, 9); return (read, Encoding.ASCII.GetString(buffer), RandomAccess.GetLength(handle), RandomAccess.Read(handle, buffer, 100), handle.IsAsync); });
        s.Check("file.scatter-gather", _ => { using Microsoft.Win32.SafeHandles.SafeFileHandle handle = File.OpenHandle("a", FileMode.Create, FileAccess.ReadWrite); RandomAccess.Write(handle, [(ReadOnlyMemory<byte>)new byte[] { 1, 2 }, new byte[] { 3 }, Array.Empty<byte>(), new byte[] { 4, 5, 6 }], 1); byte[] a = new byte[3], b = new byte[10]; long read = RandomAccess.Read(handle, [(Memory<byte>)a, b], 0); RandomAccess.FlushToDisk(handle); return (read, string.Join(',', a), string.Join(',', b)); });
    }
}
