using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using CsCheck;
using NUnit.Framework;
using Runtime.Bare.Threading;

namespace Runtime.Bare.Tests.Threading;

/// <summary>The queue of deadlines, against a sorted model.</summary>
public sealed unsafe class TimerQueueTests
{
    // Few different deadlines, so that equal ones are common, and both ends of the range.
    private static readonly Gen<ulong> s_deadline =
        Gen.OneOf(Gen.ULong[0, 20], Gen.ULong, Gen.Const(ulong.MaxValue));

    [Test]
    public void TheEarliestIsAlwaysFirst() =>
        Gen.Select(Gen.Int[0, 19], Gen.Bool, s_deadline).Array[0, 120].Sample(
            script =>
            {
                const int NodeCount = 20;
                var nodes = (TimerNode*)NativeMemory.AllocZeroed(NodeCount, (nuint)sizeof(TimerNode));
                TimerQueue queue = default;
                var model = new Dictionary<int, ulong>();
                foreach ((int node, bool isInsert, ulong deadline) in script)
                {
                    if (!isInsert)
                    {
                        queue.Remove(&nodes[node]);
                        model.Remove(node);
                    }
                    else if (model.TryAdd(node, deadline))
                    {
                        nodes[node].DeadlineNs = deadline;
                        queue.Insert(&nodes[node]);
                    }

                    AssertEarliest(ref queue, nodes, model);
                    for (int i = 0; i < NodeCount; i++)
                    {
                        Assert.That(nodes[i].IsQueued, Is.EqualTo(model.ContainsKey(i)));
                    }
                }

                Drain(ref queue, model.Values);
                NativeMemory.Free(nodes);
            },
            iter: 500);

    [Test]
    public void TakingTheEarliestSorts() => s_deadline.Array[0, 300].Sample(
        deadlines =>
        {
            var nodes = (TimerNode*)NativeMemory.AllocZeroed((nuint)deadlines.Length + 1, (nuint)sizeof(TimerNode));
            TimerQueue queue = default;
            for (int i = 0; i < deadlines.Length; i++)
            {
                nodes[i].DeadlineNs = deadlines[i];
                queue.Insert(&nodes[i]);
            }

            Drain(ref queue, deadlines);
            NativeMemory.Free(nodes);
        },
        iter: 300);

    [Test]
    public void AHundredThousandDeadlinesInAnyOrderDoNotRecurse()
    {
        // A heap that merged its children by recursion would end the stack here.
        const int Count = 100_000;
        var nodes = (TimerNode*)NativeMemory.AllocZeroed(Count, (nuint)sizeof(TimerNode));
        TimerQueue queue = default;
        for (int i = 0; i < Count; i++)
        {
            nodes[i].DeadlineNs = (ulong)i;
            queue.Insert(&nodes[i]);
        }

        ulong expected = 0;
        while (queue.Earliest != null)
        {
            Assert.That(queue.Earliest->DeadlineNs, Is.EqualTo(expected++));
            queue.Remove(queue.Earliest);
        }

        Assert.That(expected, Is.EqualTo((ulong)Count));
        NativeMemory.Free(nodes);
    }

    private static void AssertEarliest(ref TimerQueue queue, TimerNode* nodes, Dictionary<int, ulong> model)
    {
        if (model.Count == 0)
        {
            Assert.That((long)queue.Earliest, Is.Zero);
            return;
        }

        Assert.That(queue.Earliest->DeadlineNs, Is.EqualTo(model.Values.Min()));
        Assert.That(model, Does.ContainKey((int)(queue.Earliest - nodes)));
    }

    /// <summary>Takes out everything and expects exactly these deadlines in order: none lost, none twice.</summary>
    private static void Drain(ref TimerQueue queue, IEnumerable<ulong> deadlines)
    {
        foreach (ulong expected in deadlines.Order())
        {
            TimerNode* earliest = queue.Earliest;
            Assert.That((long)earliest, Is.Not.Zero);
            Assert.That(earliest->DeadlineNs, Is.EqualTo(expected));
            queue.Remove(earliest);
            Assert.That(earliest->IsQueued, Is.False);
        }

        Assert.That((long)queue.Earliest, Is.Zero);
    }
}
