using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using CsCheck;
using NUnit.Framework;
using Runtime.Bare.Threading;

namespace Runtime.Bare.Tests.Threading;

/// <summary>The queue of embedded nodes, against lists: any sequence of operations over a few queues that share their nodes.</summary>
public sealed unsafe class IntrusiveQueueTests
{
    private const int QueueCount = 3;
    private const int NodeCount = 6;

    private enum Operation
    {
        PushBack,
        PopFront,
        Remove,
    }

    private static readonly Gen<(Operation Operation, int Queue, int Node)[]> s_script =
        Gen.Select(Gen.Enum<Operation>(), Gen.Int[0, QueueCount - 1], Gen.Int[0, NodeCount - 1]).Array[0, 60];

    [Test]
    public void QueuesBehaveLikeLists() => s_script.Sample(
        script =>
        {
            var queues = (IntrusiveQueue*)NativeMemory.AllocZeroed(QueueCount, (nuint)sizeof(IntrusiveQueue));
            var nodes = (QueueNode*)NativeMemory.AllocZeroed(NodeCount, (nuint)sizeof(QueueNode));
            try
            {
                List<int>[] model = [.. Enumerable.Range(0, QueueCount).Select(_ => new List<int>())];
                foreach ((Operation operation, int queue, int node) in script)
                {
                    Apply(operation, &queues[queue], nodes, node, model, model[queue]);
                    for (int i = 0; i < QueueCount; i++)
                    {
                        Assert.That(Elements(&queues[i], nodes), Is.EqualTo(model[i]));
                    }

                    AssertFreeNodesAreZero(nodes, model);
                }
            }
            finally
            {
                NativeMemory.Free(nodes);
                NativeMemory.Free(queues);
            }
        },
        iter: 500);

    [Test]
    public void RemovingANodeThatStandsInNoQueueDoesNothing()
    {
        QueueNode node = default;
        IntrusiveQueue.Remove(&node);
        Assert.That((long)node.Owner, Is.Zero);
    }

    private static void Apply(Operation operation, IntrusiveQueue* queue, QueueNode* nodes, int node, List<int>[] model, List<int> list)
    {
        bool isQueued = model.Any(other => other.Contains(node));
        switch (operation)
        {
            case Operation.PushBack when !isQueued:
                IntrusiveQueue.PushBack(queue, &nodes[node]);
                list.Add(node);
                break;
            case Operation.PopFront:
                QueueNode* popped = IntrusiveQueue.PopFront(queue);
                Assert.That(popped == null ? -1 : popped - nodes, Is.EqualTo(list.Count == 0 ? -1 : list[0]));
                list.RemoveRange(0, list.Count == 0 ? 0 : 1);
                break;
            case Operation.Remove:
                IntrusiveQueue.Remove(&nodes[node]);
                foreach (List<int> other in model)
                {
                    other.Remove(node);
                }

                break;
        }
    }

    /// <summary>The elements from first to last, with the backward links and owners checked on the way.</summary>
    private static List<int> Elements(IntrusiveQueue* queue, QueueNode* nodes)
    {
        var elements = new List<int>();
        QueueNode* previous = null;
        for (QueueNode* node = queue->First; node != null; node = node->Next)
        {
            Assert.That((long)node->Previous, Is.EqualTo((long)previous));
            Assert.That((long)node->Owner, Is.EqualTo((long)queue));
            elements.Add((int)(node - nodes));
            Assert.That(elements, Has.Count.LessThanOrEqualTo(NodeCount), "the links form a cycle");
            previous = node;
        }

        Assert.That(queue->IsEmpty, Is.EqualTo(elements.Count == 0));
        return elements;
    }

    private static void AssertFreeNodesAreZero(QueueNode* nodes, List<int>[] model)
    {
        for (int i = 0; i < NodeCount; i++)
        {
            if (!model.Any(list => list.Contains(i)))
            {
                Assert.That(((long)nodes[i].Owner, (long)nodes[i].Next, (long)nodes[i].Previous), Is.EqualTo((0L, 0L, 0L)));
            }
        }
    }
}
