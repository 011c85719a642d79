// The program's own content files, beside it.

namespace Conformance.Files;

/// <summary>What the build copied to the output.</summary>
internal static class ContentChecks
{
    public static void Run(Scratch s)
    {
        string home = AppContext.BaseDirectory;
        s.Check("content.file", _ => (File.ReadAllText(Path.Combine(home, "content.json")), File.GetUnixFileMode(Path.Combine(home, "content.json"))));
        s.Check("content.directory", _ => Directory.GetFiles(Path.Combine(home, "wwwroot"), "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(home, f)));
        s.Check("content.copy", _ => { File.Copy(Path.Combine(home, "wwwroot/css/site.css"), "c.css"); File.AppendAllText("c.css", "p {}"); return (File.ReadAllText("c.css").Length, new FileInfo(Path.Combine(home, "wwwroot/css/site.css")).Length); });
        s.Check("content.home", _ => (home == Path.GetDirectoryName(Environment.ProcessPath) + "/", Directory.Exists(home)));
        s.Check("content.map", _ => { using var m = System.IO.MemoryMappedFiles.MemoryMappedFile.CreateFromFile(Path.Combine(home, "content.json"), FileMode.Open, null, 0, System.IO.MemoryMappedFiles.MemoryMappedFileAccess.Read); using System.IO.MemoryMappedFiles.MemoryMappedViewAccessor v = m.CreateViewAccessor(0, 0, System.IO.MemoryMappedFiles.MemoryMappedFileAccess.Read); return (char)v.ReadByte(3); });
    }
}
