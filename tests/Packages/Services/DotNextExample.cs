// DotNext: its asynchronous locks, events and barriers, user data and value types of the base package.

using DotNext;
using DotNext.Threading;

namespace Packages.Services;

internal static class DotNextExample
{
    public static async Task RunAsync(TextWriter output)
    {
        Optional<int> none = Optional<int>.None;
        output.WriteLine($"{none.Or(5)} {new Optional<string>("x").Value} {new Result<int>(new InvalidOperationException("bad")).Error?.Message}");
        var counter = 0;
        using (var access = new AsyncExclusiveLock())
        {
            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
            {
                for (int i = 0; i < 100; i++)
                {
                    await access.AcquireAsync();
                    try
                    {
                        int seen = counter;
                        await Task.Yield();
                        counter = seen + 1;
                    }
                    finally
                    {
                        access.Release();
                    }
                }
            })));
        }

        output.WriteLine(counter);
        using var signal = new AsyncManualResetEvent(false);
        Task waiter = signal.WaitAsync().AsTask();
        output.WriteLine(waiter.IsCompleted);
        signal.Set();
        await waiter;
        using var countdown = new AsyncCountdownEvent(3);
        Task all = countdown.WaitAsync().AsTask();
        countdown.Signal(3);
        await all;
        using var readers = new AsyncReaderWriterLock();
        await readers.EnterReadLockAsync();
        output.WriteLine(readers.TryEnterWriteLock());
        readers.Release();
        output.WriteLine(readers.TryEnterWriteLock());
    }
}
