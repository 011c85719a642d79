// Deadlines in order: a pairing heap of nodes that live inside their owners (Fredman et al., 1986). Insert is O(1),
// taking the earliest and removing any is O(log n) amortised, and nothing is ever allocated.

namespace Runtime.Bare.Threading;

/// <summary>Place of one deadline in a <see cref="TimerQueue"/>.</summary>
internal unsafe struct TimerNode
{
    /// <summary>Monotonic time, ns.</summary>
    public ulong DeadlineNs;

    /// <summary>First child.</summary>
    public TimerNode* Child;

    /// <summary>Next sibling.</summary>
    public TimerNode* Sibling;

    /// <summary>Previous sibling, or the parent for a first child; null for the root.</summary>
    public TimerNode* Previous;

    /// <summary>Is the node in a queue.</summary>
    public bool IsQueued;
}

/// <summary>Earliest-first queue of deadlines. An all-zero value is empty. The caller holds the lock that guards it.</summary>
internal unsafe struct TimerQueue
{
    private TimerNode* _root;

    /// <summary>The earliest node, or null.</summary>
    internal readonly TimerNode* Earliest => _root;

    /// <summary>Adds a node that is in no queue; its deadline is set.</summary>
    internal void Insert(TimerNode* node)
    {
        node->Child = null;
        node->Sibling = null;
        node->Previous = null;
        node->IsQueued = true;
        _root = Meld(_root, node);
    }

    /// <summary>Takes a node out; nothing happens when it is in no queue.</summary>
    internal void Remove(TimerNode* node)
    {
        if (!node->IsQueued)
        {
            return;
        }

        node->IsQueued = false;
        TimerNode* orphans = MergePairs(node->Child);
        if (node == _root)
        {
            _root = orphans;
        }
        else
        {
            Detach(node);
            _root = Meld(_root, orphans);
        }

        node->Child = null;
        node->Sibling = null;
        node->Previous = null;
    }

    private static void Detach(TimerNode* node)
    {
        if (node->Previous->Child == node)
        {
            node->Previous->Child = node->Sibling;
        }
        else
        {
            node->Previous->Sibling = node->Sibling;
        }

        if (node->Sibling != null)
        {
            node->Sibling->Previous = node->Previous;
        }
    }

    private static TimerNode* Meld(TimerNode* a, TimerNode* b)
    {
        if (a == null)
        {
            return b;
        }

        if (b == null)
        {
            return a;
        }

        if (b->DeadlineNs < a->DeadlineNs)
        {
            TimerNode* swap = a;
            a = b;
            b = swap;
        }

        b->Sibling = a->Child;
        if (a->Child != null)
        {
            a->Child->Previous = b;
        }

        b->Previous = a;
        a->Child = b;
        a->Sibling = null;
        a->Previous = null;
        return a;
    }

    // Left to right in pairs, then right to left into one; iterative, since recursion depth would follow the queue length.
    private static TimerNode* MergePairs(TimerNode* first)
    {
        TimerNode* pairs = null;
        while (first != null)
        {
            TimerNode* a = first;
            TimerNode* b = a->Sibling;
            first = b == null ? null : b->Sibling;
            a->Sibling = null;
            a->Previous = null;
            if (b != null)
            {
                b->Sibling = null;
                b->Previous = null;
            }

            TimerNode* pair = Meld(a, b);
            pair->Sibling = pairs;
            pairs = pair;
        }

        TimerNode* root = null;
        while (pairs != null)
        {
            TimerNode* next = pairs->Sibling;
            pairs->Sibling = null;
            root = Meld(root, pairs);
            pairs = next;
        }

        return root;
    }
}
