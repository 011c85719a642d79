// Running out of memory is an exception that a program survives.

namespace Probe;

internal static class OutOfMemory
{
    public static void Run(Checks checks)
    {
        checks.Expect(3);
        var kept = new List<byte[]>();
        bool thrown = false;
        try
        {
            while (kept.Count < 100_000)
            {
                kept.Add(new byte[64 << 10]);
            }
        }
        catch (OutOfMemoryException)
        {
            thrown = true;
        }

        long keptBytes = (long)kept.Count * (64 << 10);
        kept.Clear();
        checks.That(thrown, "OutOfMemoryException");
        checks.That(keptBytes > GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 3, $"after {keptBytes} bytes");
        GC.Collect();
        byte[] again = new byte[1 << 20];
        again[^1] = 1;
        checks.That(again[^1] == 1, "the program goes on");
    }
}
