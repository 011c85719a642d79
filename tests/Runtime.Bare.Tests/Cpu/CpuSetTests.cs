using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CsCheck;
using NUnit.Framework;
using Runtime.Bare.Cpu;

namespace Runtime.Bare.Tests.Cpu;

/// <summary>Sets of CPUs, against the ordinary library's sets.</summary>
public sealed unsafe class CpuSetTests
{
    private static readonly Gen<HashSet<int>> s_members = Gen.OneOf(
        Gen.Int[0, CpuSet.Limit - 1].Array[0, 8],
        Gen.Int[60, 67].Array[0, 6],
        Gen.Int[0, CpuSet.Limit - 1].Array[0, 300]).Select(indices => indices.ToHashSet());

    private enum Operation
    {
        Add,
        AtomicAdd,
        AtomicRemove,
    }

    [Test]
    public void ItBehavesLikeASet() =>
        Gen.Select(Gen.Enum<Operation>(), Gen.OneOf(Gen.Int[0, CpuSet.Limit - 1], Gen.Int[62, 65])).Array[0, 100].Sample(script =>
        {
            CpuSet set = default;
            var model = new HashSet<int>();
            foreach ((Operation operation, int index) in script)
            {
                switch (operation)
                {
                    case Operation.Add:
                        set.Add(index);
                        model.Add(index);
                        break;
                    case Operation.AtomicAdd:
                        set.AtomicAdd(index);
                        model.Add(index);
                        break;
                    default:
                        Assert.That(set.AtomicRemove(index), Is.EqualTo(model.Remove(index)));
                        break;
                }

                AssertSame(set, model);
            }
        });

    [Test]
    public void IndicesThatAreTooLargeAreLeftOut()
    {
        CpuSet set = default;
        set.Add(CpuSet.Limit);
        set.Add(int.MaxValue);
        AssertSame(set, []);
        Assert.That(CpuSet.All.Contains(CpuSet.Limit), Is.False);
        Assert.That(CpuSet.All.Contains(-1), Is.False);
        AssertSame(CpuSet.All, [.. Enumerable.Range(0, CpuSet.Limit)]);
    }

    [Test]
    public void WhatTwoHaveInCommon() => Gen.Select(s_members, s_members).Sample((a, b) =>
    {
        AssertSame(SetOf(a).Intersect(SetOf(b)), [.. a.Intersect(b)]);
        Assert.That(SetOf(a).Overlaps(SetOf(b)), Is.EqualTo(a.Overlaps(b)));
    });

    [Test]
    public void AMaskOfAnyLengthIsRead() => Gen.Byte.Array[0, 40].Sample(bytes =>
    {
        IEnumerable<int> expected = Enumerable.Range(0, Math.Min(bytes.Length * 8, CpuSet.Limit)).Where(i => (bytes[i / 8] >> (i % 8) & 1) != 0);
        fixed (byte* mask = bytes)
        {
            AssertSame(CpuSet.Read(mask, (nuint)bytes.Length), [.. expected]);
        }
    });

    [Test]
    public void AMaskOfAnyLengthIsWritten() => Gen.Select(s_members, Gen.Int[0, 40]).Sample((members, length) =>
    {
        byte[] bytes = [.. Enumerable.Repeat((byte)0xA5, length + 1)];
        fixed (byte* mask = bytes)
        {
            SetOf(members).Write(mask, (nuint)length);
        }

        for (int i = 0; i < length * 8; i++)
        {
            Assert.That((bytes[i / 8] >> (i % 8) & 1) != 0, Is.EqualTo(members.Contains(i)), $"bit {i}");
        }

        Assert.That(bytes[length], Is.EqualTo(0xA5), "nothing behind the mask is written");
    });

    [Test]
    public void AtomicChangesOfOneWordLoseNothing()
    {
        // Each task owns a few bits; what one does must not undo another's.
        const int Tasks = 4;
        CpuSet set = default;
        CpuSet* shared = &set;
        Task[] tasks = [.. Enumerable.Range(0, Tasks).Select(owner => Task.Factory.StartNew(
            () =>
            {
                for (int i = 0; i < 100_000; i++)
                {
                    int index = owner + (Tasks * (i % 32));
                    shared->AtomicAdd(index);
                    Assert.That(shared->Contains(index), Is.True);
                    Assert.That(shared->AtomicRemove(index), Is.True);
                    Assert.That(shared->AtomicRemove(index), Is.False);
                }
            },
            TaskCreationOptions.LongRunning))];
        Task.WaitAll(tasks);
        Assert.That(set.IsEmpty, Is.True);
    }

    [Test]
    public void OnlyOneRemovesAMember()
    {
        // As when two CPUs choose the same idle one.
        const int Rounds = 20_000;
        const int Tasks = 3;
        CpuSet set = default;
        CpuSet* shared = &set;
        int[] removed = new int[Tasks];
        using var barrier = new System.Threading.Barrier(Tasks, _ => shared->AtomicAdd(70));
        Task[] tasks = [.. Enumerable.Range(0, Tasks).Select(task => Task.Factory.StartNew(
            () =>
            {
                for (int i = 0; i < Rounds; i++)
                {
                    barrier.SignalAndWait();
                    removed[task] += shared->AtomicRemove(70) ? 1 : 0;
                }
            },
            TaskCreationOptions.LongRunning))];
        Task.WaitAll(tasks);
        Assert.That(removed.Sum(), Is.EqualTo(Rounds));
    }

    private static CpuSet SetOf(IEnumerable<int> members)
    {
        CpuSet set = default;
        foreach (int index in members)
        {
            set.Add(index);
        }

        return set;
    }

    private static void AssertSame(CpuSet set, HashSet<int> model)
    {
        var members = new List<int>();
        for (int index = set.First; index >= 0; index = set.NextAfter(index))
        {
            members.Add(index);
        }

        Assert.That(members, Is.EqualTo(model.Order()));
        Assert.That(Enumerable.Range(-2, CpuSet.Limit + 4).Where(set.Contains), Is.EqualTo(members));
        Assert.That((set.Count, set.IsEmpty), Is.EqualTo((model.Count, model.Count == 0)));
    }
}
