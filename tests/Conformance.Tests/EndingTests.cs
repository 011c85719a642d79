// Each way to end of the program Faults: the exit code is that of Linux, and what Linux prints is printed. A guest has one
// console for output and error, and adds its own report when it dies.

using LibOS.Sandbox;

namespace Conformance.Tests;

/// <summary>Exit codes and last words.</summary>
[TestFixture]
public sealed class EndingTests
{
    private const string Program = "Faults";

    [Test]
    public async Task EveryEndingIsAsOnLinux()
    {
        string linux = await Programs.PublishAsync(Program, "linux-x64");
        string xen = await Programs.PublishAsync(Program, "xen-x64");
        string[] endings = Lines((await ExternalCommand.TryRunAsync(linux, ["endings"], CancellationToken.None)).Output);
        Assert.That(endings, Has.Length.GreaterThan(20));
        var differences = new List<string>();
        foreach (string ending in endings)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            CommandResult expected = await ExternalCommand.TryRunAsync(linux, [ending], limit.Token);
            GuestResult actual = await Programs.Sandbox.RunAsync(
                new GuestSpec { Name = ending, KernelPath = xen, Arguments = [ending], Timeout = TimeSpan.FromMinutes(1) },
                null,
                CancellationToken.None);
            string[] printed = Lines(actual.Console);
            string[] missing = [.. Lines(expected.Output).Concat(Lines(expected.Error)).Where(line => !printed.Contains(line))];
            if (actual.ExitCode != expected.ExitCode || missing.Length > 0)
            {
                differences.Add($"{ending}: exit code {actual.ExitCode}, on Linux {expected.ExitCode}; not printed: [{string.Join(" | ", missing)}]; printed: {actual.Console}");
            }
        }

        await TestContext.Out.WriteLineAsync($"figure: conformance endings: {endings.Length - differences.Count} of {endings.Length} as on Linux");
        Assert.That(differences, Is.Empty, string.Join("\n\n", differences));
    }

    private static string[] Lines(string text) => [.. text.Split('\n').Select(line => line.TrimEnd('\r')).Where(line => line.Length > 0)];
}
