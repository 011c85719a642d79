// Reading what the runner pipes in: lines of several kinds, then the end.

using System.Text;

namespace Conformance.Consoles;

/// <summary>Reading.</summary>
internal static class InputChecks
{
    public static void Run(Area area)
    {
        area.Check("input.redirected", () => Console.IsInputRedirected);
        area.Check("input.line", () => Console.ReadLine());
        area.Check("input.empty-line", () => Console.ReadLine());
        area.Check("input.unicode", () => Console.ReadLine());
        area.Check("input.long", () => { string line = Console.ReadLine()!; return (line.Length, line.Distinct().Count()); });
        area.Check("input.characters", () => (Console.Read(), Console.Read(), Console.In.Peek(), Console.Read()));
        area.Check("input.rest-of-line", () => Console.ReadLine());
        area.CheckAsync("input.asynchronous", async () => await Console.In.ReadLineAsync());
        area.Check("input.block", () => { char[] block = new char[5]; int count = Console.In.ReadBlock(block); return (count, new string(block)); });
        area.Check("input.many", () => { int sum = 0; string? line; while ((line = Console.ReadLine()) is not (null or "stop")) { sum += line.Length; } return (sum, line); });
        area.Check("input.rest", () => Encoding.UTF8.GetByteCount(Console.In.ReadToEnd()));
        area.Check("input.end", () => (Console.ReadLine(), Console.Read()));
    }
}
