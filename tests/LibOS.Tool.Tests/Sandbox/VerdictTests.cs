// How a guest ended: its exit code, what Xen logged about it, and whether the emulator was to blame.

using System.Text;
using LibOS.Sandbox;

namespace LibOS.Tool.Tests.Sandbox;

/// <summary>GuestResult.Judge, XenLog and EmulatorRetry.</summary>
public sealed class VerdictTests
{
    private static readonly string[] s_emulatorFault =
    [
        "(XEN) d3v0 Triple fault - invoking HVM shutdown action 1",
        "(XEN) *** Dumping Dom3 vcpu#0 state: ***",
        "(XEN) RIP:    e008:[<ffff82d04020188c>]",
    ];

    private static readonly string[] s_guestFault =
    [
        "(XEN) d3v0 Triple fault - invoking HVM shutdown action 1",
        "(XEN) *** Dumping Dom3 vcpu#0 state: ***",
        "(XEN) RIP:    0008:[<0000000000100abc>]",
    ];

    private const string DuplicateUpcall = "\n[libos] panic: duplicate upcall on port 3\n";

    [TestCase(GuestShutdown.PowerOff, 0, 0)]
    [TestCase(GuestShutdown.PowerOff, 42, 42)]
    [TestCase(GuestShutdown.PowerOff, null, 125)]
    [TestCase(GuestShutdown.Crash, null, 134)]
    [TestCase(GuestShutdown.Crash, 0, 134)]
    [TestCase(GuestShutdown.Reboot, 0, 0)]
    [TestCase(GuestShutdown.Watchdog, 0, 134)]
    [TestCase(GuestShutdown.Suspend, 0, 125)]
    [TestCase(GuestShutdown.Timeout, 0, 124)]
    [TestCase(GuestShutdown.HostError, 0, 125)]
    [TestCase((GuestShutdown)77, 0, 125)]
    public void OnlyAnOrderlyEndCarriesTheProgramsCode(GuestShutdown shutdown, int? reported, int expected)
    {
        (int code, string? explanation) = GuestResult.Judge(shutdown, reported);
        Assert.That(code, Is.EqualTo(expected));
        Assert.That(explanation, shutdown == GuestShutdown.PowerOff && reported is not null ? Is.Null : Is.Not.Empty);
    }

    [Test]
    public void TheLogIsCutToOneDomain() =>
        Assert.That(
            XenLog.Select(["(XEN) d13v0 x", "(XEN) HVM d3v0 save: CPU", .. s_emulatorFault, "(XEN) d4v0 y", "(XEN) rax: 1", "(d3) said"], 3),
            Is.EqualTo((string[])[.. s_emulatorFault, "(d3) said"]));

    [Test]
    public void OnlyADeathWithTheKnownSignatureIsTheEmulators()
    {
        Assert.Multiple(() =>
        {
            Assert.That(XenLog.IsEmulatorFault(GuestShutdown.Reboot, s_emulatorFault, ""), Is.True);
            Assert.That(XenLog.IsEmulatorFault(GuestShutdown.Crash, [], DuplicateUpcall), Is.True);
            Assert.That(XenLog.IsEmulatorFault(GuestShutdown.Reboot, s_guestFault, ""), Is.False, "the guest's own triple fault");
            Assert.That(XenLog.IsEmulatorFault(GuestShutdown.Crash, [], "\n[libos] panic: out of memory\n"), Is.False);
            Assert.That(XenLog.IsEmulatorFault(GuestShutdown.PowerOff, s_emulatorFault, DuplicateUpcall), Is.False, "a program may print anything");
            Assert.That(XenLog.IsEmulatorFault(GuestShutdown.Timeout, s_emulatorFault, DuplicateUpcall), Is.False);
        });
    }

    [Test]
    public async Task AnEmulatorFaultIsRetriedWithALineThatSaysSo()
    {
        (GuestResult result, string console, int starts) = await RunAsync(Died(s_emulatorFault), Died(s_emulatorFault), Ended);
        Assert.That(starts, Is.EqualTo(3));
        Assert.That(result.ExitCode, Is.EqualTo(7));
        Assert.That(result.Retries, Is.EqualTo(2));
        Assert.That(console, Does.Contain("demo died of a known fault of the emulator").And.Contain("(1 of 3)").And.Contain("(2 of 3)").And.Not.Contain("(3 of 3)"));
    }

    [Test]
    public async Task RetryingEnds()
    {
        (GuestResult result, _, int starts) = await RunAsync([.. Enumerable.Repeat(Died(s_emulatorFault), 9)]);
        Assert.That(starts, Is.EqualTo(1 + EmulatorRetry.MaxRetries));
        Assert.That(result.ExitCode, Is.EqualTo(134));
    }

    [Test]
    public async Task AGuestsOwnDeathIsNotRetried()
    {
        (GuestResult result, string console, int starts) = await RunAsync(Died(s_guestFault), Ended);
        Assert.That(starts, Is.EqualTo(1));
        Assert.That((result.ExitCode, result.Retries, console), Is.EqualTo((134, 0, "")));
    }

    private static GuestResult Ended => new() { ExitCode = 7, Shutdown = GuestShutdown.PowerOff, Console = "" };

    private static GuestResult Died(string[] log) => new() { ExitCode = 134, Shutdown = GuestShutdown.Reboot, Console = "", XenLog = log };

    private static async Task<(GuestResult Result, string Console, int Starts)> RunAsync(params GuestResult[] attempts)
    {
        int starts = 0;
        var console = new StringBuilder();
        GuestResult result = await EmulatorRetry.RunAsync("demo", () => Task.FromResult(attempts[starts++]), bytes => console.Append(Encoding.UTF8.GetString(bytes)));
        return (result, console.ToString(), starts);
    }
}
