// What the host's tools and the console's keys do to a program: it is told as Linux would tell it, gets its chance, and
// the domain ends the way it was asked to.

using LibOS.Sandbox;

namespace Guest.Tests;

/// <summary>xl shutdown, xl reboot, xl sysrq, xl save, Ctrl-C and Ctrl-\.</summary>
[TestFixture]
public sealed class LifecycleTests
{
    private const byte CtrlC = 3;
    private const byte CtrlBackslash = 28;

    [TestCase("shutdown", GuestShutdown.PowerOff)]
    [TestCase("reboot", GuestShutdown.Reboot)]
    public async Task AShutdownRequestIsATerminationSignal(string command, GuestShutdown end)
    {
        LiveGuest guest = await LiveGuest.StartAsync("handles-" + command, "wait-term");
        await guest.InDom0Async($"xl {command} $id");
        GuestResult result = await guest.EndAsync();
        AssertEnd(result, 17, end);
        Assert.That(result.Console, Does.Contain("told: SIGTERM").And.Contain("process exit"));
    }

    [Test]
    public async Task TheRequestIsAcknowledgedAndTheProgramMayStay()
    {
        LiveGuest guest = await LiveGuest.StartAsync("stays-on", "refuse-term");
        await guest.InDom0Async("xl shutdown $id");
        await guest.HearAsync("told: SIGTERM");
        Assert.That(await guest.InDom0Async("echo \"value=$(xenstore-read /local/domain/$id/control/shutdown)\""), Is.EqualTo("value=\n"));
        await guest.TypeAsync(CtrlC);
        AssertEnd(await guest.EndAsync(), 130, GuestShutdown.PowerOff);
    }

    [TestCase("wait")]
    [TestCase("spin")]
    [TestCase("observe-term")]
    public async Task WithoutAHandlerThatCancelsTheProgramEnds(string probe)
    {
        LiveGuest guest = await LiveGuest.StartAsync("ends-" + probe, probe);
        await guest.InDom0Async("xl shutdown $id");
        AssertEnd(await guest.EndAsync(), 143, GuestShutdown.PowerOff);
    }

    [Test]
    public async Task HaltIsAPowerOff()
    {
        LiveGuest guest = await LiveGuest.StartAsync("halts", "wait");
        await guest.InDom0Async("xenstore-write /local/domain/$id/control/shutdown halt");
        AssertEnd(await guest.EndAsync(), 143, GuestShutdown.PowerOff);
    }

    [Test]
    public async Task WhatTheGuestCanDoStandsInTheStore()
    {
        LiveGuest guest = await LiveGuest.StartAsync("features", "wait");
        string features = await guest.InDom0Async(
            """
            for feature in poweroff reboot suspend; do
                echo "$feature=$(xenstore-read /local/domain/$id/control/feature-$feature 2> /dev/null)"
            done
            xl shutdown $id
            """);
        await guest.EndAsync();
        Assert.That(features, Does.Contain("poweroff=1").And.Contain("reboot=1").And.Contain("suspend=\n"));
    }

    [Test]
    public async Task ARequestThatCannotBeMetIsNamedAndLeftAlone()
    {
        LiveGuest guest = await LiveGuest.StartAsync("stays", "wait-term");
        await guest.InDom0Async("xenstore-write /local/domain/$id/control/shutdown suspend");
        await guest.HearAsync("the host asks for \"suspend\", which this guest cannot do");
        string left = await guest.InDom0Async("xenstore-read /local/domain/$id/control/shutdown; xl shutdown $id");
        Assert.That(left, Does.StartWith("suspend"));
        AssertEnd(await guest.EndAsync(), 17, GuestShutdown.PowerOff);
    }

    [TestCase("b", GuestShutdown.Reboot)]
    [TestCase("o", GuestShutdown.PowerOff)]
    [TestCase("c", GuestShutdown.Crash)]
    public async Task SysrqEndsTheDomainWithoutAsking(string key, GuestShutdown end)
    {
        LiveGuest guest = await LiveGuest.StartAsync("sysrq-" + key, "wait-term");
        await guest.InDom0Async($"xl sysrq $id {key}");
        GuestResult result = await guest.EndAsync();
        Assert.That(result.Shutdown, Is.EqualTo(end), result.Report);
        Assert.That(result.Console, Does.Not.Contain("told"));
    }

