using System.Collections.Generic;
using CsCheck;
using NUnit.Framework;
using Runtime.Bare.Memory;

namespace Runtime.Bare.Tests.Memory;

/// <summary>Where a random number puts ranges and stacks.</summary>
public sealed class AddressLayoutTests
{
    private const ulong TiB = 1UL << 40;

    // What the GC reserves by default, and room for what else there is.
    private const ulong Room = TiB;

    [Test]
    public void EveryPlaceIsAlignedAndLeavesRoom() => Gen.OneOf(Gen.ULong, Gen.Const(0UL), Gen.Const(ulong.MaxValue)).Sample(random =>
    {
        var layout = AddressLayout.FromRandom(random);
        Assert.That(layout.RangesFrom % PageSize.LargeBytes, Is.Zero);
        Assert.That(layout.StacksFrom % PageSize.Bytes, Is.Zero);
        Assert.That(layout.RangesFrom, Is.GreaterThanOrEqualTo(AddressSpace.LowLimit));
        Assert.That(layout.RangesFrom + Room, Is.LessThan(layout.StacksFrom));
        Assert.That(layout.StacksFrom + Room, Is.LessThan(AddressSpace.HighLimit));
    });

    [Test]
    public void EachBitCountsAndSixteenAreTheLeast()
    {
        var ranges = new HashSet<ulong>();
        var stacks = new HashSet<ulong>();
        for (int bit = 0; bit < 64; bit++)
        {
            var layout = AddressLayout.FromRandom(1UL << bit);
            ranges.Add(layout.RangesFrom);
            stacks.Add(layout.StacksFrom);
        }

        // One for each bit that counts, and the place of 0.
        Assert.That(ranges, Has.Count.EqualTo(1 + 24));
        Assert.That(stacks, Has.Count.EqualTo(1 + 28));
    }

    [Test]
    public void WithoutRandomnessEverythingBeginsAtTheLowestAddress() =>
        Assert.That((AddressLayout.Fixed.RangesFrom, AddressLayout.Fixed.StacksFrom), Is.EqualTo((AddressSpace.LowLimit, AddressSpace.LowLimit)));
}
