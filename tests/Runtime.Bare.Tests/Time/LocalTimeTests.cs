using System;
using System.Globalization;
using CsCheck;
using NUnit.Framework;
using Runtime.Bare.Libc;

namespace Runtime.Bare.Tests.Time;

/// <summary>localtime_r against DateTime, which has the same calendar.</summary>
public sealed unsafe class LocalTimeTests
{
    [Test]
    public void EverySecondHasItsDate() => Gen.OneOf(Gen.Long[-62_135_596_800, 253_402_300_799], Gen.Long[-200_000, 200_000]).Sample(seconds =>
    {
        DateTime date = DateTime.UnixEpoch.AddSeconds(seconds);
        BrokenDownTime time;
        Assert.That((nint)Locale.LocalTime(&seconds, &time), Is.EqualTo((nint)(&time)));
        Assert.That(
            (time.Year + 1900, time.Month + 1, time.Day, time.Hour, time.Minute, time.Second, time.WeekDay, time.YearDay + 1),
            Is.EqualTo((date.Year, date.Month, date.Day, date.Hour, date.Minute, date.Second, (int)date.DayOfWeek, date.DayOfYear)),
            seconds.ToString(CultureInfo.InvariantCulture));
        Assert.That((time.Offset, time.IsDaylightSaving), Is.EqualTo((0L, 0)));
    });
}
