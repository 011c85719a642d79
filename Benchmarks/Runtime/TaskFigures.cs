// Tasks on the thread pool: continuations that are queued and taken, by one thread or between two.

using System.Threading.Channels;

namespace Benchmarks.Runtime;

/// <summary>Task.Yield and channels.</summary>
internal static class TaskFigures
{
    private const int Yields = 50_000;
    private const int Messages = 20_000;

    public static void Run()
    {
        Figure.Time("task-yield", Yields, () => Task.Run(YieldAsync).GetAwaiter().GetResult());
        Figure.Time("channel-ping-pong", Messages, () => PingPongAsync().GetAwaiter().GetResult());
    }

    private static async Task YieldAsync()
    {
        for (int i = 0; i < Yields; i++)
        {
            await Task.Yield();
        }
    }

    private static async Task PingPongAsync()
    {
        var there = Channel.CreateUnbounded<int>();
        var back = Channel.CreateUnbounded<int>();
        Task answering = Task.Run(async () =>
        {
            await foreach (int value in there.Reader.ReadAllAsync())
            {
                await back.Writer.WriteAsync(value);
            }

            back.Writer.Complete();
        });
        await Task.Run(async () =>
        {
            for (int i = 0; i < Messages / 2; i++)
            {
                await there.Writer.WriteAsync(i);
                _ = await back.Reader.ReadAsync();
            }

            there.Writer.Complete();
        });
        await answering;
    }
}
