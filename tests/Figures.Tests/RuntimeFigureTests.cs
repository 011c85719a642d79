// Threads, locks, tasks, timers and allocation, by the same program on both systems, one run: Benchmarks/Runtime.

using System.Globalization;
using LibOS.Sandbox;

namespace Figures.Tests;

/// <summary>What the runtime layer costs, against Linux under the same Xen.</summary>
[TestFixture]
public sealed class RuntimeFigureTests
{
    // Both systems run the same compiled code there, and Linux's own figures differ by a hundredth from run to run.
    private const double NoSlower = 0.98;

    private const string Project = "Benchmarks/Runtime/Runtime.csproj";

    private Dictionary<string, Value> _ours = [];
    private Dictionary<string, Value> _theirs = [];

    [OneTimeSetUp]
    public async Task RunAsync()
    {
        GuestResult theirs = await Laboratory.RunAsync((await Laboratory.LinuxAsync(Project)).Spec("linux-runtime", Laboratory.MemoryMiB));
        GuestResult ours = await Laboratory.RunAsync(await Laboratory.GuestAsync(Project));
        Assert.That(ours.ExitCode, Is.Zero, ours.Report);
        _ours = Values(ours.Console);
        _theirs = Values(theirs.Console);
    }

    [TestCase("thread-create-join", 3)]
    [TestCase("lock-hand-over", 3)]
    [TestCase("event-hand-over", 3)]
    [TestCase("task-yield", NoSlower)]
    [TestCase("channel-ping-pong", NoSlower)]
    [TestCase("sleep-lateness-p99", 1)]
    [TestCase("timer-lateness-p99", 1)]
    [TestCase("binary-trees", 1.05)]
    [TestCase("json-round-trip", 1.05)]
    [TestCase("dictionary-build", 1.05)]
    public void IsTimesFasterThanLinux(string name, double least)
    {
        double ratio = _theirs[name].Number / _ours[name].Number;
        Laboratory.Print($"{name}: {_ours[name]}; Linux guest {_theirs[name]}; {ratio:F2} times faster");
        // The Linux guest's figures vary by a few parts in a thousand from run to run: what is compared is what is printed.
        Assert.That(Math.Round(ratio, 2), Is.GreaterThanOrEqualTo(least));
    }

    private static Dictionary<string, Value> Values(string console) => console.Split('\n')
        .Select(line => line.TrimEnd('\r').Split(' '))
        .Where(words => words is ["figure", _, _, _])
        .ToDictionary(words => words[1], words => new Value(double.Parse(words[2], CultureInfo.InvariantCulture), words[3]));

    private readonly record struct Value(double Number, string Unit)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number:F1} {Unit}");
    }
}
