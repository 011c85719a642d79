// Apps/Hello, the program of the README: as a guest it prints what it prints on Linux, in every memory size that is promised.

using System.Globalization;
using System.Text;
using LibOS.Sandbox;

namespace Guest.Tests;

/// <summary>The same program on both systems.</summary>
[TestFixture]
public sealed class HelloTests
{
    private static readonly string[] s_arguments = ["plain", "two words", "--exit", "7"];

    // What two runs of a program differ in by nature: where it runs, how much memory there is, how long a collection took.
    private static readonly string[] s_differing = ["system:", "memory:", "collector:", "now:"];

    [Test]
    public async Task PrintsWhatItPrintsOnLinux()
    {
        GuestSpec spec = HelloSpec(64) with { Environment = new Dictionary<string, string> { ["GREETING"] = "good morning" } };
        GuestResult guest = await Laboratory.RunAsync(spec);
        CommandResult linux = await RunOnLinuxAsync();
        Assert.Multiple(() =>
        {
            Assert.That(linux.ExitCode, Is.EqualTo(7), linux.Error);
            Assert.That(guest.ExitCode, Is.EqualTo(7), guest.Report);
            Assert.That(guest.Shutdown, Is.EqualTo(GuestShutdown.PowerOff));
            Assert.That(Comparable(guest.Console), Is.EqualTo(Comparable(linux.Output)));
            Assert.That(guest.Console, Does.Contain("environment:  GREETING=good morning"));
            foreach (string label in s_differing)
            {
                Assert.That(Values(guest.Console, label), Has.Exactly(1).Matches(".+"), label);
            }
        });
    }

    [Test]
    public async Task TheWallClockIsTheHosts()
    {
        GuestResult guest = await Laboratory.RunAsync(HelloSpec(64));
        using var output = new MemoryStream();
        await Laboratory.Sandbox.ExecuteAsync("date -u +%s", null, bytes => output.Write(bytes), CancellationToken.None);
        DateTime host = DateTime.UnixEpoch.AddSeconds(long.Parse(Encoding.ASCII.GetString(output.ToArray()), CultureInfo.InvariantCulture));
        DateTime now = DateTime.ParseExact(Values(guest.Console, "now:").Single(), "yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
        Assert.That(now, Is.LessThanOrEqualTo(host).And.GreaterThan(host.AddSeconds(-3)), "dom0's clock, read after the guest has ended");
    }

    [Test]
    public async Task RunsInEightMegabytesAsPublished() => AssertRan(await Laboratory.RunAsync(HelloSpec(8)));

    /// <summary>The two knobs that README.md names: a heap range of 32 MiB in regions of 1 MiB (hexadecimal).</summary>
    [Test]
    public async Task RunsInFourMegabytesWithTheDocumentedKnobs() =>
        AssertRan(await Laboratory.RunAsync(HelloSpec(4) with
        {
            Environment = new Dictionary<string, string> { ["DOTNET_GCRegionRange"] = "2000000", ["DOTNET_GCRegionSize"] = "100000" },
        }));

    private static GuestSpec HelloSpec(int memory) => new() { Name = "hello", KernelPath = Laboratory.Hello.KernelPath, MemoryMiB = memory, Arguments = s_arguments };

    private static void AssertRan(GuestResult guest)
    {
        Assert.Multiple(() =>
        {
            Assert.That(guest.ExitCode, Is.EqualTo(7), guest.Report);
            Assert.That(guest.Console, Does.Contain("Goodbye, exit code 7."));
        });
    }

    private static async Task<CommandResult> RunOnLinuxAsync()
    {
        string project = Path.Combine(Laboratory.RepositoryRoot, "Apps/Hello/Hello.csproj");
        string output = Path.Combine(TestContext.CurrentContext.WorkDirectory, "hello-linux");
        CommandResult built = await ExternalCommand.TryRunAsync("dotnet", ["build", project, "-c", "Release", "-o", output, "--nologo", "-v", "quiet"], CancellationToken.None);
        Assert.That(built.ExitCode, Is.Zero, built.Output + built.Error);
        return await ExternalCommand.TryRunAsync("dotnet", [Path.Combine(output, "Hello.dll"), .. s_arguments], CancellationToken.None);
    }

    private static string[] Comparable(string text) =>
        [.. Lines(text).Where(line => !line.StartsWith("environment:", StringComparison.Ordinal) && !Array.Exists(s_differing, line.StartsWith))];

    private static IEnumerable<string> Values(string text, string label) =>
        Lines(text).Where(line => line.StartsWith(label, StringComparison.Ordinal)).Select(line => line[label.Length..].Trim());

    private static IEnumerable<string> Lines(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd('\r'));
}
