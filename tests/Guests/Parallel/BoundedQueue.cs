// A bounded lock-free queue of many producers and consumers, after Dmitry Vyukov: each slot has a sequence number that says whose
// turn it is, and a producer or consumer takes a slot by moving the position with one compare-exchange.

namespace Parallel;

/// <summary>A queue of a power of two of slots.</summary>
internal sealed class BoundedQueue(int capacity)
{
    private readonly Slot[] _slots = [.. Enumerable.Range(0, capacity).Select(i => new Slot { Turn = i })];
    private long _tail;
    private long _head;

    /// <summary>False when full.</summary>
    public bool TryEnqueue(long item)
    {
        while (true)
        {
            long tail = Volatile.Read(ref _tail);
            ref Slot slot = ref _slots[tail & (capacity - 1)];
            long ahead = Volatile.Read(ref slot.Turn) - tail;
            if (ahead < 0)
            {
                return false;
            }

            if (ahead == 0 && Interlocked.CompareExchange(ref _tail, tail + 1, tail) == tail)
            {
                slot.Item = item;
                Volatile.Write(ref slot.Turn, tail + 1); // with the read in TryDequeue: the item is there before its turn is
                return true;
            }
        }
    }

    /// <summary>False when empty.</summary>
    public bool TryDequeue(out long item)
    {
        while (true)
        {
            long head = Volatile.Read(ref _head);
            ref Slot slot = ref _slots[head & (capacity - 1)];
            long ahead = Volatile.Read(ref slot.Turn) - (head + 1);
            if (ahead < 0)
            {
                item = 0;
                return false;
            }

            if (ahead == 0 && Interlocked.CompareExchange(ref _head, head + 1, head) == head)
            {
                item = slot.Item;
                Volatile.Write(ref slot.Turn, head + capacity); // with the read in TryEnqueue: the slot is free after it was read
                return true;
            }
        }
    }

    private struct Slot
    {
        public long Turn;
        public long Item;
    }
}
