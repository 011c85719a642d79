// Memory-mapped files.

using System.IO.MemoryMappedFiles;

namespace Conformance.Files;

/// <summary>MemoryMappedFile.</summary>
internal static class MappingChecks
{
    public static void Run(Scratch s)
    {
        s.Check("map.file", _ => { File.WriteAllBytes("f", new byte[10_000]); using (var m = MemoryMappedFile.CreateFromFile("f")) using (MemoryMappedViewAccessor v = m.CreateViewAccessor()) { v.Write(5000, 0x11223344); v.Flush(); } return (BitConverter.ToInt32(File.ReadAllBytes("f"), 5000), new FileInfo("f").Length); });
        s.Check("map.capacity", _ => { File.WriteAllBytes("f", new byte[100]); using (var m = MemoryMappedFile.CreateFromFile("f")) using (MemoryMappedViewAccessor v = m.CreateViewAccessor()) { return (v.Capacity, Scratch.Error(() => v.Write(4096, 1)), Scratch.Error(() => v.ReadInt64(4090))); } });
        s.Check("map.grows-file", _ => { File.WriteAllBytes("f", [1, 2]); using (var m = MemoryMappedFile.CreateFromFile("f", FileMode.Open, null, 9000)) using (MemoryMappedViewAccessor v = m.CreateViewAccessor()) { v.Write(8999, (byte)7); } byte[] all = File.ReadAllBytes("f"); return (all.Length, all[0], all[8999]); });
        s.Check("map.write-shows-in-file", _ => { File.WriteAllBytes("f", new byte[4096]); using FileStream stream = new("f", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, 0); using var m = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, true); using MemoryMappedViewAccessor v = m.CreateViewAccessor(); v.Write(10, (byte)5); stream.Position = 10; int read = stream.ReadByte(); stream.Position = 20; stream.WriteByte(6); return (read, v.ReadByte(20)); });
        s.Check("map.two-views", _ => { File.WriteAllBytes("f", new byte[20_000]); using var m = MemoryMappedFile.CreateFromFile("f"); using MemoryMappedViewAccessor a = m.CreateViewAccessor(0, 20_000); using MemoryMappedViewAccessor b = m.CreateViewAccessor(8192, 4096); a.Write(8200, 77); return (b.ReadInt32(8), b.PointerOffset, b.Capacity); });
        s.Check("map.offset", _ => { File.WriteAllBytes("f", [.. Enumerable.Range(0, 10_000).Select(i => (byte)i)]); using var m = MemoryMappedFile.CreateFromFile("f"); using MemoryMappedViewAccessor v = m.CreateViewAccessor(4100, 10); return (v.ReadByte(0), v.PointerOffset, v.Capacity); });
        s.Check("map.copy-on-write", _ => { File.WriteAllBytes("f", new byte[100]); using (var m = MemoryMappedFile.CreateFromFile("f", FileMode.Open, null, 0, MemoryMappedFileAccess.CopyOnWrite)) using (MemoryMappedViewAccessor v = m.CreateViewAccessor(0, 0, MemoryMappedFileAccess.CopyOnWrite)) { v.Write(0, (byte)9); return (v.ReadByte(0), File.ReadAllBytes("f")[0]); } });
        s.Check("map.read-only", _ => { File.WriteAllBytes("f", [3, 4]); using var m = MemoryMappedFile.CreateFromFile("f", FileMode.Open, null, 0, MemoryMappedFileAccess.Read); using MemoryMappedViewAccessor v = m.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read); return (v.ReadByte(1), v.CanWrite, Scratch.Error(() => v.Write(0, (byte)1)), Scratch.Error(() => m.CreateViewAccessor())); });
        s.Check("map.anonymous", _ => { using var m = MemoryMappedFile.CreateNew(null, 10_000); using MemoryMappedViewStream stream = m.CreateViewStream(); stream.Write("hello"u8); stream.Position = 0; using MemoryMappedViewAccessor v = m.CreateViewAccessor(); return (stream.ReadByte(), v.ReadByte(4), stream.Length); });
        s.Check("map.named", _ => MemoryMappedFile.CreateNew("name", 100));
        s.Check("map.named-open", _ => (Scratch.Error(() => MemoryMappedFile.OpenExisting("name")), Scratch.Error(() => MemoryMappedFile.CreateOrOpen("name", 100))));
        s.Check("map.empty", _ => { File.WriteAllBytes("f", []); return MemoryMappedFile.CreateFromFile("f"); });
        s.Check("map.errors", _ => { File.WriteAllBytes("f", new byte[10]); return (Scratch.Error(() => MemoryMappedFile.CreateFromFile("missing")), Scratch.Error(() => MemoryMappedFile.CreateFromFile("f", FileMode.Open, null, 5)), Scratch.Error(() => MemoryMappedFile.CreateFromFile("f", FileMode.Append)), Scratch.Error(() => MemoryMappedFile.CreateNew(null, -1))); });
        s.Check("map.view-beyond", _ => { File.WriteAllBytes("f", new byte[10]); using var m = MemoryMappedFile.CreateFromFile("f"); return (Scratch.Error(() => m.CreateViewAccessor(20, 1)), Scratch.Error(() => m.CreateViewAccessor(0, 20)), Scratch.Error(() => m.CreateViewAccessor(0, 5).Dispose())); });
        s.Check("map.outlives-delete", _ => { File.WriteAllBytes("f", [1, 2, 3]); using var m = MemoryMappedFile.CreateFromFile("f"); using MemoryMappedViewAccessor v = m.CreateViewAccessor(); File.Delete("f"); v.Write(1, (byte)9); return (v.ReadByte(0), v.ReadByte(1)); });
        s.Check("map.again-and-again", _ => { long sum = 0; for (int i = 0; i < 50; i++) { File.WriteAllBytes("f", [.. Enumerable.Repeat((byte)i, 5000)]); using var m = MemoryMappedFile.CreateFromFile("f"); using MemoryMappedViewAccessor v = m.CreateViewAccessor(); sum += v.ReadByte(4999); v.Write(0, (byte)(i + 1)); } return (sum, File.ReadAllBytes("f")[0]); });
        s.Check("map.then-grow", _ => { File.WriteAllBytes("f", new byte[5000]); using FileStream stream = new("f", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, 0); using var m = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, true); using MemoryMappedViewAccessor v = m.CreateViewAccessor(); v.Write(4999, (byte)1); stream.SetLength(50_000); using var n = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, true); using MemoryMappedViewAccessor w = n.CreateViewAccessor(); w.Write(49_999, (byte)2); w.Write(10, (byte)3); return (v.ReadByte(10), w.ReadByte(4999), stream.Length); });
    }
}
