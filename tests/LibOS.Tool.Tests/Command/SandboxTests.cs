// A sandbox that is up, used by the command as a person would: what it shows, and that an interrupted run leaves nothing in it.
// The guest is a loop of two bytes, so nothing is published here.

using System.Diagnostics;
using LibOS.Sandbox;

namespace LibOS.Tool.Tests.Command;

/// <summary>Signals, timeouts and the verbs of "libos sandbox".</summary>
[NonParallelizable]
public sealed class SandboxTests
{
    private const int SIGHUP = 1;
    private const int SIGINT = 2;
    private const int SIGTERM = 15;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(40);

    private DirectoryInfo _directory = null!;
    private Dictionary<string, string> _environment = null!;
    private string _kernel = null!;

    [OneTimeSetUp]
    public async Task UpAsync()
    {
        _directory = Directory.CreateTempSubdirectory("libos-test-");
        // Its own place for long-lived sandboxes, and for those of single runs.
        _environment = new() { ["XDG_RUNTIME_DIR"] = _directory.FullName, ["TMPDIR"] = _directory.CreateSubdirectory("t").FullName };
        _kernel = Path.Combine(_directory.FullName, "spin");
        await File.WriteAllBytesAsync(_kernel, SpinningKernel());
        CommandResult result = await RunAsync("", "sandbox", "up");
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(result.Output, Does.Contain("is up"));
    }

    [OneTimeTearDown]
    public async Task DownAsync()
    {
        CommandResult result = await RunAsync("", "sandbox", "down");
        Assert.That(result.Output, Does.Contain("is down"), result.Error);
        Assert.That((await RunAsync("", "sandbox", "status")).Output, Does.StartWith("no measured sandbox is up"));
        Assert.That(Leftovers(), Is.Empty, "a machine or its directory is left");
        _directory.Delete(recursive: true);
    }

    [TestCase(SIGINT, 130)]
    [TestCase(SIGTERM, 143)]
    [TestCase(SIGHUP, 129)]
    public async Task AnInterruptedRunLeavesNoDomainAndNoLostSlot(int signal, int status)
    {
        using LibosProcess run = Start("run", _kernel, "--memory", "16");
        await UntilAsync(async () => (await RunAsync("", "sandbox", "status")).Output.Contains("spin-", StringComparison.Ordinal));

        run.Signal(signal);
        Assert.That((await run.WaitAsync()).ExitCode, Is.EqualTo(status));
        await AssertNothingIsLeftAsync();
    }

    [Test]
    public async Task ATimeoutDestroysTheGuest()
    {
        CommandResult result = await RunAsync("", "run", _kernel, "--memory", "16", "--timeout", "2");
        Assert.That(result.ExitCode, Is.EqualTo(124));
        Assert.That(result.Error, Does.Contain("took too long"));
        await AssertNothingIsLeftAsync();
    }

    [Test]
    public async Task AMachineOfOneRunEndsWithIt()
    {
        // No sandbox is up in this place, so the run starts one.
        string own = _directory.CreateSubdirectory("own").FullName;
        using var run = LibosProcess.Start(new Dictionary<string, string> { ["XDG_RUNTIME_DIR"] = own, ["TMPDIR"] = own }, "", "run", _kernel, "--memory", "16", "--mode", "measured");
        string share = await WaitForGuestAsync(own);
        int qemu = int.Parse(await File.ReadAllTextAsync(Path.Combine(share, "../../pid")), System.Globalization.CultureInfo.InvariantCulture);
        Assert.That(Directory.Exists($"/proc/{qemu}"), Is.True);
        run.Signal(SIGINT);
        Assert.That((await run.WaitAsync()).ExitCode, Is.EqualTo(130));
        Assert.That(Directory.Exists($"/proc/{qemu}"), Is.False, "QEMU still runs");
        Assert.That(Directory.EnumerateFileSystemEntries(own).Where(entry => !entry.Contains("dotnet", StringComparison.Ordinal) && !entry.Contains("clr-debug", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public async Task AShellTakesItsScriptFromAPipeAndEndsWithItsStatus()
    {
        CommandResult result = await RunAsync("echo in $(hostname -i 2> /dev/null; xl list | grep -c Domain-0)\n(exit 3)\n", "sandbox", "shell");
        Assert.That(result.Output, Does.Contain("in 1"));
        Assert.That(result.ExitCode, Is.EqualTo(3));
    }

    [Test]
    public async Task AnInterruptedShellGivesItsSlotBack()
    {
        using LibosProcess shell = LibosProcess.Start(_environment, "touch /tmp/reached; while :; do :; done\n", "sandbox", "shell", "--mode", "measured");
        await UntilAsync(async () => (await RunAsync("test -e /tmp/reached\n", "sandbox", "shell")).ExitCode == 0);

        shell.Signal(SIGTERM);
        Assert.That((await shell.WaitAsync()).ExitCode, Is.EqualTo(143));
        await AssertNothingIsLeftAsync();
    }

    [Test]
    public async Task TheSameSandboxIsNotStartedTwice()
    {
        CommandResult result = await RunAsync("", "sandbox", "up");
        Assert.That(result.ExitCode, Is.EqualTo(125));
        Assert.That(result.Error, Does.Contain("is up already").And.Contain("libos sandbox status"));
    }

    private LibosProcess Start(params string[] arguments) => LibosProcess.Start(_environment, "", [.. arguments, "--mode", "measured"]);

    private Task<CommandResult> RunAsync(string input, params string[] arguments) =>
        LibosProcess.RunAsync(_environment, input, [.. arguments, "--mode", "measured"]);

    private async Task AssertNothingIsLeftAsync()
    {
        CommandResult status = await RunAsync("", "sandbox", "status");
        Assert.That(status.Output, Does.Contain("Domain-0").And.Not.Contain("spin-"));
        string session = Path.Combine(_directory.FullName, "libos/measured");
        Assert.That(Directory.EnumerateFiles(session, "*.busy"), Is.Empty, "a slot is lost");
        Assert.That(Directory.EnumerateFileSystemEntries(Path.Combine(session, "share")), Is.Empty, "files are left");
    }

    private IEnumerable<string> Leftovers() => Directory.EnumerateDirectories(Path.Combine(_directory.FullName, "libos"))
        .Concat(Directory.EnumerateDirectories(_environment["TMPDIR"], "libos-*"));

    // The guest's directory is the only sign of a machine that nobody else can ask.
    private static async Task<string> WaitForGuestAsync(string temporary)
    {
        string? guest = null;
        await UntilAsync(async () =>
        {
            await Task.Delay(20);
            guest = Directory.EnumerateDirectories(temporary, "libos-*")
                .Select(session => Path.Combine(session, "share"))
                .Where(Directory.Exists)
                .SelectMany(share => Directory.EnumerateDirectories(share, "spin-*"))
                .FirstOrDefault();
            return guest is not null;
        });
        return guest!;
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        long begin = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.That(Stopwatch.GetElapsedTime(begin), Is.LessThan(s_limit), "it does not happen");
        }
    }

    // The sandbox's own smallest guest, with a jump to itself where it would switch itself off.
    private static byte[] SpinningKernel()
    {
        byte[] image = WarmUpKernel.Create();
        int vmmcall = image.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x0F, 0x01, 0xD9]);
        image[vmmcall] = 0xEB;
        image[vmmcall + 1] = 0xFE;
        return image;
    }
}
