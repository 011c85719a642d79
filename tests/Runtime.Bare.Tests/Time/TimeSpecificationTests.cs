using System.Numerics;
using CsCheck;
using NUnit.Framework;
using Runtime.Bare.Time;

namespace Runtime.Bare.Tests.Time;

/// <summary>struct timespec to nanoseconds and back.</summary>
public sealed class TimeSpecificationTests
{
    private static readonly Gen<long> s_number =
        Gen.OneOf(Gen.Long, Gen.Long[-2, 2], Gen.Long[999_999_998, 1_000_000_001], Gen.Long[18_446_744_070, 18_446_744_075]);

    [Test]
    public void NanosecondsSurviveTheRoundTrip() => Gen.ULong.Sample(ns =>
    {
        TimeSpecification time = TimeSpecification.FromNanoseconds(ns);
        Assert.That(time.IsValid, Is.True);
        Assert.That(time.Nanoseconds, Is.InRange(0L, 999_999_999L));

        // The last second of the range is given up so that what does not fit stays below "never".
        bool isLastSecond = ns / 1_000_000_000 == ulong.MaxValue / 1_000_000_000;
        Assert.That(time.ToNanoseconds(), Is.EqualTo(isLastSecond ? ulong.MaxValue - 1 : ns));
    });

    [Test]
    public void AnyTimeIsJudgedAndAValidOneIsExactOrTheLargest() => Gen.Select(s_number, s_number).Sample((seconds, nanoseconds) =>
    {
        var time = new TimeSpecification { Seconds = seconds, Nanoseconds = nanoseconds };
        Assert.That(time.IsValid, Is.EqualTo(seconds >= 0 && nanoseconds >= 0 && nanoseconds < 1_000_000_000));
        if (time.IsValid)
        {
            BigInteger exact = ((BigInteger)seconds * 1_000_000_000) + nanoseconds;
            bool fits = seconds < 18_446_744_073;
            Assert.That((BigInteger)time.ToNanoseconds(), Is.EqualTo(fits ? exact : ulong.MaxValue - 1));
        }
    });

    [Test]
    public void NoTimeIsNever() =>
        Assert.That(new TimeSpecification { Seconds = long.MaxValue, Nanoseconds = 999_999_999 }.ToNanoseconds(), Is.LessThan(ulong.MaxValue));
}
