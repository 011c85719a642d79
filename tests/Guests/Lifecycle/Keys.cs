// The console as a terminal: keys one by one, and its size.

namespace Lifecycle;

internal static class Keys
{
    /// <summary>Prints keys until q, and whether one was there before it was asked for.</summary>
    public static int ReadUntilQ()
    {
        Console.WriteLine($"input redirected: {Console.IsInputRedirected}, output: {Console.IsOutputRedirected}, error: {Console.IsErrorRedirected}");
        Console.WriteLine($"size: {Console.WindowWidth}x{Console.WindowHeight}");
        Console.WriteLine($"available: {Console.KeyAvailable}");
        Console.WriteLine("ready");
        while (true)
        {
            ConsoleKeyInfo key = Console.ReadKey(intercept: true);
            Console.WriteLine($"key: {key.Modifiers} {key.Key} U+{(int)key.KeyChar:X4}");
            if (key.KeyChar == 'q')
            {
                return 0;
            }
        }
    }

    /// <summary>Ctrl-C is a key like another.</summary>
    public static int ReadCancelKey()
    {
        Console.TreatControlCAsInput = true;
        Console.WriteLine("ready");
        ConsoleKeyInfo key = Console.ReadKey(intercept: true);
        Console.WriteLine($"key: {key.Modifiers} {key.Key} U+{(int)key.KeyChar:X4}");
        return 0;
    }

    /// <summary>A line is edited and echoed by the base class library when the console is a terminal.</summary>
    public static int ReadALine()
    {
        Console.WriteLine("ready");
        Console.WriteLine($"line: {Console.ReadLine()}");
        return 0;
    }
}
