using System.Numerics;
using CsCheck;
using NUnit.Framework;
using Runtime.Bare.Time;

namespace Runtime.Bare.Tests.Time;

/// <summary>pvclock's arithmetic against unbounded integers.</summary>
public sealed class PvClockScaleTests
{
    private static readonly BigInteger s_wrap = BigInteger.One << 64;

    // Frequencies from 32 MHz to 16 GHz give shifts of -2 to 5; the format allows more.
    private static readonly Gen<sbyte> s_shift = Gen.OneOf(Gen.Int[-3, 5], Gen.Int[-63, 63]).Select(shift => (sbyte)shift);

    [Test]
    public void AnyRecordAgreesWithUnboundedIntegers() =>
        Gen.Select(Gen.ULong, Gen.ULong, Gen.ULong, Gen.UInt, s_shift).Sample(
            (tsc, stamp, systemTime, multiplier, shift) =>
                Assert.That(
                    PvClockScale.SystemTimeNs(tsc, stamp, systemTime, multiplier, shift),
                    Is.EqualTo(Expected(tsc, stamp, systemTime, multiplier, shift))),
            iter: 20000);

    [Test]
    public void AYoungDomainsStampLiesBeforeZero()
    {
        // 1 GHz: one count is one nanosecond. Stamped 5000 counts before the guest's zero, read at 3000.
        ulong stamp = unchecked(0UL - 5000);
        Assert.That(PvClockScale.SystemTimeNs(3000, stamp, 1_000_000, 1u << 31, 1), Is.EqualTo(1_008_000));
    }

    [TestCase(2_000_000_000UL, 0x80000000u, 0, 1_000_000_000UL, Description = "2 GHz: half a nanosecond each")]
    [TestCase(4_000_000_000UL, 0x80000000u, -1, 1_000_000_000UL, Description = "4 GHz")]
    [TestCase(500_000_000UL, 0x80000000u, 2, 1_000_000_000UL, Description = "500 MHz")]
    [TestCase(0UL, uint.MaxValue, 5, 0UL)]
    [TestCase(1UL << 40, 0x80000000u, 0, 1UL << 39, Description = "the product needs more than 64 bits")]
    public void KnownFrequencies(ulong counts, uint multiplier, int shift, ulong expected) =>
        Assert.That(PvClockScale.DistanceNs(counts, multiplier, (sbyte)shift), Is.EqualTo(expected));

    [Test]
    public void TimeDoesNotGoBackWithinARecord() =>
        Gen.Select(Gen.ULong[0, 1UL << 45], Gen.ULong[0, 1UL << 45], Gen.ULong, Gen.UInt, Gen.Int[-3, 5]).Sample(
            (first, distance, stamp, multiplier, shift) =>
            {
                ulong early = PvClockScale.SystemTimeNs(unchecked(stamp + first), stamp, 0, multiplier, (sbyte)shift);
                ulong late = PvClockScale.SystemTimeNs(unchecked(stamp + first + distance), stamp, 0, multiplier, (sbyte)shift);
                Assert.That(late, Is.GreaterThanOrEqualTo(early));
            });

    /// <summary>The formula of xen.h; the shifted distance is a 64-bit number there, the product 96 bits.</summary>
    private static ulong Expected(ulong tsc, ulong stamp, ulong systemTime, uint multiplier, sbyte shift)
    {
        BigInteger distance = Wrapped((BigInteger)tsc - stamp);
        BigInteger shifted = shift >= 0 ? Wrapped(distance << shift) : distance >> -shift;
        return (ulong)Wrapped(systemTime + ((shifted * multiplier) >> 32));
    }

    private static BigInteger Wrapped(BigInteger value) => ((value % s_wrap) + s_wrap) % s_wrap;
}
