using System.Linq;
using CsCheck;
using Drivers.Xen.Tests.Twin;
using Drivers.Xen.XenStore;
using NUnit.Framework;

namespace Drivers.Xen.Tests.XenStore;

/// <summary>What a peer that lies can do: make requests fail, and nothing else.</summary>
public sealed unsafe class HostileStoreTests
{
    [TestCase(1025u)]
    [TestCase(0x80000000u)]
    [TestCase(uint.MaxValue)]
    public void AnImpossibleResponseIndexBreaksTheConnection(uint producer)
    {
        using var other = new StoreDouble { Lie = (_, _, _) => [] };
        other.Page->ResponseProducer = producer;
        Assert.That(other.Store.Read("a", out _), Is.EqualTo(StoreError.Broken));
        Assert.That(other.Store.Read("a", out _), Is.EqualTo(StoreError.Broken), "for good");
    }

    [Test]
    public void AnImpossibleRequestIndexBreaksTheConnection()
    {
        using var other = new StoreDouble();
        other.Page->RequestConsumer = 1;
        Assert.That(other.Store.Read("a", out _), Is.EqualTo(StoreError.Broken));
    }

    [Test]
    public void OurOwnIndicesAreNotReadBack()
    {
        using var other = new StoreDouble();
        Assert.That(other.Store.Write("a", "1"), Is.EqualTo(StoreError.None));
        other.Page->ResponseConsumer += 3; // a daemon has no business there
        Assert.That(other.Store.Read("a", out string value), Is.EqualTo(StoreError.None));
        Assert.That(value, Is.EqualTo("1"));
    }

    [TestCase(4097u)]
    [TestCase(uint.MaxValue)]
    public void AnOversizedAnswerBreaksTheConnection(uint length)
    {
        using var other = new StoreDouble { Lie = (type, id, _) => StoreDouble.Message(type, id, [], length) };
        Assert.That(other.Store.Read("a", out _), Is.EqualTo(StoreError.Broken));
    }

    [Test]
    public void TheLargestAnswerIsTaken()
    {
        using var other = new StoreDouble { Lie = (type, id, _) => StoreDouble.Message(type, id, new byte[4096]) };
        Assert.That(other.Store.Read("a", out string value), Is.EqualTo(StoreError.None));
        Assert.That(value, Has.Length.EqualTo(4096));
    }

    [Test]
    public void AnswersToNobodyAreDropped()
    {
        using var other = new StoreDouble();
        other.Nodes["a"] = "1";
        other.Send(StoreDouble.Message((uint)StoreMessageType.XS_READ, 77, "x"u8));
        Assert.That(other.Store.Read("a", out string value), Is.EqualTo(StoreError.None));
        Assert.That(value, Is.EqualTo("1"));
    }

    [Test]
    public void AnAnswerOfAnotherKindIsMalformed()
    {
        using var other = new StoreDouble { Lie = (_, id, _) => StoreDouble.Message((uint)StoreMessageType.XS_WRITE, id, "x"u8) };
        Assert.That(other.Store.Read("a", out string value), Is.EqualTo(StoreError.Malformed));
        Assert.That(value, Is.Empty);
    }

    [TestCase("ENOTHING\0")]
    [TestCase("")]
    [TestCase("ENOENTX\0")]
    public void AnUnknownErrorIsMalformed(string name)
    {
        using var other = new StoreDouble { Lie = (_, id, _) => StoreDouble.Message((uint)StoreMessageType.XS_ERROR, id, System.Text.Encoding.ASCII.GetBytes(name)) };
        Assert.That(other.Store.Read("a", out _), Is.EqualTo(StoreError.Malformed));
    }

    [Test]
    public void EveryErrorIsFoundByItsName()
    {
        foreach (StoreError error in Enum.GetValues<StoreError>().Where(error => error >= StoreError.EINVAL))
        {
            Assert.That(StoreErrors.Parse(System.Text.Encoding.ASCII.GetBytes(error + "\0")), Is.EqualTo(error));
        }
    }

    [TestCase("x\0")]
    [TestCase("0\0")]
    [TestCase("")]
    public void ATransactionWithoutANumberIsMalformed(string number)
    {
        using var other = new StoreDouble { Lie = (type, id, _) => StoreDouble.Message(type, id, System.Text.Encoding.ASCII.GetBytes(number)) };
        Assert.That(other.Store.Begin(out _), Is.EqualTo(StoreError.Malformed));
    }

    [TestCase("")]
    [TestCase("\0")]
    [TestCase("path")]
    [TestCase("path\0notanumber\0")]
    [TestCase("path\04000000000\0")]
    [TestCase("\01\0")]
    public void MalformedEventsAreDropped(string payload)
    {
        using var other = new StoreDouble();
        Assert.That(other.Store.Watch("a", out StoreWatch watch), Is.EqualTo(StoreError.None));
        Assert.That(other.Connection.Take(watch), Is.EqualTo("a"));
        other.Send(StoreDouble.Message((uint)StoreMessageType.XS_WATCH_EVENT, 0, System.Text.Encoding.ASCII.GetBytes(payload)));
        Assert.That(other.Connection.Take(watch), Is.Null);
        Assert.That(other.Store.Write("a", ""), Is.EqualTo(StoreError.None), "and the connection goes on");
    }

    [Test]
    public void AFloodOfInventedPathsBreaksTheConnectionAndKeepsMemoryBounded()
    {
        using var other = new StoreDouble();
        Assert.That(other.Store.Watch("a", out StoreWatch watch), Is.EqualTo(StoreError.None));
        for (int i = 0; i < 300; i++)
        {
            other.Event($"a/{i}", $"{watch.Token}");
        }

        Assert.That(other.Store.Read("a", out _), Is.EqualTo(StoreError.Broken));
    }

    [Test]
    public void AnyBytesAreSurvived()
    {
        Gen.Byte.Array[0, 200].Sample(bytes =>
        {
            // Whatever they make of the stream, an oversized message comes in the end: at each place where a header may begin.
            byte[] oversized = [.. Enumerable.Repeat((byte)0xFF, 2 * StoreMessageHeader.PayloadLimit)];
            using var other = new StoreDouble { Lie = (_, _, _) => [.. bytes, .. oversized] };
            Assert.That(other.Store.Read("a", out _), Is.EqualTo(StoreError.Broken));
        });
    }

    [Test]
    public void AListWithoutAnEndIsGivenUp()
    {
        using var other = new StoreDouble
        {
            Lie = (type, id, _) => type == (uint)StoreMessageType.XS_DIRECTORY
                ? StoreDouble.Message((uint)StoreMessageType.XS_ERROR, id, "E2BIG\0"u8)
                : StoreDouble.Message(type, id, [.. "1\0"u8, .. Enumerable.Repeat((byte)'x', 4000)]),
        };
        Assert.That(other.Store.List("a", out string[] names), Is.EqualTo(StoreError.E2BIG));
        Assert.That(names, Is.Empty);
    }
}
