// A FIFO of nodes that live inside their owners: threads that wait for a mutex, a condition, a port.

namespace Runtime.Bare.Threading;

/// <summary>Links of an element; all zero when it stands in no queue.</summary>
internal unsafe struct QueueNode
{
    public QueueNode* Next;
    public QueueNode* Previous;
    public IntrusiveQueue* Owner;
}

/// <summary>Doubly linked FIFO. An all-zero value is an empty queue. The caller holds the lock that guards it.</summary>
internal unsafe struct IntrusiveQueue
{
    private QueueNode* _head;
    private QueueNode* _tail;

    /// <summary>True without elements.</summary>
    internal readonly bool IsEmpty => _head == null;

    /// <summary>The first element, or null; it stays.</summary>
    internal readonly QueueNode* First => _head;

    /// <summary>Appends; the node stands in no queue. The queue must not move while it has elements.</summary>
    internal static void PushBack(IntrusiveQueue* queue, QueueNode* node)
    {
        node->Owner = queue;
        node->Next = null;
        node->Previous = queue->_tail;
        if (queue->_tail == null)
        {
            queue->_head = node;
        }
        else
        {
            queue->_tail->Next = node;
        }

        queue->_tail = node;
    }

    /// <summary>Takes the first element, or null.</summary>
    internal static QueueNode* PopFront(IntrusiveQueue* queue)
    {
        QueueNode* node = queue->_head;
        if (node != null)
        {
            Remove(node);
        }

        return node;
    }

    /// <summary>Takes an element out of the queue it stands in; nothing happens when it stands in none.</summary>
    internal static void Remove(QueueNode* node)
    {
        IntrusiveQueue* queue = node->Owner;
        if (queue == null)
        {
            return;
        }

        if (node->Previous == null)
        {
            queue->_head = node->Next;
        }
        else
        {
            node->Previous->Next = node->Next;
        }

        if (node->Next == null)
        {
            queue->_tail = node->Previous;
        }
        else
        {
            node->Next->Previous = node->Previous;
        }

        *node = default;
    }
}
