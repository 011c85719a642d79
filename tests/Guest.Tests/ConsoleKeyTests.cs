// The console as a terminal: with TERM in the environment Console.ReadKey, KeyAvailable and the window's size work.

using System.Text;
using LibOS.Sandbox;

namespace Guest.Tests;

/// <summary>Keys and lines, typed while the guest waits for them.</summary>
[TestFixture]
public sealed class ConsoleKeyTests
{
    [Test]
    public async Task KeysComeOneByOne()
    {
        LiveGuest guest = await LiveGuest.StartAsync("keys", "keys", new() { ["TERM"] = "xterm", ["COLUMNS"] = "100", ["LINES"] = "30" });
        await guest.TypeAsync("a"u8.ToArray());
        await guest.HearAsync("key: None A U+0061");
        await guest.TypeAsync(4); // Ctrl-D is a key here, not the end
        await guest.HearAsync("key: Control D U+0004");
        await guest.TypeAsync("\u001b[A\r"u8.ToArray());
        await guest.HearAsync("key: None UpArrow U+0000");
        await guest.HearAsync("key: None Enter");
        await guest.TypeAsync([.. Encoding.UTF8.GetBytes("é"), (byte)'q']);
        GuestResult result = await guest.EndAsync();
        Assert.Multiple(() =>
        {
            Assert.That(result.ExitCode, Is.Zero, result.Report);
            Assert.That(result.Console, Does.Contain("input redirected: False, output: False, error: False"));
            Assert.That(result.Console, Does.Contain("size: 100x30").And.Contain("available: False"));
            Assert.That(result.Console, Does.Contain("U+00E9"));
        });
    }

    [Test]
    public async Task CtrlCCanBeAKey()
    {
        LiveGuest guest = await LiveGuest.StartAsync("key-c", "cancel-key-as-input", new() { ["TERM"] = "xterm" });
        await guest.TypeAsync(3);
        GuestResult result = await guest.EndAsync();
        Assert.That(result.ExitCode, Is.Zero, result.Report);
        Assert.That(result.Console, Does.Contain("key: Control C U+0003"));
    }

    [Test]
    public async Task ALineIsEditedAndEchoed()
    {
        LiveGuest guest = await LiveGuest.StartAsync("line", "line", new() { ["TERM"] = "xterm" });
        await guest.TypeAsync([.. "helpx"u8, 127, .. "\r"u8]);
        GuestResult result = await guest.EndAsync();
        Assert.That(result.ExitCode, Is.Zero, result.Report);
        Assert.That(result.Console, Does.Contain("line: help\n").Or.Contain("line: help\r"));
        Assert.That(result.Console, Does.Contain("\nhelpx"), "typed characters are shown");
    }
}
