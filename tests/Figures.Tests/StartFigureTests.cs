// The figures that a first look at LibOS asks for, on the sandbox's virtual clock: it counts instructions, so they do not
// depend on how busy the host is, and two runs agree. Each prints what was measured, then holds it against its limit.

using System.Globalization;
using LibOS.Sandbox;

namespace Figures.Tests;

/// <summary>Size, start time, memory.</summary>
[TestFixture]
[Order(0)]
public sealed class StartFigureTests
{
    // 1.5 MB was the aim, and this program does not reach it. Of its 2.08 MB the stock runtime's native part takes 0.38 and what
    // the stock compiler makes of Main and of the class library below it 1.27: without one line of LibOS it is above the
    // aim (the same program for Linux: 1.65 MB, and the C library beside it). Tasks and timers account for 0.19 MB, the
    // metadata that names methods in stack traces for 0.15; 0.09 buy 1.4 ms of start (docs/adr/0012).
    private const long KernelLimit = 2_160_000;

    private const double MillisecondsToMain = 3;
    private const double TimesFasterThanLinux = 50;
    private const string FirstLine = "Hello from .NET!";

    // What a domain with an idle Linux needs at least is a multiple of this.
    private const int TimesSmallerThanLinux = 4;
    private const int SmallestMemory = 8;

    private const string HelloProject = "Apps/Hello/Hello.csproj";

    private GuestSpec _hello = null!;
    private LinuxGuest _linux = null!;

    [OneTimeSetUp]
    public async Task PublishAsync()
    {
        _hello = await Laboratory.GuestAsync(HelloProject, "--exit", "7");
        _linux = await Laboratory.LinuxAsync(HelloProject);
    }

    [Test]
    public void TheKernelIsSmall()
    {
        long size = new FileInfo(_hello.KernelPath).Length;
        Laboratory.Print($"Hello's kernel, stripped: {size / 1e6:F3} MB");
        Assert.That(size, Is.LessThanOrEqualTo(KernelLimit));
    }

    [Test]
    public async Task MainBeginsWithinMilliseconds()
    {
        GuestSpec start = await Laboratory.GuestAsync("tests/Guests/Start/Start.csproj");
        GuestResult guest = await Laboratory.RunAsync(start with { MemoryMiB = 64 });
        string line = guest.Console.Split('\n').Single(text => text.StartsWith("[start] main at ", StringComparison.Ordinal));
        double milliseconds = long.Parse(line.Split(' ')[3], CultureInfo.InvariantCulture) / 1e6;
        Laboratory.Print($"guest entry to the first line of Main: {milliseconds:F3} ms");
        Assert.That(milliseconds, Is.InRange(0.01, MillisecondsToMain));
    }

    [Test]
    [Order(0)] // guests that ran before in the same boot make later ones slower
    public async Task StartsManyTimesFasterThanLinux()
    {
        LinuxGuest unpacked = _linux.WithKernel(await LinuxKernel.UnpackAsync(Laboratory.Image.Kernel, TestContext.CurrentContext.WorkDirectory, CancellationToken.None));
        GuestResult theirs = await Laboratory.RunAsync(_linux.Spec("linux", Laboratory.MemoryMiB, "--exit", "7"));
        GuestResult theirsUnpacked = await Laboratory.RunAsync(unpacked.Spec("linux-unpacked", Laboratory.MemoryMiB, "--exit", "7"));
        GuestResult ours = await Laboratory.RunAsync(_hello);
        Assert.Multiple(() =>
        {
            Assert.That(LinuxGuest.ExitCode(theirs), Is.EqualTo(7), theirs.Console);
            Assert.That(LinuxGuest.ExitCode(theirsUnpacked), Is.EqualTo(7), theirsUnpacked.Console);
            Assert.That(ours.ExitCode, Is.EqualTo(7), ours.Report);
            Assert.That(theirs.Console, Does.StartWith(FirstLine), "the first byte is Main's");
            Assert.That(ours.Console, Does.StartWith(FirstLine), "the first byte is Main's");
        });
        double ratio = ToFirstLine(theirs) / ToFirstLine(ours);
        Laboratory.Print($"xl create to the first line of Main, {Laboratory.MemoryMiB} MiB: {Describe(ours)}; Linux guest {Describe(theirs)}; {ratio:F1} times faster");
        Laboratory.Print($"the same against a Linux kernel that was unpacked beforehand: {Describe(theirsUnpacked)}; {ToFirstLine(theirsUnpacked) / ToFirstLine(ours):F1} times faster");
        Assert.That(ratio, Is.GreaterThanOrEqualTo(TimesFasterThanLinux));
    }

    [Test]
    public async Task NeedsAFractionOfTheMemoryOfLinux()
    {
        GuestResult ours = await Laboratory.RunAsync(_hello with { MemoryMiB = SmallestMemory });
        Assert.That(ours.ExitCode, Is.EqualTo(7), ours.Report);
        const int step = SmallestMemory * TimesSmallerThanLinux;
        int tooLittle = 0;
        while (!await RunsOnLinuxAsync(tooLittle + step))
        {
            tooLittle += step;
        }

        Laboratory.Print($"Hello runs in {SmallestMemory} MiB; on the Linux guest in {tooLittle + step}, and not in {tooLittle}: more than {tooLittle / SmallestMemory} times smaller");
        Assert.That(tooLittle, Is.GreaterThanOrEqualTo(step), "Linux runs in four times as much");
    }

    private async Task<bool> RunsOnLinuxAsync(int memory)
    {
        try
        {
            return LinuxGuest.ExitCode(await Laboratory.RunAsync(_linux.Spec("linux-small", memory, "--exit", "7"))) == 7;
        }
        catch (SandboxException refusal) when (refusal.Message.Contains("could not create", StringComparison.Ordinal))
        {
            await TestContext.Out.WriteLineAsync($"{memory} MiB: {refusal.Message}");
            return false;
        }
    }

    private static double ToFirstLine(GuestResult guest) => (guest.Times.FirstOutput!.Value - guest.Times.CreateBegin).TotalMilliseconds;

    private static string Describe(GuestResult guest) =>
        $"{ToFirstLine(guest):F1} ms (xl create {(guest.Times.Created - guest.Times.CreateBegin).TotalMilliseconds:F1})";
}
