// An input that has ended before it began.

namespace Conformance.Consoles;

/// <summary>Reading nothing.</summary>
internal static class EndOfInputChecks
{
    public static void Run(Area area)
    {
        area.Check("end.read", () => Console.Read());
        area.Check("end.read-again", () => Console.Read());
        area.Check("end.line", () => Console.ReadLine());
        area.Check("end.peek", () => Console.In.Peek());
        area.Check("end.all", () => Console.In.ReadToEnd().Length);
        area.Check("end.stream", () => { using Stream stream = Console.OpenStandardInput(); return (stream.Read(new byte[10]), stream.ReadByte(), stream.CanRead, stream.CanWrite, stream.CanSeek); });
        area.CheckAsync("end.asynchronous", async () => { using Stream stream = Console.OpenStandardInput(); return await stream.ReadAsync(new byte[10]); });
        area.CheckAsync("end.line-asynchronous", async () => await Console.In.ReadLineAsync());
        area.Check("end.replaced", () => { TextReader before = Console.In; Console.SetIn(new StringReader("one\ntwo\n")); string? first = Console.ReadLine(); int second = Console.Read(); Console.SetIn(before); return (first, second); });
    }
}
