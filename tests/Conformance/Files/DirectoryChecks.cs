// Directory, DirectoryInfo and enumeration.

using System.IO.Enumeration;

namespace Conformance.Files;

/// <summary>Directories.</summary>
internal static class DirectoryChecks
{
    public static void Run(Scratch s)
    {
        s.Check("directory.create", _ => { DirectoryInfo made = Directory.CreateDirectory("a/b/c"); Directory.CreateDirectory("a/b"); return (made.FullName, Directory.Exists("a/b/c"), Directory.Exists("a/b/c/"), File.Exists("a"), Directory.GetParent("a/b")!.Name); });
        s.Check("directory.create-errors", _ => { File.WriteAllText("f", "x"); return (Scratch.Error(() => Directory.CreateDirectory("f")), Scratch.Error(() => Directory.CreateDirectory("f/d")), Scratch.Error(() => Directory.CreateDirectory("")), Directory.Exists("f")); });
        s.Check("directory.create-message", _ => { File.WriteAllText("f", "x"); return Directory.CreateDirectory("f/d"); });
        s.Check("directory.delete", _ => { Directory.CreateDirectory("a"); Directory.Delete("a"); return (Directory.Exists("a"), Scratch.Error(() => Directory.Delete("a"))); });
        s.Check("directory.delete-errors", _ => { Directory.CreateDirectory("a/b"); File.WriteAllText("f", "x"); return (Scratch.Error(() => Directory.Delete("a")), Scratch.Error(() => Directory.Delete("f")), Scratch.Error(() => Directory.Delete("f/g")), Scratch.Error(() => Directory.Delete("missing/x"))); });
        s.Check("directory.delete-full-message", _ => { Directory.CreateDirectory("a/b"); Directory.Delete("a"); return null; });
        s.Check("directory.delete-tree", _ => { for (int i = 0; i < 5; i++) { Directory.CreateDirectory($"a/{i}/x"); File.WriteAllText($"a/{i}/f", "x"); } File.CreateSymbolicLink("a/link", "/"); Directory.Delete("a", true); return (Directory.Exists("a"), Directory.Exists("/tmp")); });
        s.Check("directory.move", _ => { Directory.CreateDirectory("a/b"); File.WriteAllText("a/b/f", "x"); Directory.Move("a", "c"); return (Directory.Exists("a"), File.ReadAllText("c/b/f")); });
        s.Check("directory.move-errors", _ => { Directory.CreateDirectory("a/b"); Directory.CreateDirectory("c"); File.WriteAllText("f", "x"); return (Scratch.Error(() => Directory.Move("a", "c")), Scratch.Error(() => Directory.Move("a", "a/b/c")), Scratch.Error(() => Directory.Move("missing", "x")), Scratch.Error(() => Directory.Move("a", "f")), Scratch.Error(() => Directory.Move("a", "a")), Scratch.Error(() => Directory.Move("f", "g")), File.Exists("g")); });
        s.Check("directory.current", d => { Directory.CreateDirectory("a"); Directory.SetCurrentDirectory("a"); File.WriteAllText("f", "x"); return (Directory.GetCurrentDirectory(), Path.GetFullPath(".."), File.Exists(Path.Combine(d, "a/f")), Scratch.Error(() => Directory.SetCurrentDirectory("missing")), Scratch.Error(() => Directory.SetCurrentDirectory("f")), Environment.CurrentDirectory); });
        s.Check("directory.current-deleted", _ => { Directory.CreateDirectory("a"); Directory.SetCurrentDirectory("a"); Directory.Delete("../a"); return (Scratch.Error(() => File.WriteAllText("f", "x")), Scratch.Error(() => Directory.GetCurrentDirectory())); });
        s.Check("directory.enumerate", d => { Fill(); return (Names(Directory.GetFiles(d)), Names(Directory.GetDirectories(d)), Names(Directory.GetFileSystemEntries(d))); });
        foreach (string pattern in (string[])["*", "*.txt", "a*", "?.txt", "*.t?t", "a.txt", "", "*.", "**", "x/y"])
        {
            s.Check($"directory.pattern.{pattern}", d => { Fill(); return Names(Directory.GetFileSystemEntries(d, pattern)); });
        }

        s.Check("directory.recursive", d => { Fill(); return Directory.GetFiles(d, "*.txt", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(d, f)).Order(StringComparer.Ordinal); });
        s.Check("directory.options", d => { Fill(); File.WriteAllText(".hidden", ""); return (Names(Directory.GetFiles(d, "*", new EnumerationOptions())), Names(Directory.GetFiles(d, "*", new EnumerationOptions { AttributesToSkip = 0 })), Names(Directory.GetFiles(d, "*", new EnumerationOptions { MatchCasing = MatchCasing.CaseInsensitive, MatchType = MatchType.Win32 })), Directory.GetFileSystemEntries(d, "*", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 }).Length, Directory.GetFileSystemEntries(d, "*", new EnumerationOptions { ReturnSpecialDirectories = true }).Select(Path.GetFileName).Count(n => n is "." or "..")); });
        s.Check("directory.enumerate-errors", _ => { File.WriteAllText("f", "x"); return (Scratch.Error(() => Directory.GetFiles("missing")), Scratch.Error(() => Directory.GetFiles("f")), Scratch.Error(() => Directory.GetFiles("")), Directory.GetFiles(".").Length); });
        s.Check("directory.enumerate-missing-message", _ => Directory.GetFiles("missing"));
        s.Check("directory.enumerate-while-deleting", d => { for (int i = 0; i < 50; i++) { File.WriteAllText($"f{i}", ""); } int count = 0; foreach (string f in Directory.EnumerateFiles(d)) { File.Delete(f); count++; } return (count, Directory.GetFiles(d).Length); });
        s.Check("directory.info", d => { Fill(); var info = new DirectoryInfo(d); return (Names(info.GetFiles().Select(f => f.Name)), info.EnumerateDirectories().Count(), info.GetFileSystemInfos("a*").Sum(i => i.Name.Length), info.Exists, info.Attributes, info.CreateSubdirectory("sub/x").Parent!.Name); });
        s.Check("directory.info-lengths", d => { File.WriteAllText("a", "123"); File.WriteAllText("b", "12345"); return new DirectoryInfo(d).EnumerateFiles().OrderBy(f => f.Name).Select(f => f.Length); });
        s.Check("directory.custom-enumeration", d => { Fill(); return new FileSystemEnumerable<(string, bool, long)>(d, (ref FileSystemEntry e) => (e.FileName.ToString(), e.IsDirectory, e.IsDirectory ? 0 : e.Length)).OrderBy(e => e.Item1, StringComparer.Ordinal).Select(e => e.ToString()); });
        s.Check("directory.temporary", _ => { DirectoryInfo made = Directory.CreateTempSubdirectory("pre"); try { return (made.Parent!.FullName, made.Name[..3], made.Name.Length, made.UnixFileMode); } finally { made.Delete(); } });
        s.Check("directory.mode", _ => { Directory.CreateDirectory("a", UnixFileMode.UserRead | UnixFileMode.UserExecute); Directory.CreateDirectory("b"); return (File.GetUnixFileMode("a"), File.GetUnixFileMode("b")); });
        s.Check("directory.root", _ => (Directory.Exists("/"), Directory.GetDirectoryRoot("x"), Directory.GetParent("/"), new DirectoryInfo("/").Name, Scratch.Error(() => Directory.Delete("/")), Directory.GetLogicalDrives().Contains("/")));
        s.Check("directory.deep", d => { string path = d; for (int i = 0; i < 60; i++) { path = Path.Combine(path, "level" + i); } Directory.CreateDirectory(path); File.WriteAllText(Path.Combine(path, "f"), "deep"); return (File.ReadAllText(Path.Combine(path, "f")), Directory.GetDirectories(d, "*", SearchOption.AllDirectories).Length); });
        s.Check("directory.tree-move-into-self", _ => { Directory.CreateDirectory("a/b/c"); return (Scratch.Error(() => Directory.Move("a/b", "a/b/c/d")), Directory.Exists("a/b/c")); });
    }

    private static void Fill()
    {
        foreach (string name in (string[])["a.txt", "b.txt", "c.md", "noext", "A.TXT", "abc.txt2"])
        {
            File.WriteAllText(name, name);
        }

        Directory.CreateDirectory("adir/inner");
        File.WriteAllText("adir/d.txt", "d");
        File.WriteAllText("adir/inner/e.txt", "e");
    }

    private static string Names(IEnumerable<string> paths) => string.Join('|', paths.Select(Path.GetFileName).Order(StringComparer.Ordinal));
}
