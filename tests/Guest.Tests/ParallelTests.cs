// Threads on many vCPUs: the verbs of tests/Guests/Parallel, each of which judges itself. A failed run prints the seed that repeats it.
// In the measuring mode the vCPUs take turns on one emulated CPU, at moments of Xen's choice; LIBOS_SLICE adds those of ours.

using System.Globalization;
using LibOS.Sandbox;

namespace Guest.Tests;

/// <summary>The Parallel guest, by the number of its vCPUs.</summary>
[TestFixture]
public sealed class ParallelTests
{
    private const int MemoryMiB = 128;
    private const int Verbs = 9;

    // Whoever adds a check to the guest adds what it must not accept.
    private const int Violations = 23;

    [TestCase(1, 20)]
    [TestCase(2, 20)]
    [TestCase(4, 10)]
    [TestCase(8, 10)]
    public async Task EverythingHolds(int vcpus, int work)
    {
        GuestResult result = await RunAsync(Laboratory.Parallel, vcpus, "all", "--work", Text(work), "--expect", Text(vcpus));
        AssertPassed(result, Verbs);
        Assert.That(result.Console, Does.Contain($"places: {vcpus} processors, threads ran on {vcpus} of them"));
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(4)]
    [TestCase(8)]
    [Explicit("minutes")]
    public async Task EverythingHoldsInFull(int vcpus) =>
        AssertPassed(await RunAsync(Laboratory.Parallel, vcpus, "all", "--work", "300", "--expect", Text(vcpus)), Verbs);

    // From the 33rd on a vCPU's record is in memory of the guest's own.
    [Test]
    public async Task FortyVcpusAllRunThreads()
    {
        GuestResult result = await RunAsync(Laboratory.Parallel, 40, "places", "--work", "20", "--expect", "40");
        AssertPassed(result, 1);
    }

    [Test]
    public async Task AViolationEndsTheProgram()
    {
        GuestResult result = await RunAsync(Laboratory.Parallel, 4, "places", "--expect", "99", "--seed", "5");
        Assert.Multiple(() =>
        {
            Assert.That(result.ExitCode, Is.EqualTo(1), result.Report);
            Assert.That(result.Console, Does.Match(@"FAILED: places: threads ran on \d processors, not on 99 \(--seed 5\)"));
            Assert.That(result.Console, Does.Not.Contain("[parallel] passed"));
        });
    }

    [TestCase(2, 10)]
    [TestCase(4, 10)]
    public async Task EverythingHoldsWithTheServerCollector(int vcpus, int work)
    {
        Published server = await Published.CreateAsync(Path.Combine(Laboratory.RepositoryRoot, "tests/Guests/ParallelServer/ParallelServer.csproj"));
        GuestResult result = await RunAsync(server, vcpus, "all", "--work", Text(work), "--server", "1");
        AssertPassed(result, Verbs);
        Assert.That(result.Console, Does.Contain($"server GC True, {vcpus} heaps"));
    }

    private static Task<GuestResult> RunAsync(Published guest, int vcpus, params string[] arguments) => Laboratory.RunAsync(new GuestSpec
    {
        Name = $"parallel-{vcpus}",
        KernelPath = guest.KernelPath,
        MemoryMiB = MemoryMiB,
        Vcpus = vcpus,
        Arguments = arguments,
        Environment = new Dictionary<string, string> { ["LIBOS_SLICE"] = "100-500" },
        Timeout = TimeSpan.FromMinutes(20),
    });

    // The report of a failure is the end of the console: the line that says what failed, and the seed, are in it.
    private static void AssertPassed(GuestResult result, int verbs) => Assert.Multiple(() =>
    {
        Assert.That(result.ExitCode, Is.Zero, result.Report + "\n" + Array.Find(result.Console.Split('\n'), line => line.Contains("--seed", StringComparison.Ordinal)));
        Assert.That(result.Console, Does.Contain($"self-check: {Violations} violations noticed"));
        Assert.That(result.Console, Does.Contain($"[parallel] passed: {verbs} of {verbs}"));
    });

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
