// Console.Out, Error, and the streams below them.

using System.Globalization;
using System.Text;

namespace Conformance.Consoles;

/// <summary>Writing.</summary>
internal static class OutputChecks
{
    public static void Run(Area area)
    {
        // Lines that begin as a check does are compared as well.
        area.Check("write.formats", () => { Console.Write("check formatted: {0} {1:x4} {2}", 1, 255, null); Console.WriteLine(); return "written"; });
        area.Check("write.kinds", () => { Console.Write("check kinds: "); Console.Write(1.5.ToString(CultureInfo.InvariantCulture)); Console.Write('c'); Console.Write(true); Console.Write(-7); Console.Write(ulong.MaxValue); Console.Write((object?)null); Console.Write((string?)null); Console.Write(['a', 'b'], 1, 1); Console.WriteLine(); return "written"; });
        area.Check("write.unicode", () => { Console.WriteLine("check unicode: äöü € 漢字 \U0001F600 e\u0301"); return "written"; });
        area.Check("write.lone-surrogate", () => { Console.WriteLine("check surrogate: [\uD800]"); return "written"; });
        area.Check("write.long", () => { Console.WriteLine("check long: " + new string('x', 20_000)); return "written"; });
        area.Check("write.many", () => { for (int i = 0; i < 300; i++) { Console.WriteLine($"check line-{i}: {new string('-', i)}"); } return "written"; });
        area.Check("write.control", () => { Console.WriteLine("check control: [\t\u001b[1m\u001b[0m]"); return "written"; });
        area.Check("write.stream", () => { using Stream stream = Console.OpenStandardOutput(); stream.Write("check stream: raw bytes\n"u8); stream.Flush(); return (stream.CanRead, stream.CanWrite, stream.CanSeek); });
        area.CheckAsync("write.stream-asynchronous", async () => { await using Stream stream = Console.OpenStandardOutput(); await stream.WriteAsync("check stream-later: raw bytes\n"u8.ToArray()); return stream.CanTimeout; });
        area.Check("write.stream-seek", () => { using Stream stream = Console.OpenStandardOutput(); return stream.Seek(0, SeekOrigin.Begin); });
        area.Check("write.stream-length", () => { using Stream stream = Console.OpenStandardOutput(); return stream.Length; });
        area.Check("write.after-dispose", () => { Stream stream = Console.OpenStandardOutput(); stream.Dispose(); using Stream again = Console.OpenStandardOutput(); again.Write("check again: still open\n"u8); return stream.CanWrite; });
        area.CheckAsync("write.asynchronous", async () => { await Console.Out.WriteLineAsync("check later: text"); return "written"; });
        area.Check("write.threads-do-not-mix", () => { Parallel.For(0, 50, i => Console.WriteLine($"check parallel-{i}: {new string((char)('a' + (i % 26)), 200)}")); return "written"; });
        area.Check("write.redirected", () => (Console.IsOutputRedirected, Console.IsErrorRedirected, Console.IsInputRedirected));
        area.Check("write.replaced", () => { TextWriter before = Console.Out; var text = new StringWriter(CultureInfo.InvariantCulture); Console.SetOut(text); Console.WriteLine("caught"); Console.SetOut(before); return text; });
        area.Check("write.replaced-error", () => { TextWriter before = Console.Error; var text = new StringWriter(CultureInfo.InvariantCulture); Console.SetError(text); Console.Error.WriteLine("caught"); Console.SetError(before); return text; });
        area.Check("write.properties", () => (Console.Out.NewLine.Length, Console.Out.Encoding.WebName, Console.Error.Encoding.WebName, Console.Out is StreamWriter));
        area.Check("write.to-null", () => { Console.SetOut(TextWriter.Null); Console.WriteLine("lost"); Console.SetOut(new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = true }); return "went on"; });
    }
}
