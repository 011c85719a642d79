// A queue by keys: a pairing heap of nodes that live inside their owners (Fredman et al., 1986), for deadlines and for ready
// threads. Insert is O(1), taking the first and removing any is O(log n) amortised, and nothing is ever allocated.

namespace Runtime.Bare.Threading;

/// <summary>Place of one element in a <see cref="PairingHeap"/>.</summary>
internal unsafe struct PairingNode
{
    /// <summary>What it is sorted by: a deadline or a run time, ns.</summary>
    public ulong Key;

    /// <summary>Decides between equal keys: the smaller one is first.</summary>
    public ulong Order;

    /// <summary>First child.</summary>
    public PairingNode* Child;

    /// <summary>Next sibling.</summary>
    public PairingNode* Sibling;

    /// <summary>Previous sibling, or the parent for a first child; null for the root.</summary>
    public PairingNode* Previous;

    /// <summary>Is the node in a heap.</summary>
    public bool IsQueued;
}

/// <summary>Smallest first. An all-zero value is empty. The caller holds the lock that guards it.</summary>
internal unsafe struct PairingHeap
{
    private PairingNode* _root;

    /// <summary>The smallest node, or null.</summary>
    internal readonly PairingNode* First => _root;

    /// <summary>The node after another in an order that visits each once and means nothing else; null after the last.</summary>
    internal static PairingNode* Following(PairingNode* node)
    {
        if (node->Child != null)
        {
            return node->Child;
        }

        while (node != null && node->Sibling == null)
        {
            // To the parent: it is what the first child names as its previous one.
            while (node->Previous != null && node->Previous->Child != node)
            {
                node = node->Previous;
            }

            node = node->Previous;
        }

        return node == null ? null : node->Sibling;
    }

    /// <summary>Adds a node that is in no heap; its key and order are set.</summary>
    internal void Insert(PairingNode* node)
    {
        node->Child = null;
        node->Sibling = null;
        node->Previous = null;
        node->IsQueued = true;
        _root = _root == null ? node : Meld(_root, node);
    }

    /// <summary>Takes a node out; nothing happens when it is in no heap.</summary>
    internal void Remove(PairingNode* node)
    {
        if (!node->IsQueued)
        {
            return;
        }

        node->IsQueued = false;
        if (node == _root && node->Child == null)
        {
            _root = null;
            return; // its other links are null: it has no parent and no siblings
        }

        PairingNode* orphans = MergePairs(node->Child);
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

    private static void Detach(PairingNode* node)
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

    private static PairingNode* Meld(PairingNode* a, PairingNode* b)
    {
        if (a == null)
        {
            return b;
        }

        if (b == null)
        {
            return a;
        }

        if (b->Key < a->Key || (b->Key == a->Key && b->Order < a->Order))
        {
            PairingNode* swap = a;
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
    private static PairingNode* MergePairs(PairingNode* first)
    {
        PairingNode* pairs = null;
        while (first != null)
        {
            PairingNode* a = first;
            PairingNode* b = a->Sibling;
            first = b == null ? null : b->Sibling;
            a->Sibling = null;
            a->Previous = null;
            if (b != null)
            {
                b->Sibling = null;
                b->Previous = null;
            }

            PairingNode* pair = Meld(a, b);
            pair->Sibling = pairs;
            pairs = pair;
        }

        PairingNode* root = null;
        while (pairs != null)
        {
            PairingNode* next = pairs->Sibling;
            pairs->Sibling = null;
            root = Meld(root, pairs);
            pairs = next;
        }

        return root;
    }
}
