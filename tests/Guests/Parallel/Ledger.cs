// Who took what: every item exactly once, and those of one producer in their order.

namespace Parallel;

/// <summary>Items of several producers. Any thread.</summary>
internal sealed class Ledger(int producers, int itemsEach)
{
    private readonly int[] _taken = new int[producers * itemsEach];

    /// <summary>The item as a queue carries it.</summary>
    public static long Item(int producer, int number) => ((long)producer << 32) | (uint)number;

    /// <summary>A consumer, which has its own view of the order.</summary>
    /// <param name="isOrdered">Whether the container keeps the order.</param>
    public Consumer Open(bool isOrdered) => new(this, isOrdered);

    /// <summary>Throws a <see cref="Violation"/> when an item has not come.</summary>
    public void Close(string name)
    {
        int lost = Array.IndexOf(_taken, 0);
        Team.Require(lost < 0, $"{name}: item {lost % itemsEach} of producer {lost / itemsEach} was lost");
    }

    /// <summary>What one thread takes.</summary>
    internal sealed class Consumer(Ledger ledger, bool isOrdered)
    {
        private readonly int[] _last = [.. Enumerable.Repeat(-1, ledger.Producers)];

        /// <summary>Takes an item. Throws a <see cref="Violation"/> when it came before, or before its predecessor.</summary>
        public void Take(long item)
        {
            ledger.Take(item);
            (int producer, int number) = ((int)(item >> 32), (int)item);
            Team.Require(!isOrdered || number > _last[producer], $"item {number} of producer {producer} came after {_last[producer]}");
            _last[producer] = number;
        }
    }

    private int Producers => producers;

    private void Take(long item)
    {
        (int producer, int number) = ((int)(item >> 32), (int)item);
        Team.Require(producer >= 0 && producer < producers && number >= 0 && number < itemsEach, $"an item that nobody made: {item:x}");
        int times = Interlocked.Increment(ref _taken[(producer * itemsEach) + number]);
        Team.Require(times == 1, $"item {number} of producer {producer} came {times} times");
    }
}
