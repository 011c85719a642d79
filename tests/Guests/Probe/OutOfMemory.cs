// Running out of memory is an exception that a program survives.

using System.Runtime.CompilerServices;

namespace Probe;

internal static class OutOfMemory
{
    private const int BlockBytes = 64 << 10;

    public static void Run(Checks checks)
    {
        checks.Expect(3);

        // Initialises what writing text needs: a type whose initialiser runs out of memory stays unusable, on Linux too.
        Console.WriteLine($"[probe] out-of-memory: blocks of {BlockBytes} bytes until there are no more");
        (bool thrown, long keptBytes) = Fill();

        // Before anything else is allocated: after a failure the GC answers the next small request with a generation 1
        // collection and then fails it, garbage or not. It does so on Linux below DOTNET_GCHeapHardLimit as well.
        GC.Collect();
        checks.That(thrown, "OutOfMemoryException");
        checks.That(keptBytes > GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 3, $"after {keptBytes} bytes");
        byte[] again = new byte[1 << 20];
        again[^1] = 1;
        checks.That(again[^1] == 1, "the program goes on");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (bool Thrown, long Bytes) Fill()
    {
        var kept = new List<byte[]>();
        try
        {
            while (kept.Count < 100_000)
            {
                kept.Add(new byte[BlockBytes]);
            }
        }
        catch (OutOfMemoryException)
        {
            return (true, (long)kept.Count * BlockBytes);
        }

        return (false, 0);
    }
}
