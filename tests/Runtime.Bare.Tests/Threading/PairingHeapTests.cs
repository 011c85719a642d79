using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using CsCheck;
using NUnit.Framework;
using Runtime.Bare.Threading;

namespace Runtime.Bare.Tests.Threading;

/// <summary>The heap, against a sorted model.</summary>
public sealed unsafe class PairingHeapTests
{
    // Few different keys, so that equal ones are common, and both ends of the range.
    private static readonly Gen<ulong> s_deadline =
        Gen.OneOf(Gen.ULong[0, 20], Gen.ULong, Gen.Const(ulong.MaxValue));

    [Test]
    public void TheEarliestIsAlwaysFirst() =>
        Gen.Select(Gen.Int[0, 19], Gen.Bool, s_deadline).Array[0, 120].Sample(
            script =>
            {
                const int NodeCount = 20;
                var nodes = (PairingNode*)NativeMemory.AllocZeroed(NodeCount, (nuint)sizeof(PairingNode));
                PairingHeap heap = default;
                var model = new Dictionary<int, ulong>();
                foreach ((int node, bool isInsert, ulong deadline) in script)
                {
                    if (!isInsert)
                    {
                        heap.Remove(&nodes[node]);
                        model.Remove(node);
                    }
                    else if (model.TryAdd(node, deadline))
                    {
                        nodes[node].Key = deadline;
                        heap.Insert(&nodes[node]);
                    }

                    AssertEarliest(ref heap, nodes, model);
                    for (int i = 0; i < NodeCount; i++)
                    {
                        Assert.That(nodes[i].IsQueued, Is.EqualTo(model.ContainsKey(i)));
                    }
                }

                Drain(ref heap, model.Values);
                NativeMemory.Free(nodes);
            },
            iter: 500);

    [Test]
    public void TakingTheEarliestSorts() => s_deadline.Array[0, 300].Sample(
        deadlines =>
        {
            var nodes = (PairingNode*)NativeMemory.AllocZeroed((nuint)deadlines.Length + 1, (nuint)sizeof(PairingNode));
            PairingHeap heap = default;
            for (int i = 0; i < deadlines.Length; i++)
            {
                nodes[i].Key = deadlines[i];
                heap.Insert(&nodes[i]);
            }

            Drain(ref heap, deadlines);
            NativeMemory.Free(nodes);
        },
        iter: 300);

    [Test]
    public void EqualKeysComeOutInTheirOrder() =>
        Gen.Select(Gen.ULong[0, 3], Gen.Bool).Array[0, 100].Sample(
            script =>
            {
                var nodes = (PairingNode*)NativeMemory.AllocZeroed((nuint)script.Length + 1, (nuint)sizeof(PairingNode));
                PairingHeap heap = default;
                var model = new List<(ulong Key, ulong Order)>();
                for (int i = 0; i < script.Length; i++)
                {
                    (ulong key, bool isInsert) = script[i];
                    if (isInsert)
                    {
                        nodes[i].Key = key;
                        nodes[i].Order = (ulong)i;
                        heap.Insert(&nodes[i]);
                        model.Add((key, (ulong)i));
                    }
                    else if (heap.First != null)
                    {
                        Assert.That((heap.First->Key, heap.First->Order), Is.EqualTo(model.Min()));
                        heap.Remove(heap.First);
                        model.Remove(model.Min());
                    }
                }

                foreach ((ulong, ulong) expected in model.Order())
                {
                    Assert.That((heap.First->Key, heap.First->Order), Is.EqualTo(expected));
                    heap.Remove(heap.First);
                }

                NativeMemory.Free(nodes);
            },
            iter: 500);

    [Test]
    public void FollowingVisitsEveryNodeOnce() =>
        Gen.Select(Gen.Int[0, 29], Gen.Bool, Gen.ULong[0, 20]).Array[0, 100].Sample(
            script =>
            {
                const int NodeCount = 30;
                var nodes = (PairingNode*)NativeMemory.AllocZeroed(NodeCount, (nuint)sizeof(PairingNode));
                PairingHeap heap = default;
                foreach ((int node, bool isInsert, ulong key) in script)
                {
                    if (!isInsert)
                    {
                        heap.Remove(&nodes[node]);
                    }
                    else if (!nodes[node].IsQueued)
                    {
                        nodes[node].Key = key;
                        heap.Insert(&nodes[node]);
                    }

                    var visited = new List<int>();
                    for (PairingNode* at = heap.First; at != null; at = PairingHeap.Following(at))
                    {
                        visited.Add((int)(at - nodes));
                        Assert.That(visited, Has.Count.LessThanOrEqualTo(NodeCount), "the walk does not end");
                    }

                    Assert.That(visited, Is.EquivalentTo(Enumerable.Range(0, NodeCount).Where(i => nodes[i].IsQueued)));
                }

                NativeMemory.Free(nodes);
            },
            iter: 500);

    [Test]
    public void AHundredThousandNodesDoNotRecurse()
    {
        // A heap that merged its children by recursion would end the stack here.
        const int Count = 100_000;
        var nodes = (PairingNode*)NativeMemory.AllocZeroed(Count, (nuint)sizeof(PairingNode));
        PairingHeap heap = default;
        for (int i = 0; i < Count; i++)
        {
            nodes[i].Key = (ulong)i;
            heap.Insert(&nodes[i]);
        }

        ulong expected = 0;
        while (heap.First != null)
        {
            Assert.That(heap.First->Key, Is.EqualTo(expected++));
            heap.Remove(heap.First);
        }

        Assert.That(expected, Is.EqualTo((ulong)Count));
        NativeMemory.Free(nodes);
    }

    private static void AssertEarliest(ref PairingHeap heap, PairingNode* nodes, Dictionary<int, ulong> model)
    {
        if (model.Count == 0)
        {
            Assert.That((long)heap.First, Is.Zero);
            return;
        }

        Assert.That(heap.First->Key, Is.EqualTo(model.Values.Min()));
        Assert.That(model, Does.ContainKey((int)(heap.First - nodes)));
    }

    /// <summary>Takes out everything and expects exactly these deadlines in order: none lost, none twice.</summary>
    private static void Drain(ref PairingHeap heap, IEnumerable<ulong> deadlines)
    {
        foreach (ulong expected in deadlines.Order())
        {
            PairingNode* earliest = heap.First;
            Assert.That((long)earliest, Is.Not.Zero);
            Assert.That(earliest->Key, Is.EqualTo(expected));
            heap.Remove(earliest);
            Assert.That(earliest->IsQueued, Is.False);
        }

        Assert.That((long)heap.First, Is.Zero);
    }
}
