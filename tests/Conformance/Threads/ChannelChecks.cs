// System.Threading.Channels.

using System.Threading.Channels;

namespace Conformance.Threads;

/// <summary>Channels.</summary>
internal static class ChannelChecks
{
    public static void Run(Area area)
    {
        area.CheckAsync("channel.unbounded", async () => { var c = Channel.CreateUnbounded<int>(); Task writer = Task.Run(async () => { for (int i = 0; i < 10_000; i++) { await c.Writer.WriteAsync(i); } c.Writer.Complete(); }); long sum = 0; await foreach (int i in c.Reader.ReadAllAsync()) { sum += i; } await writer; return sum; });
        area.CheckAsync("channel.bounded-waits", async () => { var c = Channel.CreateBounded<int>(1); await c.Writer.WriteAsync(1); ValueTask second = c.Writer.WriteAsync(2); bool early = second.IsCompleted; int first = await c.Reader.ReadAsync(); await second; return (early, first, await c.Reader.ReadAsync()); });
        area.Check("channel.drop-oldest", () => { var c = Channel.CreateBounded<int>(new BoundedChannelOptions(2) { FullMode = BoundedChannelFullMode.DropOldest }); for (int i = 0; i < 5; i++) { c.Writer.TryWrite(i); } c.Reader.TryRead(out int a); c.Reader.TryRead(out int b); return (a, b, c.Reader.Count); });
        area.CheckAsync("channel.completed", async () => { var c = Channel.CreateUnbounded<int>(); c.Writer.Complete(new InvalidOperationException("end")); return await c.Reader.ReadAsync(); });
        area.CheckAsync("channel.cancelled", async () => { var c = Channel.CreateUnbounded<int>(); using var s = new CancellationTokenSource(10); return await c.Reader.ReadAsync(s.Token); });
        area.CheckAsync("channel.many-readers", async () => { var c = Channel.CreateBounded<int>(8); int sum = 0; Task[] readers = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(async () => { await foreach (int i in c.Reader.ReadAllAsync()) { Interlocked.Add(ref sum, i); } }))]; for (int i = 1; i <= 1000; i++) { await c.Writer.WriteAsync(i); } c.Writer.Complete(); await Task.WhenAll(readers); return sum; });
        area.CheckAsync("channel.prioritized", async () => { Channel<int> c = Channel.CreateUnboundedPrioritized<int>(); foreach (int i in (int[])[3, 1, 2]) { c.Writer.TryWrite(i); } c.Writer.Complete(); var order = new List<int>(); await foreach (int i in c.Reader.ReadAllAsync()) { order.Add(i); } return order; });
    }
}
