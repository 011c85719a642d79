// Runs before the first line of Main.

using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Start;

internal static class Beginning
{
    /// <summary>Prints nanoseconds since the guest's entry: the stopwatch's zero.</summary>
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "A program of its own, and nothing else runs as early.")]
    internal static void Print()
    {
        long now = Stopwatch.GetTimestamp();
        Console.WriteLine($"[start] main at {now} ns");
    }
}