    [Test]
    public async Task CtrlCIsAskedOfTheProgram()
    {
        LiveGuest guest = await LiveGuest.StartAsync("cancels", "cancel-keys");
        await guest.TypeAsync(CtrlC);
        await guest.HearAsync("key 1: ControlC");
        await guest.TypeAsync(CtrlC);
        await guest.HearAsync("key 2: ControlC");
        AssertEnd(await guest.EndAsync(), 130, GuestShutdown.PowerOff);
    }

    [Test]
    public async Task CtrlBackslashIsAskedOfTheProgram()
    {
        LiveGuest guest = await LiveGuest.StartAsync("breaks", "cancel-keys");
        await guest.TypeAsync(CtrlBackslash);
        await guest.HearAsync("key 1: ControlBreak");
        await guest.TypeAsync(CtrlBackslash);
        AssertEnd(await guest.EndAsync(), 131, GuestShutdown.PowerOff);
    }

    [Test]
    public async Task CtrlCEndsAProgramThatDoesNotCare()
    {
        LiveGuest guest = await LiveGuest.StartAsync("interrupted", "wait");
        await guest.TypeAsync(CtrlC);
        AssertEnd(await guest.EndAsync(), 130, GuestShutdown.PowerOff);
    }

    [Test]
    public async Task CtrlCDiscardsWhatWasTypedBefore()
    {
        LiveGuest guest = await LiveGuest.StartAsync("discards", "read-behind-cancel");
        await guest.TypeAsync([.. "abc"u8, CtrlC]);
        await guest.HearAsync("cancelled");
        await guest.TypeAsync("def\n"u8.ToArray());
        GuestResult result = await guest.EndAsync();
        AssertEnd(result, 0, GuestShutdown.PowerOff);
        Assert.That(result.Console, Does.Contain("line: def"));
    }

    [Test]
    public async Task ExitRunsTheHandlersOnce()
    {
        GuestResult result = await Laboratory.RunAsync(Spec("exit"));
        AssertEnd(result, 21, GuestShutdown.PowerOff);
        Assert.That(result.Console.Split("process exit, code 21"), Has.Length.EqualTo(2));
    }

    [Test]
    public async Task FailFastSaysWhyAndRunsNoHandler()
    {
        GuestResult result = await Laboratory.RunAsync(Spec("fail-fast"));
        AssertEnd(result, GuestResult.CrashExitCode, GuestShutdown.Crash);
        Assert.That(result.Console, Does.Contain("Process terminated. the cache is corrupt").And.Contain("inner cause"));
        Assert.That(result.Console, Does.Not.Contain("process exit"));
    }

    [Test]
    public async Task TheProcessKnowsItself()
    {
        GuestResult result = await Laboratory.RunAsync(Spec("process"));
        AssertEnd(result, 0, GuestShutdown.PowerOff);
        foreach (string fact in (string[])["id: 1", "path: /app/program", "base: /app/", "machine: localhost", "user: root", "processors: 1", "page: 4096", "privileged: True", "cpu-usage: True", "directory: /app", "process-id: 1"])
        {
            Assert.That(result.Console, Does.Contain(fact + "\n").Or.Contain(fact + "\r"));
        }

        Assert.That(result.Console, Does.Match("start: .*one process"));
        Assert.That(result.Console, Does.Contain("error goes to the console too"));
    }

    private static GuestSpec Spec(string behaviour) => new() { Name = behaviour, KernelPath = Laboratory.Lifecycle.KernelPath, Arguments = [behaviour] };

    private static void AssertEnd(GuestResult result, int code, GuestShutdown shutdown)
    {
        Assert.Multiple(() =>
        {
            Assert.That(result.ExitCode, Is.EqualTo(code), result.Report);
            Assert.That(result.Shutdown, Is.EqualTo(shutdown));
        });
    }
}
