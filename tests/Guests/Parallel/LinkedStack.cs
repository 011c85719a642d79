// Two lock-free stacks, after R. K. Treiber. One has objects for nodes: the collector keeps a node from being used again while a
// thread looks at it. The other has a fixed set of nodes, and a count in its head against just that (ABA).

namespace Parallel;

/// <summary>A stack of any number of items.</summary>
internal sealed class LinkedStack
{
    private Node? _top;

    public void Push(long item)
    {
        var node = new Node { Item = item };
        do
        {
            node.Next = Volatile.Read(ref _top);
        }
        while (Interlocked.CompareExchange(ref _top, node, node.Next) != node.Next);
    }

    public bool TryPop(out long item)
    {
        Node? top;
        do
        {
            top = Volatile.Read(ref _top);
            if (top is null)
            {
                item = 0;
                return false;
            }
        }
        while (Interlocked.CompareExchange(ref _top, top.Next, top) != top);
        item = top.Item;
        return true;
    }

    private sealed class Node
    {
        public long Item;
        public Node? Next;
    }
}

/// <summary>A stack of the numbers below a limit, each at most once. All of them are in it at first.</summary>
internal sealed class NumberStack
{
    private const int None = -1;

    private readonly int[] _next;
    private long _top; // count of changes << 32 | number, or None in the low half

    public NumberStack(int limit)
    {
        _next = [.. Enumerable.Range(0, limit).Select(number => number + 1 == limit ? None : number + 1)];
    }

    public void Push(int number)
    {
        long top;
        do
        {
            top = Volatile.Read(ref _top);
            Volatile.Write(ref _next[number], (int)top);
        }
        while (Interlocked.CompareExchange(ref _top, Changed(top, number), top) != top);
    }

    public bool TryPop(out int number)
    {
        long top;
        do
        {
            top = Volatile.Read(ref _top);
            number = (int)top;
            if (number == None)
            {
                return false;
            }
        }
        while (Interlocked.CompareExchange(ref _top, Changed(top, Volatile.Read(ref _next[number])), top) != top);
        return true;
    }

    private static long Changed(long top, int number) => (((top >> 32) + 1) << 32) | (uint)number;
}
