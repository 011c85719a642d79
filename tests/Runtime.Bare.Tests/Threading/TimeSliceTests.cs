using System.Collections.Generic;
using System.Linq;
using System.Text;
using NUnit.Framework;
using Runtime.Bare.Threading;

namespace Runtime.Bare.Tests.Threading;

/// <summary>LIBOS_SLICE: what it may say, and what slices follow from it.</summary>
public sealed class TimeSliceTests
{
    [TearDown]
    public void RestoreTheDefault() => TimeSlice.Set(0, 0);

    [TestCase("50", 50u, 50u)]
    [TestCase("300", 300u, 300u)]
    [TestCase("1000000", 1_000_000u, 1_000_000u)]
    [TestCase("100-500", 100u, 500u)]
    [TestCase("0100-0100", 100u, 100u)]
    public void ItIsALengthOrTwo(string text, uint leastUs, uint mostUs)
    {
        bool parsed = TimeSlice.TryParse(Encoding.ASCII.GetBytes(text), out ulong least, out ulong most);
        Assert.That((parsed, least, most), Is.EqualTo((true, leastUs * 1000UL, mostUs * 1000UL)));
    }

    [TestCase("")]
    [TestCase("49")]
    [TestCase("1000001")]
    [TestCase("99999999999999999999999")]
    [TestCase("-100")]
    [TestCase("100-")]
    [TestCase("500-100")]
    [TestCase("100-500-900")]
    [TestCase("100us")]
    [TestCase(" 100")]
    [TestCase("0x100")]
    [TestCase("100-2000000")]
    public void AnythingElseIsRefused(string text) =>
        Assert.That(TimeSlice.TryParse(Encoding.ASCII.GetBytes(text), out _, out _), Is.False);

    [Test]
    public void ASingleLengthIsEverySlice()
    {
        Assert.That(Draw(3).Distinct(), Is.EqualTo([TimeSlice.DefaultNs]));
        TimeSlice.Set(300_000, 300_000);
        Assert.That(Draw(100).Distinct(), Is.EqualTo([300_000UL]));
    }

    [Test]
    public void ARangeIsDrawnFromAndFilled()
    {
        TimeSlice.Set(100_000, 500_000);
        List<ulong> first = Draw(4000);
        Assert.That(first, Has.All.InRange(100_000UL, 500_000UL));
        Assert.That(first.Select(ns => (ns - 100_000) / 40_001).Distinct().Count(), Is.EqualTo(10), "every tenth of the range occurs");
        Assert.That(Draw(4000), Is.EqualTo(first), "the next boot draws the same, and so does another CPU");
    }

    private static List<ulong> Draw(int count)
    {
        ulong random = 0;
        var drawn = new List<ulong>();
        for (int i = 0; i < count; i++)
        {
            drawn.Add(TimeSlice.NextNs(ref random));
        }

        return drawn;
    }
}
