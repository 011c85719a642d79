// Task, async and await, cancellation, Parallel.

using System.Collections.Concurrent;

namespace Conformance.Threads;

/// <summary>Tasks.</summary>
internal static class TaskChecks
{
    public static void Run(Area area)
    {
        RunTasks(area);
        RunCancellation(area);
        RunParallel(area);
    }

    private static void RunTasks(Area area)
    {
        area.CheckAsync("task.result", async () => await Task.Run(() => 42));
        area.CheckAsync("task.delay-zero", async () => { await Task.Delay(0); return "passed"; });
        area.CheckAsync("task.yield", async () => { for (int i = 0; i < 1000; i++) { await Task.Yield(); } return "passed"; });
        area.CheckAsync("task.when-all", async () => (await Task.WhenAll(Enumerable.Range(0, 50).Select(async i => { await Task.Yield(); return i * i; }))).Sum());
        area.CheckAsync("task.when-any", async () => { var never = new TaskCompletionSource<int>(); return await await Task.WhenAny(never.Task, Task.FromResult(3)); });
        area.CheckAsync("task.when-each", async () => { int sum = 0; await foreach (Task<int> t in Task.WhenEach(Enumerable.Range(0, 10).Select(i => Task.Run(() => i)))) { sum += await t; } return sum; });
        area.CheckAsync("task.exception-awaited", async () => { await Task.Run(() => throw new InvalidOperationException("inner")); return null; });
        area.Check("task.exception-waited", () => { Task.Run(() => throw new InvalidOperationException("inner")).Wait(); return null; });
        area.Check("task.aggregate-count", () => { Task all = Task.WhenAll(Enumerable.Range(0, 3).Select(i => Task.Run(() => throw new InvalidOperationException("n")))); try { all.Wait(); } catch (AggregateException e) { return e.InnerExceptions.Count; } return 0; });
        area.CheckAsync("task.continue-with", async () => await Task.Run(() => 1).ContinueWith(t => t.Result + 1, TaskScheduler.Default).ContinueWith(t => t.Result * 10, TaskScheduler.Default));
        area.CheckAsync("task.continue-on-fault", async () => await Task.Run(() => throw new InvalidOperationException("x")).ContinueWith(t => t.IsFaulted, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default));
        area.CheckAsync("task.unwrap", async () => await Task.Factory.StartNew(async () => { await Task.Yield(); return 5; }, CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Default).Unwrap());
        area.CheckAsync("task.attached-child", async () => { int n = 0; await Task.Factory.StartNew(() => { for (int i = 0; i < 3; i++) { Task.Factory.StartNew(() => Interlocked.Increment(ref n), CancellationToken.None, TaskCreationOptions.AttachedToParent, TaskScheduler.Default); } }, CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Default); return n; });
        area.CheckAsync("task.long-running-not-pool", async () => await Task.Factory.StartNew(() => Thread.CurrentThread.IsThreadPoolThread, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        area.CheckAsync("task.completion-source", async () => { var s = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously); ThreadPool.QueueUserWorkItem(_ => s.SetResult("set")); return await s.Task; });
        area.Check("task.completion-source-twice", () => { var s = new TaskCompletionSource<int>(); s.SetResult(1); s.SetResult(2); return null; });
        area.Check("task.status", () => (Task.CompletedTask.Status, Task.FromException(new InvalidOperationException()).Status, Task.FromCanceled(new CancellationToken(true)).Status, new Task(() => { }).Status));
        area.Check("task.start-twice", () => { var t = new Task(() => { }); t.Start(); t.Wait(); t.Start(); return null; });
        area.Check("task.run-synchronously", () => { int thread = 0; var t = new Task(() => thread = Environment.CurrentManagedThreadId); t.RunSynchronously(); return thread == Environment.CurrentManagedThreadId; });
        area.CheckAsync("task.wait-async-timeout", async () => { await new TaskCompletionSource().Task.WaitAsync(TimeSpan.FromMilliseconds(10)); return null; });
        area.CheckAsync("task.value-task", async () => { async ValueTask<int> F(bool wait) { if (wait) { await Task.Yield(); } return 7; } return await F(false) + await F(true); });
        area.CheckAsync("task.async-local-in-await", async () => { var l = new AsyncLocal<int> { Value = 1 }; async Task Child() { l.Value = 2; await Task.Yield(); l.Value = 3; } await Child(); return l.Value; });
        area.CheckAsync("task.async-enumerable", async () => { async IAsyncEnumerable<int> Numbers() { for (int i = 0; i < 5; i++) { await Task.Yield(); yield return i; } } int sum = 0; await foreach (int i in Numbers()) { sum += i; } return sum; });
        area.CheckAsync("task.async-dispose", async () => { var log = new List<string>(); await using (new Resource(log)) { log.Add("body"); } return log; });
        area.CheckAsync("task.suppress-throwing", async () => { Task t = Task.FromException(new InvalidOperationException()); await t.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); return t.Status; });
        area.CheckAsync("task.deep-recursion", async () => { static async Task<int> Down(int n) { if (n == 0) { return 0; } await Task.Yield(); return 1 + await Down(n - 1); } return await Down(2000); });
        area.Check("task.wait-all-timeout", () => Task.WaitAll([new TaskCompletionSource().Task], 10));
        area.Check("task.wait-any", () => Task.WaitAny(new TaskCompletionSource().Task, Task.CompletedTask));
        area.Check("task.unobserved", () =>
        {
            int seen = 0;
            // Other checks leave unobserved exceptions behind as well, and when they are found is luck.
            EventHandler<UnobservedTaskExceptionEventArgs> handler = (_, e) => { e.SetObserved(); _ = e.Exception.InnerException?.Message == "forgotten" ? Interlocked.Increment(ref seen) : 0; };
            TaskScheduler.UnobservedTaskException += handler;
            Forget();
            for (int i = 0; i < 5 && seen == 0; i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }

            TaskScheduler.UnobservedTaskException -= handler;
            return seen;
        });
        area.Check("sync-context.post", () => { var c = new CountingContext(); SynchronizationContext.SetSynchronizationContext(c); try { Task t = Await(); SpinWait.SpinUntil(() => t.IsCompleted, 10_000); return c.Posts; } finally { SynchronizationContext.SetSynchronizationContext(null); } static async Task Await() => await Task.Delay(1); });
        area.CheckAsync("async.stack-trace-methods", async () => { try { await Outer(); return null; } catch (InvalidOperationException e) { return e.StackTrace!.Split('\n').Count(l => l.Contains("Outer", StringComparison.Ordinal) || l.Contains("Inner", StringComparison.Ordinal)); } static async Task Outer() => await Inner(); static async Task Inner() { await Task.Yield(); throw new InvalidOperationException(); } });
    }

