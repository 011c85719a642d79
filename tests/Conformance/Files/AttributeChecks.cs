// Times, permissions, attributes.

namespace Conformance.Files;

/// <summary>What a file says of itself.</summary>
internal static class AttributeChecks
{
    private static readonly DateTime s_then = new(2001, 2, 3, 4, 5, 6, 789, DateTimeKind.Utc);

    public static void Run(Scratch s)
    {
        s.Check("time.set", _ => { File.WriteAllText("f", "x"); File.SetLastWriteTimeUtc("f", s_then); File.SetLastAccessTimeUtc("f", s_then.AddDays(1)); return (File.GetLastWriteTimeUtc("f").Ticks, File.GetLastAccessTimeUtc("f").Ticks, File.GetLastWriteTime("f").Kind); });
        s.Check("time.creation", _ => { File.WriteAllText("f", "x"); File.SetCreationTimeUtc("f", s_then); return (File.GetCreationTimeUtc("f").Ticks, File.GetLastWriteTimeUtc("f").Ticks); });
        s.Check("time.ticks", _ => { File.WriteAllText("f", "x"); File.SetLastWriteTimeUtc("f", new DateTime(s_then.Ticks + 1, DateTimeKind.Utc)); return File.GetLastWriteTimeUtc("f").Ticks - s_then.Ticks; });
        s.Check("time.before-1970", _ => { File.WriteAllText("f", "x"); File.SetLastWriteTimeUtc("f", new DateTime(1960, 1, 1, 0, 0, 0, 5, DateTimeKind.Utc)); return File.GetLastWriteTimeUtc("f").Ticks; });
        s.Check("time.is-now", _ => { DateTime before = DateTime.UtcNow.AddSeconds(-2); File.WriteAllText("f", "x"); DateTime written = File.GetLastWriteTimeUtc("f"); return written >= before && written <= DateTime.UtcNow.AddSeconds(2); });
        s.Check("time.write-moves-it", _ => { File.WriteAllText("f", "x"); File.SetLastWriteTimeUtc("f", s_then); File.AppendAllText("f", "y"); return File.GetLastWriteTimeUtc("f") > s_then.AddYears(1); });
        s.Check("time.read-leaves-it", _ => { File.WriteAllText("f", "x"); File.SetLastWriteTimeUtc("f", s_then); _ = File.ReadAllText("f"); return File.GetLastWriteTimeUtc("f") == s_then; });
        s.Check("time.directory-changes-with-names", _ => { Directory.CreateDirectory("d"); Directory.SetLastWriteTimeUtc("d", s_then); File.WriteAllText("d/f", "x"); bool made = Directory.GetLastWriteTimeUtc("d") > s_then; Directory.SetLastWriteTimeUtc("d", s_then); File.AppendAllText("d/f", "y"); bool written = Directory.GetLastWriteTimeUtc("d") > s_then; File.Delete("d/f"); return (made, written, Directory.GetLastWriteTimeUtc("d") > s_then); });
        s.Check("time.rename-leaves-it", _ => { File.WriteAllText("f", "x"); File.SetLastWriteTimeUtc("f", s_then); File.Move("f", "g"); return File.GetLastWriteTimeUtc("g") == s_then; });
        s.Check("time.missing", _ => (File.GetLastWriteTimeUtc("missing"), Scratch.Error(() => File.SetLastWriteTimeUtc("missing", s_then)), Directory.GetCreationTimeUtc("missing")));
        s.Check("time.handle", _ => { using Microsoft.Win32.SafeHandles.SafeFileHandle h = File.OpenHandle("f", FileMode.Create, FileAccess.Write); File.SetLastWriteTimeUtc(h, s_then); return File.GetLastWriteTimeUtc(h) == s_then; });
        s.Check("mode.default", _ => { File.WriteAllText("f", "x"); Directory.CreateDirectory("d"); return (File.GetUnixFileMode("f"), File.GetUnixFileMode("d")); });
        s.Check("mode.set", _ => { File.WriteAllText("f", "x"); return string.Join(' ', new[] { 0, 0x1FF, 0x124, 0xFFF, 0x40 }.Select(mode => { File.SetUnixFileMode("f", (UnixFileMode)mode); return (int)File.GetUnixFileMode("f") + "/" + File.GetAttributes("f"); })); });
        s.Check("mode.root-may-all", _ => { File.WriteAllText("f", "x"); File.SetUnixFileMode("f", UnixFileMode.None); File.AppendAllText("f", "y"); Directory.CreateDirectory("d"); File.SetUnixFileMode("d", UnixFileMode.None); File.WriteAllText("d/g", "z"); return (File.ReadAllText("f"), Directory.GetFiles("d").Length); });
        s.Check("mode.bad", _ => { File.WriteAllText("f", "x"); return (Scratch.Error(() => File.SetUnixFileMode("f", (UnixFileMode)0x1000)), Scratch.Error(() => File.SetUnixFileMode("missing", UnixFileMode.None)), Scratch.Error(() => File.GetUnixFileMode("missing"))); });
        s.Check("mode.handle", _ => { using Microsoft.Win32.SafeHandles.SafeFileHandle h = File.OpenHandle("f", FileMode.Create, FileAccess.Write); File.SetUnixFileMode(h, UnixFileMode.UserRead); return (File.GetUnixFileMode(h), File.GetUnixFileMode("f")); });
        s.Check("mode.write-clears-setuid", _ => { File.WriteAllText("f", "x"); File.SetUnixFileMode("f", UnixFileMode.SetUser | UnixFileMode.UserRead); return File.GetUnixFileMode("f"); });
        s.Check("attributes", _ => { File.WriteAllText("f", "x"); File.WriteAllText(".h", "x"); Directory.CreateDirectory("d"); return (File.GetAttributes("f"), File.GetAttributes(".h"), File.GetAttributes("d"), Scratch.Error(() => File.GetAttributes("missing"))); });
        s.Check("attributes.set", _ => { File.WriteAllText("f", "x"); File.SetAttributes("f", FileAttributes.ReadOnly); FileAttributes first = File.GetAttributes("f"); File.SetAttributes("f", FileAttributes.Normal); return (first, File.GetAttributes("f"), Scratch.Error(() => File.SetAttributes("f", FileAttributes.Hidden)), File.GetAttributes("f")); });
        s.Check("drive", d => { var drive = new DriveInfo(d); return (drive.IsReady, drive.TotalSize > 0, drive.TotalFreeSpace >= drive.AvailableFreeSpace, drive.TotalSize >= drive.TotalFreeSpace, drive.DriveFormat.Length > 0, DriveInfo.GetDrives().Any(x => x.Name == "/"), DriveInfo.GetDrives().Any(x => x.Name == "/proc" && x.DriveFormat == "proc" && x.DriveType == DriveType.Ram)); });
        s.Check("drive.missing", _ => { var drive = new DriveInfo("/missing"); return (drive.IsReady, Scratch.Error(() => drive.TotalSize.GetHashCode()), drive.DriveType); });
        s.Check("drive.root", _ => (new DriveInfo("/").RootDirectory.FullName, new DriveInfo("/").VolumeLabel));
    }
}
