using CsCheck;
using NUnit.Framework;
using Runtime.Bare.Cpu;
using Runtime.Bare.Tests.Threading;
using Runtime.Bare.Time;
using Runtime.Bare.Xen;

namespace Runtime.Bare.Tests.Time;

/// <summary>The guest's clocks over a shared page that changes under them.</summary>
public sealed unsafe class ClockTests
{
    private const ulong Second = 1_000_000_000;

    private TwinXen _xen = null!;

    [OneTimeSetUp]
    public void Allocate() => _xen = new TwinXen();

    [OneTimeTearDown]
    public void Release() => _xen.Dispose();

    [SetUp]
    public void Boot() => _xen.Reset();

    [Test]
    public void MonotonicTimeStartsAtZeroAndFollowsTheCounter()
    {
        Assert.That(Clock.MonotonicNs(), Is.Zero);
        TwinXen.SetNow(5 * Second);
        Assert.That(Clock.MonotonicNs(), Is.EqualTo(5 * Second));
    }

    [Test]
    public void MonotonicTimeCountsFromTheFirstInstruction()
    {
        TwinXen.SetNow(7 * Second);
        Clock.Initialize(entryTsc: 4 * Second);
        Assert.That(Clock.MonotonicNs(), Is.EqualTo(3 * Second));
        TwinXen.SetNow(9 * Second);
        Assert.That(Clock.MonotonicNs(), Is.EqualTo(5 * Second));
    }

    [Test]
    public void TimeNeverGoesBackWhateverXenWrites() =>
        Gen.Select(Gen.ULong[0, 1UL << 40], Gen.ULong[0, 1UL << 40], Gen.ULong[0, 1UL << 40]).Array[1, 20].Sample(
            records =>
            {
                _xen.Reset();
                ulong last = Clock.MonotonicNs();
                foreach ((ulong stamp, ulong systemTime, ulong distance) in records)
                {
                    VcpuTimeInfo* record = &SharedInfo.VcpuInfo(SharedInfo.Page, 0)->Time;
                    record->Version += 2;
                    record->TscTimestamp = stamp;
                    record->SystemTime = systemTime;
                    TwinCpu.Tsc = stamp + distance;
                    ulong now = Clock.MonotonicNs();
                    Assert.That(now, Is.GreaterThanOrEqualTo(last));
                    last = now;
                }
            },
            threads: 1);

    [Test]
    public void RealTimeIsTheWallClockPlusTheHostsUptime()
    {
        // The record says what the date was at system time zero; its seconds have 64 bits.
        SharedInfo.Page->WallClockSeconds = 1;
        SharedInfo.Page->WallClockSecondsHigh = 1;
        SharedInfo.Page->WallClockNanoseconds = 7;
        ulong atZero = ((1UL << 32) + 1) * Second;
        Assert.That(Clock.RealtimeNs(), Is.EqualTo(atZero + 7 + TwinXen.SystemTimeAtBoot));
        TwinXen.SetNow(Second);
        Assert.That(Clock.RealtimeNs(), Is.EqualTo(atZero + 7 + TwinXen.SystemTimeAtBoot + Second));
        Assert.That(Clock.RealtimeToMonotonic(Clock.RealtimeNs()), Is.EqualTo(Second));
        Assert.That(Clock.RealtimeToMonotonic(5), Is.Zero, "long before the guest");
    }

    [Test]
    public void AnyDeadlineCanBeArmed()
    {
        Clock.ArmTimer(ulong.MaxValue);
        Assert.That(_xen.TimerNs, Is.EqualTo(3600 * Second), "in an hour at the latest");
        Clock.ArmTimer(0);
        Assert.That(_xen.TimerNs, Is.Zero, "what is past fires at once");
    }
}
