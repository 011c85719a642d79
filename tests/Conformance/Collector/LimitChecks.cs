// The end of memory: an exception that a program can catch, after which it goes on.

namespace Conformance.Collector;

/// <summary>Too much.</summary>
internal static class LimitChecks
{
    public static void Run(Area area)
    {
        area.Check("limit.array-too-long", () => new byte[int.MaxValue].Length);
        area.Check("limit.negative-length", () => { int length = -1; return new byte[length]; });
        area.Check("limit.multi-dimensional", () => new long[60_000, 60_000].Length);
        area.Check("limit.string-too-long", () => new string('x', 1_200_000_000).Length);
        area.Check("limit.goes-on-after", () => { try { GC.KeepAlive(new long[60_000, 60_000]); } catch (OutOfMemoryException) { } return new byte[1_000_000].Length; });
        area.Check("limit.insufficient", () => { using var gate = new System.Runtime.MemoryFailPoint(1_000_000); return null; });
        area.Check("limit.flat-after-churn", () => { long before = 0; for (int round = 0; round < 30; round++) { for (int i = 0; i < 300; i++) { GC.KeepAlive(new byte[100_000]); } if (round == 9) { before = GC.GetTotalMemory(true); } } return GC.GetTotalMemory(true) - before < 1_000_000; });
    }
}
