using System;
using System.Globalization;
using CsCheck;
using NUnit.Framework;
using Runtime.Bare.Libc;

namespace Runtime.Bare.Tests.Time;

/// <summary>localtime_r and timegm against DateTime, which has the same calendar.</summary>
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

    [Test]
    public void ADateHasItsSecond() => Gen.Long[-62_135_596_800, 253_402_300_799].Sample(seconds =>
    {
        BrokenDownTime time;
        Locale.LocalTime(&seconds, &time);
        Assert.That(Locale.SecondsOf(&time), Is.EqualTo(seconds));
    });

    // What C programs do to compute with dates: fields beyond their ranges count on.
    [Test]
    public void FieldsBeyondTheirRangesAreBroughtIntoThem() =>
        (from year in Gen.Int[1900, 2100]
         from month in Gen.Int[-30, 30]
         from day in Gen.Int[-400, 400]
         from second in Gen.Int[-200_000, 200_000]
         select (year, month, day, second)).Sample(fields =>
    {
        DateTime date = new DateTime(fields.year, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMonths(fields.month).AddDays(fields.day - 1).AddSeconds(fields.second);
        var time = new BrokenDownTime { Year = fields.year - 1900, Month = fields.month, Day = fields.day, Second = fields.second };
        Assert.That(DateTime.UnixEpoch.AddSeconds(Locale.SecondsOf(&time)), Is.EqualTo(date));
        Assert.That((time.Year + 1900, time.Month + 1, time.Day, time.Second), Is.EqualTo((date.Year, date.Month, date.Day, date.Second)));
    });
}
