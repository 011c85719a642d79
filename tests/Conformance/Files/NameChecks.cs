// Paths as the kernel walks them: dots, slashes, lengths.

using System.Text;

namespace Conformance.Files;

/// <summary>Names and their limits.</summary>
internal static class NameChecks
{
    public static void Run(Scratch s)
    {
        s.Check("name.longest", _ => { string name = new('n', 255); File.WriteAllText(name, "x"); return (File.Exists(name), Directory.GetFiles(".").Single().Length); });
        s.Check("name.too-long", _ => { File.WriteAllText(new string('n', 256), "x"); return null; });
        s.Check("name.too-long-calls", _ => { string name = new('n', 256); return (Scratch.Error(() => File.ReadAllText(name)), Scratch.Error(() => Directory.CreateDirectory(name)), File.Exists(name), Scratch.Error(() => File.Delete(name)), Scratch.Error(() => File.CreateSymbolicLink(name, "x"))); });
        s.Check("name.too-long-in-bytes", _ => { string name = new('ä', 128); return (Scratch.Error(() => File.WriteAllText(name, "x")), Scratch.Error(() => File.WriteAllText(name[..127], "x"))); });
        s.Check("path.too-long", _ => { string path = "/" + string.Join('/', Enumerable.Repeat("directory", 500)); return (Scratch.Error(() => File.ReadAllText(path)), Scratch.Error(() => Directory.CreateDirectory(path)), File.Exists(path), Scratch.Error(() => Directory.GetFiles(path))); });
        s.Check("path.too-long-message", _ => { try { File.ReadAllText("/" + string.Join('/', Enumerable.Repeat("d", 2100))); } catch (PathTooLongException e) { return e.Message.Length > 2000; } return null; });
        s.Check("path.dots", _ => { Directory.CreateDirectory("a/b"); File.WriteAllText("a/f", "x"); return (File.ReadAllText("a/b/../f"), File.ReadAllText("./a/./f"), File.ReadAllText("a//f"), File.Exists("a/b/../../a/f")); });
        s.Check("path.above-root", _ => Directory.Exists("/../../tmp/.."));
        s.Check("path.trailing-slash", _ => { File.WriteAllText("f", "x"); Directory.CreateDirectory("d"); return (File.Exists("f/"), Directory.Exists("d/"), Scratch.Error(() => File.OpenRead("f/")), Scratch.Error(() => File.Move("f", "g/")), Scratch.Error(() => Directory.Move("d/", "e/")), Directory.Exists("e")); });
        s.Check("path.trailing-slash-delete", _ => { File.WriteAllText("f", "x"); Directory.CreateDirectory("d"); return (Scratch.Error(() => File.Delete("f/")), Scratch.Error(() => Directory.Delete("d/")), File.Exists("f"), Directory.Exists("d")); });
        s.Check("path.not-utf8-safe", _ => { File.WriteAllText("\ud800x", "lone surrogate"); return Directory.GetFiles(".").Select(f => Convert.ToHexString(Encoding.UTF8.GetBytes(Path.GetFileName(f)))).Single(); });
        s.Check("path.exists-matrix", _ => { Directory.CreateDirectory("d"); File.WriteAllText("f", ""); return string.Join(' ', new[] { "d", "d/", "d/.", "d/..", "f", "f/.", "f/..", "missing", "missing/..", ".", "..", "/", "//", "d//" }.Select(p => $"{(Path.Exists(p) ? 1 : 0)}{(File.Exists(p) ? 1 : 0)}{(Directory.Exists(p) ? 1 : 0)}")); });
        s.Check("path.rename-dots", _ => { Directory.CreateDirectory("d"); return (Scratch.Error(() => Directory.Move(".", "x")), Scratch.Error(() => Directory.Move("d", "..")), Scratch.Error(() => Directory.Delete(".")), Scratch.Error(() => Directory.Delete("d/.")), Directory.Exists("d")); });
    }
}