    private static void RunCancellation(Area area)
    {
        area.CheckAsync("cancel.delay", async () => { using var c = new CancellationTokenSource(); Task t = Task.Delay(Timeout.Infinite, c.Token); await c.CancelAsync(); await t; return null; });
        area.CheckAsync("cancel.after", async () => { using var c = new CancellationTokenSource(TimeSpan.FromMilliseconds(10)); await Task.Delay(Timeout.Infinite, c.Token); return null; });
        area.Check("cancel.callbacks-reverse", () => { using var c = new CancellationTokenSource(); var log = new List<int>(); for (int i = 0; i < 3; i++) { int n = i; c.Token.Register(() => log.Add(n)); } c.Cancel(); return log; });
        area.Check("cancel.callback-throws", () => { using var c = new CancellationTokenSource(); c.Token.Register(() => throw new InvalidOperationException("callback")); c.Cancel(); return null; });
        area.Check("cancel.linked", () => { using var a = new CancellationTokenSource(); using var b = new CancellationTokenSource(); using var both = CancellationTokenSource.CreateLinkedTokenSource(a.Token, b.Token); b.Cancel(); return (both.IsCancellationRequested, a.IsCancellationRequested); });
        area.Check("cancel.unregister", () => { using var c = new CancellationTokenSource(); int n = 0; CancellationTokenRegistration r = c.Token.Register(() => n++); bool done = r.Unregister(); c.Cancel(); return (done, n); });
        area.Check("cancel.reset", () => { using var c = new CancellationTokenSource(); bool fresh = c.TryReset(); c.Cancel(); return (fresh, c.TryReset()); });
        area.Check("cancel.wait-handle", () => { using var c = new CancellationTokenSource(); c.CancelAfter(10); return c.Token.WaitHandle.WaitOne(10_000); });
        area.Check("cancel.throw-if", () => { new CancellationToken(true).ThrowIfCancellationRequested(); return null; });
        area.Check("cancel.before-start", () => Task.Run(() => 1, new CancellationToken(true)).Status);
        area.CheckAsync("cancel.task-cancelled-token", async () => { using var c = new CancellationTokenSource(); try { Task t = Task.Run(() => { c.Cancel(); c.Token.ThrowIfCancellationRequested(); }, c.Token); await t; return "ended"; } catch (OperationCanceledException e) { return (e.GetType().Name, e.CancellationToken == c.Token); } });
    }

