// Ways to end: exit codes, unhandled exceptions, crashes. A crash is reported with its cause, the registers and a stack
// with names, and the domain's shutdown reason says it.

using System.Text.RegularExpressions;
using LibOS.Sandbox;

namespace Guest.Tests;

/// <summary>How guests end.</summary>
[TestFixture]
public sealed class EndingTests
{
    [TestCase(0)]
    [TestCase(1)]
    [TestCase(42)]
    [TestCase(255)]
    public async Task TheExitCodeIsTheGuests(int code)
    {
        GuestResult result = await Laboratory.RunProbeAsync("exit", $"{code}");
        Assert.That(result.ExitCode, Is.EqualTo(code));
        Assert.That(result.Shutdown, Is.EqualTo(GuestShutdown.PowerOff));
    }

    [Test]
    public async Task AnyThreadCanEndTheProgram()
    {
        GuestResult result = await Laboratory.RunProbeAsync("exit-from-thread");
        Assert.That(result.ExitCode, Is.EqualTo(9));
    }

    [Test]
    public async Task AnUnhandledExceptionPrintsWhatDotnetPrintsAndCrashes()
    {
        GuestResult result = await Laboratory.RunProbeAsync("unhandled");
        AssertCrash(result, "abort() was called");
        Assert.That(result.Console, Does.Contain("Unhandled exception. System.InvalidOperationException: nobody catches this"));
        Assert.That(result.Console, Does.Contain("at Probe.Endings.ThrowUnhandled"));
    }

    [TestCase(1)]
    [TestCase(2)]
    public async Task AGuestThatHangsSaysWhatItsThreadsDo(int vcpus)
    {
        GuestResult result = await Laboratory.RunAsync(Laboratory.ProbeSpec("hang") with { Vcpus = vcpus, Timeout = TimeSpan.FromSeconds(3) });
        Assert.Multiple(() =>
        {
            Assert.That(result.ExitCode, Is.EqualTo(GuestResult.TimeoutExitCode), result.Report);
            Assert.That(result.Console, Does.Match("""thread \d+ "busy"[\s\S]*Probe_Probe_Endings__Spin"""));
            Match left = Owner("left").Match(result.Console);
            Match right = Owner("right").Match(result.Console);
            Assert.That((left.Groups[2].Value, right.Groups[2].Value), Is.EqualTo((right.Groups[1].Value, left.Groups[1].Value)), result.Console);
            Assert.That(left.Success, Is.True);
        });

        static Regex Owner(string name) => new($"""thread (\d+) "{name}" waits for a mutex of thread (\d+)""");
    }

    [Test]
    public async Task AbortIsACrashWithAReport() => AssertCrash(await Laboratory.RunProbeAsync("abort"), "abort() was called");

    [Test]
    public async Task AStackOverflowIsNamedWithTheOverflowingFrames()
    {
        GuestResult result = await Laboratory.RunProbeAsync("stack-overflow");
        AssertCrash(result, "stack overflow");
        AssertRegisters(result);
        Assert.That(result.Console, Does.Contain("OverflowStack"));
    }

    [Test]
    public async Task WritingToTextIsRefused()
    {
        GuestResult result = await Laboratory.RunProbeAsync("seal-write-text");
        Assert.That(result.Console, Does.Contain("writing to text at"));
        Assert.That(result.Console, Does.Not.Contain("the write went through"));
        Assert.That(result.ExitCode, Is.EqualTo(GuestResult.CrashExitCode));
    }

    [Test]
    public async Task ACheckedCopyThatWouldOverflowIsACrash()
    {
        GuestResult result = await Laboratory.RunProbeAsync("c-overflow");
        AssertCrash(result, "buffer overflow detected");
        Assert.That(result.Console, Does.Not.Contain("the copy went through"));
    }

    [Test]
    public async Task RunningDataIsRefused()
    {
        GuestResult result = await Laboratory.RunProbeAsync("seal-run-data");
        Assert.That(result.Console, Does.Contain("running data at"));
        Assert.That(result.Console, Does.Not.Contain("the data ran"));
        AssertCrash(result, "SIGSEGV");
        AssertRegisters(result);
        Assert.That(result.Console, Does.Contain("vector 14 error 0x0011").Or.Contain("vector 14 error 0x0010"));
    }

    [Test]
    public async Task LibosSymbolizeAddsFilesAndLines()
    {
        GuestResult result = await Laboratory.RunProbeAsync("stack-overflow");
        string tool = Path.Combine(Laboratory.RepositoryRoot, "Tools/LibOS.Tool/LibOS.Tool.csproj");
        CommandResult symbolized = await ExternalCommand.TryRunAsync(
            "dotnet",
            ["run", "--project", tool, "--", "symbolize", "--debug", Laboratory.Probe.DebugPath],
            CancellationToken.None,
            input: result.Console);
        Assert.That(symbolized.ExitCode, Is.Zero, symbolized.Error);
        Assert.That(symbolized.Output, Does.Match(@"OverflowStack.*Endings\.cs:\d+"));
    }

    private static void AssertCrash(GuestResult result, string cause)
    {
        Assert.Multiple(() =>
        {
            Assert.That(result.ExitCode, Is.EqualTo(GuestResult.CrashExitCode));
            Assert.That(result.Shutdown, Is.EqualTo(GuestShutdown.Crash));
            Assert.That(result.Console, Does.Contain("[libos] panic: ").And.Contain(cause));
            Assert.That(result.Console, Does.Match(@"stack:[\s\S]*\n  0x[0-9a-f]{16} \S+\+0x"));
        });
    }

    private static void AssertRegisters(GuestResult result) =>
        Assert.That(result.Console, Does.Match(@"vector \d+ error 0x[0-9a-f]+ address 0x[0-9a-f]{16}").And.Match(@"rip [0-9a-f]{16}  rsp [0-9a-f]{16}"));
}
