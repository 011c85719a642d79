// FileStream: position, length, buffering, appending, locking, asynchronous reads and writes.

using System.Text;

namespace Conformance.Files;

/// <summary>FileStream.</summary>
internal static class StreamChecks
{
    public static void Run(Scratch s)
    {
        s.Check("stream.read-write", _ => { using FileStream f = File.Create("a"); f.Write("hello world"u8); f.Position = 6; byte[] b = new byte[10]; int n = f.Read(b); return (n, Encoding.ASCII.GetString(b, 0, n), f.Position, f.Length, f.ReadByte()); });
        foreach (int buffer in (int[])[0, 1, 16, 4096])
        {
            s.Check($"stream.mixed-{buffer}", _ => { using var f = new FileStream("a", FileMode.Create, FileAccess.ReadWrite, FileShare.Read, buffer); var random = new Random(5); long sum = 0; for (int i = 0; i < 400; i++) { f.Position = random.Next(5000); if (random.Next(2) == 0) { byte[] data = new byte[random.Next(100)]; random.NextBytes(data); f.Write(data); } else { byte[] data = new byte[random.Next(100)]; int n = f.Read(data); for (int j = 0; j < n; j++) { sum = (sum * 31) + data[j]; } } } f.Flush(); return (sum, f.Length, f.Position); });
        }

        s.Check("stream.seek", _ => { using FileStream f = File.Create("a"); f.Write(new byte[10]); return (f.Seek(3, SeekOrigin.Begin), f.Seek(2, SeekOrigin.Current), f.Seek(-1, SeekOrigin.End), Scratch.Error(() => f.Seek(-20, SeekOrigin.Current)), f.Position, f.Seek(100, SeekOrigin.End), f.ReadByte(), f.Length); });
        s.Check("stream.hole", _ => { using FileStream f = File.Create("a"); f.Seek(10_000, SeekOrigin.Begin); f.WriteByte(1); f.Position = 0; byte[] b = new byte[10_001]; f.ReadExactly(b); return (f.Length, b.Sum(x => x), b[10_000]); });
        s.Check("stream.huge-hole", _ => { using FileStream f = File.Create("a"); f.Seek(1L << 40, SeekOrigin.Begin); f.WriteByte(9); f.Flush(); f.Position = 1L << 39; int middle = f.ReadByte(); f.Position = 1L << 40; return (f.Length, middle, f.ReadByte()); });
        s.Check("stream.set-length", _ => { using FileStream f = File.Create("a"); f.Write(Encoding.ASCII.GetBytes(new string('x', 9000))); f.SetLength(4099); f.SetLength(9000); f.Position = 4098; byte[] b = new byte[3]; f.ReadExactly(b); return (f.Length, string.Join(',', b), Scratch.Error(() => f.SetLength(-1))); });
        s.Check("stream.set-length-position", _ => { using FileStream f = File.Create("a"); f.Write(new byte[100]); f.SetLength(10); long position = f.Position; f.WriteByte(1); return (position, f.Length); });
        s.Check("stream.append", _ => { File.WriteAllText("a", "12"); using (var f = new FileStream("a", FileMode.Append)) { f.Write("34"u8); return (f.Position, f.CanRead, f.CanSeek, Scratch.Error(() => f.Seek(0, SeekOrigin.Begin)), Scratch.Error(() => f.SetLength(1)), Scratch.Error(() => f.ReadByte())); } });
        s.Check("stream.append-two", _ => { using (var a = new FileStream("a", FileMode.Append, FileAccess.Write, FileShare.ReadWrite, 0)) using (var b = new FileStream("a", FileMode.Append, FileAccess.Write, FileShare.ReadWrite, 0)) { a.WriteByte(65); b.WriteByte(66); a.WriteByte(67); } return File.ReadAllText("a"); });
        s.Check("stream.access", _ => { File.WriteAllText("a", "x"); using FileStream r = File.OpenRead("a"); using FileStream w = File.Open("b", FileMode.Create, FileAccess.Write); return (Scratch.Error(() => r.WriteByte(1)), Scratch.Error(() => w.ReadByte()), Scratch.Error(() => r.SetLength(0)), r.CanWrite, w.CanRead); });
        s.Check("stream.closed", _ => { FileStream f = File.Create("a"); f.Dispose(); return (Scratch.Error(() => f.ReadByte()), Scratch.Error(() => f.WriteByte(1)), Scratch.Error(() => f.Position = 1), Scratch.Error(() => f.Length.GetHashCode()), f.CanRead, f.CanSeek); });
        s.Check("stream.buffer-visible-after-flush", _ => { using FileStream f = File.Create("a"); f.Write("abc"u8); long before = new FileInfo("a").Length; f.Flush(); return (before, new FileInfo("a").Length); });
        s.Check("stream.two-views", _ => { using var a = new FileStream("a", FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite, 0); using var b = new FileStream("a", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, 0); a.Write("123"u8); int first = b.ReadByte(); b.SetLength(1); return (first, a.Length, a.Position, b.Position, a.ReadByte()); });
        s.Check("stream.lock", _ => { using FileStream f = File.Create("a"); f.Write(new byte[100]); f.Lock(0, 10); f.Lock(20, 10); f.Unlock(0, 10); return (Scratch.Error(() => f.Unlock(0, 10)), Scratch.Error(() => f.Lock(-1, 1)), Scratch.Error(() => f.Lock(0, -1))); });
        s.Check("stream.lock-read-only", _ => { File.WriteAllText("a", "x"); using FileStream f = File.OpenRead("a"); return (Scratch.Error(() => f.Lock(0, 1)), Scratch.Error(() => f.Unlock(0, 1))); });
        s.Check("stream.lock-same-process", _ => { using var a = new FileStream("a", FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite); using var b = new FileStream("a", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite); a.Lock(0, 10); b.Lock(0, 10); return "both"; });
        s.Check("stream.copy-to", _ => { File.WriteAllBytes("a", [.. Enumerable.Range(0, 200_000).Select(i => (byte)i)]); using (FileStream f = File.OpenRead("a")) using (FileStream t = File.Create("b")) { f.Position = 5; f.CopyTo(t); } return File.ReadAllBytes("b").SequenceEqual(File.ReadAllBytes("a").Skip(5)); });
        s.CheckAsync("stream.async", async _ => { await using var f = new FileStream("a", FileMode.Create, FileAccess.ReadWrite, FileShare.None, 4096, useAsync: true); byte[] data = new byte[100_000]; new Random(3).NextBytes(data); await f.WriteAsync(data); await f.FlushAsync(); f.Position = 0; byte[] back = new byte[100_000]; await f.ReadExactlyAsync(back); return (data.SequenceEqual(back), f.IsAsync, await f.ReadAsync(back)); });
        s.CheckAsync("stream.async-unbuffered", async _ => { await using var f = new FileStream("a", FileMode.Create, FileAccess.ReadWrite, FileShare.None, 0, FileOptions.Asynchronous); for (int i = 0; i < 50; i++) { await f.WriteAsync(new byte[] { (byte)i }); } f.Position = 0; using var memory = new MemoryStream(); await f.CopyToAsync(memory); return memory.ToArray().Sum(x => x); });
        s.CheckAsync("stream.async-parallel", async _ => { using Microsoft.Win32.SafeHandles.SafeFileHandle h = File.OpenHandle("a", FileMode.Create, FileAccess.ReadWrite, options: FileOptions.Asynchronous); await Task.WhenAll(Enumerable.Range(0, 64).Select(i => RandomAccess.WriteAsync(h, Enumerable.Repeat((byte)i, 1000).ToArray(), i * 1000L).AsTask())); byte[] all = new byte[64_000]; int n = 0; while (n < all.Length) { n += await RandomAccess.ReadAsync(h, all.AsMemory(n), n); } return Enumerable.Range(0, 64).All(i => all.AsSpan(i * 1000, 1000).IndexOfAnyExcept((byte)i) < 0); });
        s.CheckAsync("stream.async-cancelled", async _ => { await using FileStream f = File.Create("a"); using var source = new CancellationTokenSource(); source.Cancel(); await f.WriteAsync(new byte[5], source.Token); return null; });
        s.Check("stream.begin-end", _ => { using FileStream f = File.Create("a"); f.EndWrite(f.BeginWrite([1, 2, 3], 0, 3, null, null)); f.Position = 0; byte[] b = new byte[3]; return (f.EndRead(f.BeginRead(b, 0, 3, null, null)), b[2]); });
        s.Check("stream.writer-reader", _ => { using (StreamWriter w = File.CreateText("a")) { for (int i = 0; i < 5000; i++) { w.WriteLine(i); } } using StreamReader r = File.OpenText("a"); int count = 0; while (r.ReadLine() is not null) { count++; } return (count, new FileInfo("a").Length); });
        s.Check("stream.binary", _ => { using (var w = new BinaryWriter(File.Create("a"))) { w.Write(42); w.Write("text"); w.Write(1.5); w.Write(true); } using var r = new BinaryReader(File.OpenRead("a")); return (r.ReadInt32(), r.ReadString(), r.ReadDouble(), r.ReadBoolean(), Scratch.Error(() => r.ReadByte())); });
        s.Check("stream.threads", _ => { using Microsoft.Win32.SafeHandles.SafeFileHandle h = File.OpenHandle("a", FileMode.Create, FileAccess.ReadWrite); Parallel.For(0, 200, i => RandomAccess.Write(h, BitConverter.GetBytes(i), i * 4)); byte[] b = new byte[800]; RandomAccess.Read(h, b, 0); return Enumerable.Range(0, 200).Sum(i => BitConverter.ToInt32(b, i * 4)); });
    }
}
