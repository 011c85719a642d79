using System.Linq;
using CsCheck;
using Drivers.Xen.Tests.Twin;
using Drivers.Xen.XenStore;
using NUnit.Framework;

namespace Drivers.Xen.Tests.XenStore;

/// <summary>The operations, against a store that plays by the rules.</summary>
public sealed class StoreTests
{
    [Test]
    public void WritesAndReads()
    {
        using var other = new StoreDouble();
        Assert.That(other.Store.Write("data/greeting", "good day, é"), Is.EqualTo(StoreError.None));
        Assert.That(other.Store.Read("data/greeting", out string value), Is.EqualTo(StoreError.None));
        Assert.That(value, Is.EqualTo("good day, é"));
        Assert.That(other.Requests, Is.EqualTo(new[] { "XS_WRITE data/greeting|good day, é", "XS_READ data/greeting|" }));
    }

    [Test]
    public void WhatIsNotThereIsNamed()
    {
        using var other = new StoreDouble();
        Assert.That(other.Store.Read("no/such", out string value), Is.EqualTo(StoreError.ENOENT));
        Assert.That(value, Is.Empty);
        Assert.That(other.Store.Remove("no/such"), Is.EqualTo(StoreError.ENOENT));
        Assert.That(other.Store.MakeDirectory("data/x"), Is.EqualTo(StoreError.ENOSYS), "whatever name comes is told");
    }

    [Test]
    public void RingsWrapAndIndicesTooForAnyStartAndPiece()
    {
        Gen.Select(Gen.UInt, Gen.Int[1, 1024], Gen.Int[0, 4000], Gen.Int[1, 12]).Sample((first, piece, length, rounds) =>
        {
            using var other = new StoreDouble(first) { PieceBytes = piece };
            for (int i = 0; i < rounds; i++)
            {
                string sent = new((char)('a' + i), length);
                Assert.That(other.Store.Write("data/x", sent), Is.EqualTo(StoreError.None));
                Assert.That(other.Store.Read("data/x", out string got), Is.EqualTo(StoreError.None));
                Assert.That(got, Is.EqualTo(sent));
            }
        }, iter: 300);
    }

    [Test]
    public void IndicesWrapAtTheEndOfTheirType()
    {
        using var other = new StoreDouble(uint.MaxValue - 5);
        Assert.That(other.Store.Write("data/x", "wrapped"), Is.EqualTo(StoreError.None));
        Assert.That(other.Store.Read("data/x", out string value), Is.EqualTo(StoreError.None));
        Assert.That(value, Is.EqualTo("wrapped"));
    }

    [Test]
    public void WhatIsTooLongForAMessageIsNotSent()
    {
        using var other = new StoreDouble();
        Assert.That(other.Store.Write("data/x", new string('x', 4096)), Is.EqualTo(StoreError.E2BIG));
        Assert.That(other.Requests, Is.Empty);
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(3)]
    [TestCase(2000)]
    public void ListsChildrenHoweverMany(int count)
    {
        using var other = new StoreDouble();
        string[] names = [.. Enumerable.Range(0, count).Select(i => $"{i:D5}")];
        foreach (string name in names)
        {
            other.Nodes["device/vif/" + name] = "";
        }

        Assert.That(other.Store.List("device/vif", out string[] listed), Is.EqualTo(StoreError.None));
        Assert.That(listed, Is.EqualTo(names));
    }

    [Test]
    public void ATransactionHasANumberAndAnEnd()
    {
        using var other = new StoreDouble { Conflicts = 1 };
        Assert.That(other.Store.Begin(out uint transaction), Is.EqualTo(StoreError.None));
        Assert.That(transaction, Is.EqualTo(1));
        Assert.That(other.Store.End(transaction, keep: true), Is.EqualTo(StoreError.EAGAIN));
        Assert.That(other.Store.Begin(out transaction), Is.EqualTo(StoreError.None));
        Assert.That(other.Store.End(transaction, keep: false), Is.EqualTo(StoreError.None));
        Assert.That(other.Requests, Is.EqualTo(new[] { "XS_TRANSACTION_START |", "XS_TRANSACTION_END T|", "XS_TRANSACTION_START |", "XS_TRANSACTION_END F|" }));
    }

    [Test]
    public void WatchesTellOfTheirOwnPathsInOrder()
    {
        using var other = new StoreDouble();
        Assert.That(other.Store.Watch("a", out StoreWatch first), Is.EqualTo(StoreError.None));
        Assert.That(other.Store.Watch("b", out StoreWatch second), Is.EqualTo(StoreError.None));
        Assert.That(other.Connection.Take(first), Is.EqualTo("a"), "each fires at once");
        Assert.That(other.Connection.Take(second), Is.EqualTo("b"));
        other.Change("a/2", "");
        other.Change("a/1", "");
        other.Change("a/2", "");
        Assert.That(other.Connection.Take(first), Is.EqualTo("a/2"));
        Assert.That(other.Connection.Take(first), Is.EqualTo("a/1"), "one that waits already is not told twice");
        Assert.That(other.Connection.Take(first), Is.Null);
        Assert.That(other.Connection.Take(second), Is.Null);
    }

    [Test]
    public void EventsBetweenARequestAndItsAnswerAreKept()
    {
        using var other = new StoreDouble();
        Assert.That(other.Store.Watch("a", out StoreWatch watch), Is.EqualTo(StoreError.None));
        other.Event("a/x", $"{watch.Token}");
        Assert.That(other.Store.Write("b", ""), Is.EqualTo(StoreError.None));
        Assert.That(other.Connection.Take(watch), Is.EqualTo("a"));
        Assert.That(other.Connection.Take(watch), Is.EqualTo("a/x"));
    }
}
