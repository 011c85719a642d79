// Collections: modes, generations, latency, large and pinned objects, and that nothing living is lost.

using System.Runtime;

namespace Conformance.Collector;

/// <summary>GC.Collect and what it leaves.</summary>
internal static class CollectionChecks
{
    private static readonly int[] s_generations = [0, 1, 2];

    public static void Run(Area area)
    {
        foreach (int generation in s_generations)
        {
            area.Check($"collect.generation-{generation}", () => { int before = GC.CollectionCount(generation); GC.Collect(generation); return GC.CollectionCount(generation) - before >= 1; });
        }

        foreach (GCCollectionMode mode in Enum.GetValues<GCCollectionMode>())
        {
            area.Check($"collect.mode-{mode}", () => { GC.Collect(2, mode, true, false); return "done"; });
            area.Check($"collect.mode-{mode}-background", () => { GC.Collect(2, mode, false, false); return "done"; });
        }

        area.Check("collect.compacting", () => { GC.Collect(2, GCCollectionMode.Forced, true, true); return "done"; });
        area.Check("collect.aggressive-arguments", () => { GC.Collect(1, GCCollectionMode.Aggressive, true, true); return "done"; });
        area.Check("collect.negative", () => { GC.Collect(-1); return null; });
        area.Check("collect.bad-mode", () => { GC.Collect(0, (GCCollectionMode)77); return null; });
        area.Check("generation.max", () => GC.MaxGeneration);
        area.Check("generation.promotes", () => { object o = new(); int first = GC.GetGeneration(o); GC.Collect(); int second = GC.GetGeneration(o); GC.Collect(); int third = GC.GetGeneration(o); GC.KeepAlive(o); return (first, second, third); });
        area.Check("generation.large", () => { byte[] large = new byte[100_000]; int generation = GC.GetGeneration(large); GC.KeepAlive(large); return generation; });
        area.Check("generation.string-literal", () => GC.GetGeneration("literal"));
        area.Check("large.contents-survive", () => { byte[][] many = [.. Enumerable.Range(0, 20).Select(i => Filled(200_000, (byte)i))]; GC.Collect(); return many.Select((a, i) => a.All(b => b == (byte)i)).All(ok => ok); });
        area.Check("large.compact-once", () => { GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce; GC.Collect(); return GCSettings.LargeObjectHeapCompactionMode; });
        area.Check("pinned.array-does-not-move", () => { byte[] pinned = GC.AllocateArray<byte>(1000, pinned: true); nint before = Address(pinned); Garbage(2000); GC.Collect(2, GCCollectionMode.Forced, true, true); return before == Address(pinned); });
        area.Check("pinned.uninitialized", () => GC.AllocateUninitializedArray<byte>(5000, pinned: true).Length);
        area.Check("zeroed.new-arrays", () => { long sum = 0; for (int i = 0; i < 200; i++) { byte[] a = new byte[50_000]; foreach (byte b in a) { sum += b; } Array.Fill(a, (byte)255); } return sum; });
        area.Check("graph.survives", () => { Node list = Node.Chain(100_000); Garbage(20_000); GC.Collect(); return (list.Count(), list.Sum()); });
        area.Check("graph.cyclic-collected", () => { WeakReference weak = Cycle(); GC.Collect(); return weak.IsAlive; });
        area.Check("graph.deep", () => { Node deep = Node.Chain(1_000_000); GC.Collect(); return deep.Count(); });
        area.Check("jagged.survives", () => { int[][] rows = [.. Enumerable.Range(0, 1000).Select(i => Enumerable.Repeat(i, 100).ToArray())]; Garbage(10_000); GC.Collect(); return rows.Select(r => (long)r.Sum()).Sum(); });
        area.Check("interior.span-keeps-alive", () => { Span<byte> tail = Filled(100_000, 7).AsSpan(99_000); Garbage(5000); GC.Collect(); int sum = 0; foreach (byte b in tail) { sum += b; } return sum; });
        area.Check("threads.allocate-together", () => { long total = 0; Thread[] threads = [.. Enumerable.Range(0, 6).Select(_ => new Thread(() => { long sum = 0; for (int i = 0; i < 20_000; i++) { sum += new byte[i % 300].Length; } Interlocked.Add(ref total, sum); }))]; Array.ForEach(threads, t => t.Start()); Array.ForEach(threads, t => t.Join()); return total; });
        area.Check("suspend.call-free-loop", () => { bool stop = false; long n = 0; var t = new Thread(() => { while (!Volatile.Read(ref stop)) { n++; } }); t.Start(); for (int i = 0; i < 20; i++) { GC.Collect(); } Volatile.Write(ref stop, true); t.Join(); return n > 0; });
        area.Check("no-gc-region", () => { bool began = GC.TryStartNoGCRegion(100_000); int before = GC.CollectionCount(0); Garbage(10); int during = GC.CollectionCount(0) - before; GC.EndNoGCRegion(); return (began, during); });
        area.Check("no-gc-region.end-without", () => { GC.EndNoGCRegion(); return null; });
        area.Check("latency.mode", () => { GCLatencyMode before = GCSettings.LatencyMode; GCSettings.LatencyMode = GCLatencyMode.SustainedLowLatency; GCLatencyMode during = GCSettings.LatencyMode; GCSettings.LatencyMode = before; return (before, during); });
        area.Check("settings.server", () => GCSettings.IsServerGC);
        area.Check("concurrent.background", () => { Node keep = Node.Chain(200_000); int before = GC.CollectionCount(2); GC.Collect(2, GCCollectionMode.Optimized, false); Garbage(50_000); return (GC.CollectionCount(2) >= before, keep.Count()); });
        area.Check("bytes.allocated-grows", () => { long before = GC.GetAllocatedBytesForCurrentThread(); GC.KeepAlive(new byte[10_000]); return GC.GetAllocatedBytesForCurrentThread() - before >= 10_000; });
        area.Check("bytes.total-allocated", () => { long before = GC.GetTotalAllocatedBytes(true); GC.KeepAlive(new byte[10_000]); return GC.GetTotalAllocatedBytes(true) - before >= 10_000; });
        area.Check("bytes.memory-falls", () => { byte[]? large = new byte[20_000_000]; long with = GC.GetTotalMemory(true); GC.KeepAlive(large); large = null; return with - GC.GetTotalMemory(true) > 15_000_000; });
        area.Check("info.pauses", () => { GC.Collect(); return (GC.GetGCMemoryInfo().PauseDurations.Length, GC.GetTotalPauseDuration() > TimeSpan.Zero, GC.GetGCMemoryInfo().Generation); });
        area.Check("info.kinds", () => (GC.GetGCMemoryInfo(GCKind.FullBlocking).Index > 0, GC.GetGCMemoryInfo().HeapSizeBytes > 0, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes > 0));
        area.Check("info.refresh-limit", () => { GC.RefreshMemoryLimit(); return "done"; });
        area.Check("pressure", () => { GC.AddMemoryPressure(50_000_000); GC.RemoveMemoryPressure(50_000_000); return "done"; });
        area.Check("pressure.invalid", () => { GC.AddMemoryPressure(0); return null; });
        area.Check("configuration.names", () => GC.GetConfigurationVariables().Keys.Order(StringComparer.Ordinal));
        area.Check("notification.not-concurrent", () => { GC.RegisterForFullGCNotification(0, 0); return null; });
    }

    private static byte[] Filled(int length, byte value)
    {
        byte[] array = new byte[length];
        Array.Fill(array, value);
        return array;
    }

    private static void Garbage(int count)
    {
        for (int i = 0; i < count; i++)
        {
            GC.KeepAlive(new byte[i % 500]);
        }
    }

    private static unsafe nint Address(byte[] array)
    {
        fixed (byte* bytes = array)
        {
            return (nint)bytes;
        }
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static WeakReference Cycle()
    {
        var a = new Node(null, 1);
        a.Next = new Node(a, 2);
        return new WeakReference(a);
    }

    private sealed class Node(Node? next, int value)
    {
        public Node? Next { get; set; } = next;

        public static Node Chain(int length)
        {
            Node? first = null;
            for (int i = 0; i < length; i++)
            {
                first = new Node(first, i);
            }

            return first!;
        }

        public int Count()
        {
            int count = 0;
            for (Node? node = this; node is not null; node = node.Next)
            {
                count++;
            }

            return count;
        }

        public long Sum()
        {
            long sum = 0;
            for (Node? node = this; node is not null; node = node.Next)
            {
                sum += node.Value();
            }

            return sum;
        }

        private int Value() => value;
    }
}
