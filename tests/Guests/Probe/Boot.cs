// The command line arrives as the program's arguments and environment, whatever characters are in them.

namespace Probe;

internal static class Boot
{
    public static void Run(Checks checks, string[] args)
    {
        checks.Expect(9);
        checks.That(args.Length == 5, "five arguments, but: " + args.Length);
        checks.That(args[1] == "plain", "plain argument: " + args[1]);
        checks.That(args[2] == "two words", "argument with a blank: " + args[2]);
        checks.That(args[3] == "quote \" ' back \\ é €", "argument with quotes and UTF-8: " + args[3]);
        checks.That(args[4].Length == 0, "empty argument: " + args[4]);
        checks.That(Environment.GetEnvironmentVariable("PROBE_VALUE") == "a b=c", "environment variable");
        checks.That(Environment.GetEnvironmentVariable("HOME") == "/", "default HOME");
        checks.That(Environment.ProcessorCount == 1, "one processor");
        checks.That(Environment.Is64BitProcess && OperatingSystem.IsLinux(), "looks like linux-x64 to libraries");
    }
}
