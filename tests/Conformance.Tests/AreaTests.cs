// One test for each program of tests/Conformance. The program on Linux is the oracle: each check of the guest must print
// the same, and there must be as many.

using System.Text;
using LibOS.Sandbox;

namespace Conformance.Tests;

/// <summary>The areas, each with all its checks.</summary>
[TestFixture]
public sealed class AreaTests
{
    private const int MemoryMiB = 256;
    private const string CheckMark = "check ";

    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(8);

    [TestCaseSource(typeof(Programs), nameof(Programs.Names))]
    public Task BehavesAsOnLinux(string area) => CompareAsync(area, 1, "");

    // The areas in which threads meet each other.
    [TestCase("Threads")]
    [TestCase("Collector")]
    public Task BehavesAsOnLinuxWithFourVcpus(string area) => CompareAsync(area, 4, "");

    [Test]
    [Explicit("every area three times more")]
    public Task BehavesAsOnLinuxWithManyVcpus([ValueSource(typeof(Programs), nameof(Programs.Names))] string area, [Values(2, 4, 8)] int vcpus) => CompareAsync(area, vcpus, "");

    [Test]
    public Task TheConsoleReadsWhatItIsGiven() =>
        CompareAsync("Console", 1, string.Join('\n', "a line", "", "äöü € 漢字", new string('x', 3000), "abcdef", "later", "block", "", "12", "345", "stop", "what remains", "é\n"), "input");

    private static async Task CompareAsync(string area, int vcpus, string input, params string[] arguments)
    {
        string linux = await Programs.PublishAsync(area, "linux-x64");
        string xen = await Programs.PublishAsync(area, "xen-x64");
        using var limit = new CancellationTokenSource(s_limit);
        CommandResult expected = await ExternalCommand.TryRunAsync(linux, arguments, limit.Token, input: input);
        GuestResult actual = await Programs.Sandbox.RunAsync(
            new GuestSpec
            {
                Name = area,
                KernelPath = xen,
                MemoryMiB = MemoryMiB,
                Vcpus = vcpus,
                Timeout = s_limit,
                Arguments = arguments,
                StandardInput = new MemoryStream([.. Encoding.UTF8.GetBytes(input), GuestSpec.EndOfInput]),
            },
            null,
            CancellationToken.None);

        Dictionary<string, string> oracle = Checks(expected.Output);
        Dictionary<string, string> observed = Checks(actual.Console);
        string[] differences = [.. oracle.Where(check => observed.GetValueOrDefault(check.Key) != check.Value)
            .Select(check => $"{check.Key}\n  Linux: {check.Value}\n  guest: {observed.GetValueOrDefault(check.Key, "(did not run)")}")];
        await TestContext.Out.WriteLineAsync($"figure: conformance {area}{string.Concat(arguments.Select(argument => " " + argument))}{(vcpus == 1 ? "" : $", {vcpus} vCPUs")}: {oracle.Count - differences.Length} of {oracle.Count} checks as on Linux");
        Assert.Multiple(() =>
        {
            Assert.That(oracle, Has.Count.GreaterThan(10), expected.Output + expected.Error);
            Assert.That(observed.Keys.Except(oracle.Keys), Is.Empty, "checks that ran in the guest only");
            Assert.That(differences, Is.Empty, string.Join('\n', differences) + "\n" + actual.Explanation + "\n" + Tail(actual.Console));
            Assert.That(actual.ExitCode, Is.EqualTo(expected.ExitCode), actual.Explanation);
        });
    }

    private static Dictionary<string, string> Checks(string text)
    {
        var checks = new Dictionary<string, string>();
        foreach (string line in text.Split('\n').Select(line => line.TrimEnd('\r')).Where(line => line.StartsWith(CheckMark, StringComparison.Ordinal)))
        {
            int colon = line.IndexOf(": ", StringComparison.Ordinal);
            checks.Add(line[CheckMark.Length..colon], line[(colon + 2)..]);
        }

        return checks;
    }

    private static string Tail(string text) => text.Length > 2000 ? text[^2000..] : text;
}