    private static void RunParallel(Area area)
    {
        area.Check("parallel.for", () => { long sum = 0; Parallel.For(0, 10_000, i => Interlocked.Add(ref sum, i)); return sum; });
        area.Check("parallel.for-local", () => { long sum = 0; Parallel.For(0, 10_000, () => 0L, (i, _, local) => local + i, local => Interlocked.Add(ref sum, local)); return sum; });
        area.Check("parallel.foreach", () => { var bag = new ConcurrentBag<int>(); Parallel.ForEach(Enumerable.Range(0, 500), bag.Add); return bag.Sum(); });
        area.Check("parallel.break", () => Parallel.For(0, 1000, (i, state) => { if (i == 100) { state.Break(); } }).LowestBreakIteration);
        area.Check("parallel.exception", () => { Parallel.For(0, 10, i => { if (i == 3) { throw new InvalidOperationException("three"); } }); return null; });
        area.CheckAsync("parallel.foreach-async", async () => { int n = 0; await Parallel.ForEachAsync(Enumerable.Range(0, 100), async (i, _) => { await Task.Yield(); Interlocked.Add(ref n, i); }); return n; });
        area.Check("parallel.invoke", () => { int n = 0; Parallel.Invoke(() => Interlocked.Add(ref n, 1), () => Interlocked.Add(ref n, 10), () => Interlocked.Add(ref n, 100)); return n; });
        area.Check("plinq.sum", () => Enumerable.Range(0, 10_000).AsParallel().Where(i => i % 3 == 0).Select(i => (long)i).Sum());
        area.Check("plinq.ordered", () => Enumerable.Range(0, 1000).AsParallel().AsOrdered().Select(i => i * 2).Take(5).ToArray());
        area.Check("concurrent.dictionary", () => { var d = new ConcurrentDictionary<int, int>(); Parallel.For(0, 5000, i => d.AddOrUpdate(i % 10, 1, (_, v) => v + 1)); return (d.Count, d.Values.Sum()); });
        area.Check("concurrent.queue", () => { var q = new ConcurrentQueue<int>(); Parallel.For(0, 5000, q.Enqueue); int n = 0; while (q.TryDequeue(out _)) { n++; } return n; });
        area.Check("concurrent.stack", () => { var s = new ConcurrentStack<int>(); Parallel.For(0, 5000, s.Push); return s.Count; });
        area.Check("concurrent.blocking-collection", () => { using var c = new BlockingCollection<int>(4); var t = new Thread(() => { for (int i = 0; i < 1000; i++) { c.Add(i); } c.CompleteAdding(); }); t.Start(); int sum = c.GetConsumingEnumerable().Sum(); t.Join(); return sum; });
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void Forget()
    {
        Task task = Task.Run(() => throw new InvalidOperationException("forgotten"));
        ((IAsyncResult)task).AsyncWaitHandle.WaitOne();
    }

    private sealed class Resource(List<string> log) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Task.Yield();
            log.Add("disposed");
        }
    }

    private sealed class CountingContext : SynchronizationContext
    {
        public int Posts { get; private set; }

        public override void Post(SendOrPostCallback d, object? state)
        {
            Posts++;
            base.Post(d, state);
        }
    }
}
