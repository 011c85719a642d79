// Console.OutputEncoding and InputEncoding.

using System.Text;

namespace Conformance.Consoles;

/// <summary>Encodings.</summary>
internal static class EncodingChecks
{
    public static void Run(Area area)
    {
        area.Check("encoding.names", () => (Console.OutputEncoding.WebName, Console.InputEncoding.WebName, Console.OutputEncoding.GetPreamble().Length));
        area.Check("encoding.latin", () => { Encoding before = Console.OutputEncoding; Console.OutputEncoding = Encoding.Latin1; string name = Console.OutputEncoding.WebName; Console.WriteLine("check latin: plain"); Console.OutputEncoding = before; return (name, Console.OutputEncoding.WebName); });
        area.Check("encoding.utf16", () => { Console.OutputEncoding = Encoding.Unicode; string name = Console.OutputEncoding.WebName; Console.OutputEncoding = new UTF8Encoding(false); return name; });
        area.Check("encoding.input", () => { Console.InputEncoding = Encoding.ASCII; string name = Console.InputEncoding.WebName; Console.InputEncoding = new UTF8Encoding(false); return name; });
        area.Check("encoding.null", () => { Console.OutputEncoding = null!; return null; });
        area.Check("encoding.unknown", () => Encoding.GetEncoding("nothing-of-that-name").WebName);
        area.Check("encoding.default", () => (Encoding.Default.WebName, Encoding.Default.GetPreamble().Length));
    }
}
