// Symbolic links and hard ones.

namespace Conformance.Files;

/// <summary>Links.</summary>
internal static class LinkChecks
{
    public static void Run(Scratch s)
    {
        s.Check("link.read-through", _ => { File.WriteAllText("f", "x"); FileSystemInfo link = File.CreateSymbolicLink("l", "f"); return (File.ReadAllText("l"), link.LinkTarget, new FileInfo("l").LinkTarget, new FileInfo("l").Length, File.GetAttributes("l"), new FileInfo("f").LinkTarget); });
        s.Check("link.write-through", _ => { File.CreateSymbolicLink("l", "f"); File.WriteAllText("l", "made"); return (File.ReadAllText("f"), new FileInfo("l").LinkTarget); });
        s.Check("link.dangling", _ => { File.CreateSymbolicLink("l", "missing/x"); return (File.Exists("l"), Path.Exists("l"), new FileInfo("l").Exists, Scratch.Error(() => File.ReadAllText("l")), Scratch.Error(() => File.WriteAllText("l", "x")), File.ResolveLinkTarget("l", false)!.FullName, Directory.GetFiles(".").Length); });
        s.Check("link.to-directory", _ => { Directory.CreateDirectory("d/e"); Directory.CreateSymbolicLink("l", "d"); return (Directory.Exists("l"), Directory.GetDirectories("l").Single(), File.Exists("l"), new DirectoryInfo("l").LinkTarget, File.GetAttributes("l")); });
        s.Check("link.delete", _ => { File.WriteAllText("f", "x"); Directory.CreateDirectory("d"); File.CreateSymbolicLink("l", "f"); Directory.CreateSymbolicLink("m", "d"); File.Delete("l"); Directory.Delete("m"); return (File.Exists("f"), Directory.Exists("d"), Path.Exists("l"), Path.Exists("m")); });
        s.Check("link.loop", _ => { File.CreateSymbolicLink("a", "b"); File.CreateSymbolicLink("b", "a"); return (File.Exists("a"), Scratch.Error(() => File.ReadAllText("a")), Scratch.Error(() => File.WriteAllText("a", "x")), Scratch.Error(() => File.ResolveLinkTarget("a", true))); });
        s.Check("link.loop-message", _ => { File.CreateSymbolicLink("a", "a"); return File.ReadAllText("a"); });
        s.Check("link.chain", _ => { File.WriteAllText("f", "end"); string last = "f"; for (int i = 0; i < 30; i++) { File.CreateSymbolicLink($"l{i}", last); last = $"l{i}"; } return (File.ReadAllText(last), File.ResolveLinkTarget(last, true)!.Name, File.ResolveLinkTarget(last, false)!.Name); });
        s.Check("link.chain-too-long", _ => { File.WriteAllText("f", "end"); string last = "f"; for (int i = 0; i < 45; i++) { File.CreateSymbolicLink($"l{i}", last); last = $"l{i}"; } return (Scratch.Error(() => File.ReadAllText(last)), Scratch.Error(() => File.ResolveLinkTarget(last, true))); });
        s.Check("link.relative-and-dots", _ => { Directory.CreateDirectory("a/b"); File.WriteAllText("f", "up"); File.CreateSymbolicLink("a/b/l", "../../f"); Directory.CreateSymbolicLink("a/up", ".."); return (File.ReadAllText("a/b/l"), File.ReadAllText("a/up/f"), File.ReadAllText("a/b/../up/a/b/l")); });
        s.Check("link.absolute", d => { File.WriteAllText("f", "abs"); File.CreateSymbolicLink("l", Path.Combine(d, "f")); return (File.ReadAllText("l"), File.ResolveLinkTarget("l", false)!.FullName); });
        s.Check("link.errors", _ => { File.WriteAllText("f", "x"); return (Scratch.Error(() => File.CreateSymbolicLink("f", "x")), Scratch.Error(() => File.CreateSymbolicLink("missing/l", "x")), Scratch.Error(() => File.CreateSymbolicLink("l", "")), Scratch.Error(() => File.ResolveLinkTarget("missing", false)), File.ResolveLinkTarget("f", false)); });
        s.Check("link.exists-message", _ => { File.WriteAllText("f", "x"); return File.CreateSymbolicLink("f", "y"); });
        s.Check("link.move", _ => { File.WriteAllText("f", "x"); File.CreateSymbolicLink("l", "f"); File.Move("l", "m"); return (new FileInfo("m").LinkTarget, File.Exists("f"), Path.Exists("l")); });
        s.Check("link.copy-follows", _ => { File.WriteAllText("f", "x"); File.CreateSymbolicLink("l", "f"); File.Copy("l", "c"); return (new FileInfo("c").LinkTarget, File.ReadAllText("c")); });
        s.Check("link.replace-by-rename", _ => { File.WriteAllText("f", "x"); File.WriteAllText("g", "y"); File.CreateSymbolicLink("l", "f"); File.Move("g", "l", true); return (new FileInfo("l").LinkTarget, File.ReadAllText("l"), File.ReadAllText("f")); });
        s.Check("link.times-are-its-own", _ => { File.WriteAllText("f", "x"); File.CreateSymbolicLink("l", "f"); var then = new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc); File.SetLastWriteTimeUtc("l", then); return (File.GetLastWriteTimeUtc("l") == then, File.GetLastWriteTimeUtc("f") == then); });
        s.Check("link.mode-is-the-targets", _ => { File.WriteAllText("f", "x"); File.CreateSymbolicLink("l", "f"); File.SetUnixFileMode("l", UnixFileMode.UserRead); return (File.GetUnixFileMode("f"), File.GetUnixFileMode("l")); });
        s.Check("link.recursion", d => { Directory.CreateDirectory("a/b"); File.WriteAllText("a/f", ""); Directory.CreateSymbolicLink("a/b/loop", d); return Directory.GetFiles(d, "*", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 6 }).Length; });
        s.Check("link.create-through-directory-link", _ => { Directory.CreateDirectory("d"); Directory.CreateSymbolicLink("l", "d"); File.WriteAllText("l/f", "x"); Directory.CreateDirectory("l/e"); return (File.Exists("d/f"), Directory.Exists("d/e")); });
        s.Check("link.hard", _ => { File.WriteAllText("f", "x"); FileSystemInfo made = HardLink("f", "h"); File.AppendAllText("h", "y"); File.Delete("f"); return (File.ReadAllText("h"), made.LinkTarget); });
    }

    // File.Move without a target of that name links and unlinks on Unix; a hard link stays when the target is another name.
    private static FileInfo HardLink(string from, string to)
    {
        _ = Native.Link(from, to);
        return new FileInfo(to);
    }

    private static class Native
    {
        [System.Runtime.InteropServices.DllImport("libSystem.Native", EntryPoint = "SystemNative_Link", CharSet = System.Runtime.InteropServices.CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
        private static extern int LinkFile(byte[] source, byte[] target);

        internal static int Link(string source, string target) => LinkFile(System.Text.Encoding.UTF8.GetBytes(source + "\0"), System.Text.Encoding.UTF8.GetBytes(target + "\0"));
    }
}
