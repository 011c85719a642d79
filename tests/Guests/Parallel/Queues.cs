// Lock-free containers between many threads.

using System.Collections.Concurrent;

namespace Parallel;

/// <summary>The verb "queues".</summary>
internal static class Queues
{
    private const int ItemsEach = 20_000;
    private const int Capacity = 256;
    private const int Numbers = 8;
    private const int Rounds = 20_000;

    public static void Run(Options options)
    {
        int pairs = options.Threads != 0 ? options.Threads : Math.Max(2, Environment.ProcessorCount / 2);
        int items = options.Scale(ItemsEach) * 2 / pairs;
        var bounded = new BoundedQueue(Capacity);
        Exchange("bounded queue", pairs, items, isOrdered: true, bounded.TryEnqueue, bounded.TryDequeue);
        var concurrent = new ConcurrentQueue<long>();
        Exchange("ConcurrentQueue", pairs, items, isOrdered: true, item => Always(() => concurrent.Enqueue(item)), concurrent.TryDequeue);
        var stack = new LinkedStack();
        Exchange("linked stack", pairs, items, isOrdered: false, item => Always(() => stack.Push(item)), stack.TryPop);
        var concurrentStack = new ConcurrentStack<long>();
        Exchange("ConcurrentStack", pairs, items, isOrdered: false, item => Always(() => concurrentStack.Push(item)), concurrentStack.TryPop);
        Share(options, 2 * pairs, options.Scale(Rounds) * 2 / pairs);
    }

    private delegate bool Take(out long item);

    private static bool Always(Action action)
    {
        action();
        return true;
    }

    // As many consumers as producers; the consumers end when all items have come.
    private static void Exchange(string name, int pairs, int itemsEach, bool isOrdered, Func<long, bool> tryPut, Take tryTake)
    {
        var ledger = new Ledger(pairs, itemsEach);
        int left = pairs * itemsEach;
        var line = new StartLine(2 * pairs);
        long full = 0;
        long empty = 0;
        Team.Run(2 * pairs, thread =>
        {
            var wait = default(SpinWait);
            line.Cross();
            if (thread < pairs)
            {
                for (int number = 0; number < itemsEach; number++)
                {
                    for (wait.Reset(); !tryPut(Ledger.Item(thread, number)); wait.SpinOnce())
                    {
                        Interlocked.Increment(ref full);
                    }
                }

                return;
            }

            Ledger.Consumer consumer = ledger.Open(isOrdered);
            while (Volatile.Read(ref left) > 0)
            {
                if (tryTake(out long item))
                {
                    consumer.Take(item);
                    Interlocked.Decrement(ref left);
                    wait.Reset();
                }
                else
                {
                    Interlocked.Increment(ref empty);
                    wait.SpinOnce();
                }
            }
        });
        Team.Require(!tryTake(out long more), $"{name}: {more:x} is left over");
        ledger.Close(name);
        Team.Say($"queues {name}: {pairs} producers and consumers, {pairs * itemsEach} items, {full} times full, {empty} times empty");
    }

    // A number that was popped is its thread's alone until it is pushed.
    private static void Share(Options options, int threads, int rounds)
    {
        var stack = new NumberStack(Numbers);
        int[] holders = new int[Numbers];
        Team.Run(threads, thread =>
        {
            RandomStream random = options.Random("share", thread);
            Span<int> held = stackalloc int[2];
            for (int round = 0; round < rounds; round++)
            {
                int count = 0;
                while (count < held.Length && stack.TryPop(out held[count]))
                {
                    Team.Require(Interlocked.Increment(ref holders[held[count]]) == 1, $"number stack: {held[count]} has two holders");
                    count++;
                }

                Thread.SpinWait(random.Below(8));
                if (count == 2 && random.Below(2) == 0)
                {
                    held.Reverse();
                }

                foreach (int number in held[..count])
                {
                    Interlocked.Decrement(ref holders[number]);
                    stack.Push(number);
                }
            }
        });
        int left = 0;
        while (stack.TryPop(out _))
        {
            left++;
        }

        Team.Require(left == Numbers, $"number stack: {left} of {Numbers} are left");
        Team.Say($"queues number stack: {Numbers} numbers, {threads} threads, {threads * rounds} rounds");
    }
}
