// The console carries everything that is written, in order, and gives what is typed.

namespace Probe;

internal static class ConsoleStreams
{
    /// <summary>Far more than the console ring holds (2 KiB): the writer must wait for the reader and lose nothing.</summary>
    public static void WriteMuch(Checks checks)
    {
        checks.Expect(1);
        for (int i = 0; i < 1000; i++)
        {
            Console.WriteLine($"line {i:D4} of 1000: the quick brown fox jumps over the lazy dog");
        }

        checks.That(true, "reached the end");
    }

    public static void ReadLines(Checks checks)
    {
        checks.Expect(2);
        Console.WriteLine("name?");
        string? name = Console.ReadLine();
        Console.WriteLine($"hello {name}");
        string? second = Console.ReadLine();
        checks.That(name == "Ada", "first line: " + name);
        checks.That(second == "second line", "second line: " + second);
    }
}
