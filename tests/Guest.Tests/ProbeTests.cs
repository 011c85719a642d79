// Each property of the platform in a guest of its own. The probe counts its checks and says how many it expects: a guest
// that ends early, hangs or crashes fails here.

using LibOS.Sandbox;

namespace Guest.Tests;

/// <summary>Probes that check themselves.</summary>
[TestFixture]
public sealed class ProbeTests
{
    [TestCase("memory-map")]
    [TestCase("mapped-memory")]
    [TestCase("page-zero")]
    [TestCase("seal")]
    [TestCase("seal-tables")]
    [TestCase("control-registers")]
    [TestCase("guard-pages")]
    [TestCase("entropy")]
    [TestCase("c-library")]
    [TestCase("streams")]
    [TestCase("memory-blocks")]
    [TestCase("red-zone")]
    [TestCase("vector-state")]
    [TestCase("thread-local")]
    [TestCase("timer")]
    [TestCase("exceptions")]
    [TestCase("out-of-memory")]
    [TestCase("suspension")]
    [TestCase("gc-stress")]
    [TestCase("missing-export")]
    public async Task Holds(string probe) => AssertPassed(await Laboratory.RunProbeAsync(probe), probe);

    [Test]
    public async Task ArgumentsAndEnvironmentArrive()
    {
        GuestSpec spec = Laboratory.ProbeSpec("boot", "plain", "two words", "quote \" ' back \\ é €", "") with
        {
            Environment = new Dictionary<string, string> { ["PROBE_VALUE"] = "a b=c" },
        };
        AssertPassed(await Laboratory.RunAsync(spec), "boot");
    }

    [Test]
    public async Task TheConsoleCarriesMoreThanItsRing()
    {
        GuestResult result = await Laboratory.RunProbeAsync("console-out");
        AssertPassed(result, "console-out");
        string[] lines = [.. result.Console.Split('\n').Where(line => line.StartsWith("line ", StringComparison.Ordinal)).Select(line => line.TrimEnd('\r'))];
        string[] expected = [.. Enumerable.Range(0, 1000).Select(i => $"line {i:D4} of 1000: the quick brown fox jumps over the lazy dog")];
        Assert.That(lines, Is.EqualTo(expected));
    }

    [Test]
    public async Task TheConsoleGivesWhatIsTyped()
    {
        using var input = new MemoryStream("Ada\nsecond line\n"u8.ToArray());
        GuestResult result = await Laboratory.RunAsync(Laboratory.ProbeSpec("console-in") with { StandardInput = input });
        AssertPassed(result, "console-in");
        Assert.That(result.Console, Does.Contain("hello Ada"));
    }

    private static void AssertPassed(GuestResult result, string probe)
    {
        Assert.Multiple(() =>
        {
            Assert.That(result.ExitCode, Is.Zero, result.Report);
            Assert.That(result.Shutdown, Is.EqualTo(GuestShutdown.PowerOff));
            Assert.That(result.Console, Does.Match($@"\[probe\] {probe}: \d+ checks passed"));
            Assert.That(result.Console, Does.Not.Contain("FAILED"));
        });
    }
}
