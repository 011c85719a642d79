// The devices of /dev.

namespace Conformance.Files;

/// <summary>Devices.</summary>
internal static class DeviceChecks
{
    public static void Run(Scratch s)
    {
        s.Check("device.null", _ => { File.WriteAllText("/dev/null", "gone"); using FileStream f = new("/dev/null", FileMode.Open, FileAccess.ReadWrite); f.Write(new byte[1000]); return (f.ReadByte(), f.Length, f.CanSeek, File.ReadAllText("/dev/null").Length, File.Exists("/dev/null")); });
        s.Check("device.zero", _ => { using FileStream f = File.OpenRead("/dev/zero"); byte[] buffer = [1, 2, 3, 4]; return (f.Read(buffer), buffer.Sum(b => b)); });
        s.Check("device.full", _ => { using FileStream f = new("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 0); f.WriteByte(1); return null; });
        s.Check("device.full-text", _ => { File.WriteAllText("/dev/full", "x"); return null; });
        s.Check("device.full-read", _ => { using FileStream f = File.OpenRead("/dev/full"); return f.ReadByte(); });
        foreach (string name in (string[])["random", "urandom"])
        {
            s.Check($"device.{name}", _ => { using FileStream f = new("/dev/" + name, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 0); byte[] a = new byte[64], b = new byte[64]; f.ReadExactly(a); f.ReadExactly(b); return (a.SequenceEqual(b), a.Distinct().Count() > 20); });
        }

        s.Check("device.attributes", _ => (File.GetAttributes("/dev/null"), File.GetUnixFileMode("/dev/null"), new FileInfo("/dev/null").Length, Directory.Exists("/dev"), Directory.Exists("/dev/shm")));
        s.Check("device.shared-memory", _ => { string name = "/dev/shm/conformance" + Environment.ProcessId; File.WriteAllText(name, "x"); try { return (File.ReadAllText(name), new DriveInfo("/dev/shm").DriveFormat); } finally { File.Delete(name); } });
        s.Check("device.move-between-volumes", _ => { string other = "/dev/shm/conformance" + Environment.ProcessId; File.WriteAllText("f", "x"); File.Move("f", other); try { return (File.Exists("f"), File.ReadAllText(other)); } finally { File.Delete(other); } });
        s.Check("device.lock", _ => { using FileStream f = new("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.None); return Scratch.Error(() => new FileStream("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose()); });
        s.Check("device.copy", _ => { File.Copy("/dev/null", "g"); return (new FileInfo("g").Length, File.GetUnixFileMode("g")); });
    }
}
