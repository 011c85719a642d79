using System.Numerics;
using CsCheck;
using NUnit.Framework;
using Runtime.Bare.Boot;

namespace Runtime.Bare.Tests.Boot;

/// <summary>Which frames of a memory map are believed.</summary>
public sealed class RamRangeTests
{
    private const ulong Page = 4096;
    private const ulong Limit = 1UL << 46;

    private static readonly Gen<ulong> s_number = Gen.OneOf(
        Gen.ULong,
        Gen.ULong[0, 3 * Page],
        Gen.ULong[Limit - (3 * Page), Limit + Page],
        Gen.ULong[ulong.MaxValue - (3 * Page), ulong.MaxValue],
        Gen.ULong[0, 1 << 20].Select(frame => frame * Page));

    [Test]
    public void ARangeIsTheWholeFramesOfItsEntry() => Gen.Select(s_number, s_number, Gen.UInt[0, 5]).Sample((address, size, type) =>
    {
        bool isTaken = RamRange.TryFromEntry(address, size, type, out RamRange range);
        BigInteger end = (BigInteger)address + size;
        BigInteger firstFrame = ((BigInteger)address + Page - 1) / Page;
        BigInteger endFrame = end / Page;
        Assert.That(isTaken, Is.EqualTo(type == 1 && end <= Limit && address < Limit && endFrame > firstFrame));
        Assert.That((BigInteger)range.Start, Is.EqualTo(isTaken ? firstFrame * Page : 0));
        Assert.That((BigInteger)range.Size, Is.EqualTo(isTaken ? (endFrame - firstFrame) * Page : 0));
    });

    [Test]
    public void TheLastFrameOfTheDirectMapIsTaken()
    {
        Assert.That(RamRange.TryFromEntry(Limit - Page, Page, 1, out RamRange range), Is.True);
        Assert.That(range.End, Is.EqualTo(Limit));
        Assert.That(RamRange.TryFromEntry(Limit - Page, Page + 1, 1, out _), Is.False);
    }

    [Test]
    public void OverlapIsSharingAFrame() =>
        Gen.Select(Gen.ULong[0, 12], Gen.ULong[1, 6], Gen.ULong[0, 12], Gen.ULong[1, 6]).Sample((firstStart, firstSize, secondStart, secondSize) =>
        {
            bool isShared = false;
            for (ulong frame = firstStart; frame < firstStart + firstSize; frame++)
            {
                isShared |= frame >= secondStart && frame < secondStart + secondSize;
            }

            var first = new RamRange { Start = firstStart * Page, Size = firstSize * Page };
            var second = new RamRange { Start = secondStart * Page, Size = secondSize * Page };
            Assert.That(first.Overlaps(second), Is.EqualTo(isShared));
            Assert.That(second.Overlaps(first), Is.EqualTo(isShared));
        });
}
