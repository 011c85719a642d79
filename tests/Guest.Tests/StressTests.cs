// The collector under threads, preemption every few hundred microseconds, collections at random moments and little memory. The
// runs are as long as a test may be; the same runs in full are explicit: ./build.sh test Guest.Tests --filter FullyQualifiedName~InFull

using System.Globalization;
using System.Text.RegularExpressions;
using LibOS.Sandbox;

namespace Guest.Tests;

/// <summary>The Stress guest. Each run prints the seed that repeats it.</summary>
[TestFixture]
public sealed partial class StressTests
{
    private const string RandomSlices = "100-500";

    [Test]
    public async Task DamageIsNoticed()
    {
        GuestResult result = await RunAsync(64, [], "run", "--allocations", "200000", "--threads", "2", "--damage-at", "400");
        Assert.Multiple(() =>
        {
            Assert.That(result.ExitCode, Is.EqualTo(1), result.Report);
            Assert.That(result.Console, Does.Contain("self-check: 140 damaged graphs noticed"));
            Assert.That(result.Console, Does.Match(@"FAILED: thread 0, step 400, place \d+: a \w+Graph is damaged"));
        });
    }

    [TestCase(1)]
    [TestCase(0)]
    public async Task GraphsStayWhole(int concurrent) => await StressAsync(48, concurrent, allocations: 1_500_000, graphs: 8, collectUs: 20_000);

    [Test]
    public async Task GraphsStayWholeWithFourVcpus() => await StressAsync(64, concurrent: 1, allocations: 1_000_000, graphs: 8, collectUs: 20_000, vcpus: 4);

    // Whether an allocation fails is luck here; where each thread's must, and is caught, is the next test.
    [Test]
    public async Task GraphsStayWholeWhereMemoryIsScarce() => await ScarceAsync(concurrent: 0);

    // Foreground collections of one thread that follow each other so closely that the background one, which has begun, never goes on:
    // not seen any more (docs/vcpus.md, "Waking many"), neither with the seed that repeated it, 8544239596197900963; but 500 runs do not
    // prove it.
    [Test]
    [Explicit("may hang: foreground collections starved the background one")]
    public async Task GraphsStayWholeWhereMemoryIsScarceBesideTheBackgroundCollection() => await ScarceAsync(concurrent: 1);

    [Test]
    public async Task OutOfMemoryIsCaughtOnEveryThreadAndTheProgramGoesOn() =>
        AssertPassed(await RunAsync(32, [Slices], "exhaust", "--cycles", "2"));

    [Test]
    public async Task MemoryStaysFlat() => Figure("soak", Soak(), AssertPassed(await RunAsync(64, [], "soak", "--cycles", "24", "--mib", "16")));

    [Test]
    public async Task TheHeapIsOnLargePages()
    {
        GuestResult result = AssertPassed(await RunAsync(192, [], "pages", "--mib", "64"));
        Figure("heap of 64 MiB", Pages(), result);
    }

    [Test]
    [Explicit("hours")]
    [TestCase(1)]
    [TestCase(0)]
    public async Task ABillionAllocationsInFull(int concurrent) => await StressAsync(64, concurrent, allocations: 1_000_000_000, graphs: 8, collectUs: 60_000);

    [Test]
    [Explicit("an hour")]
    public async Task EightHoursOfAllocationsInFull() =>
        Figure("soak", Soak(), AssertPassed(await RunAsync(64, [], "soak", "--cycles", "1800", "--mib", "16"))); // 28,800 s at a MiB a second

    [TestCase("")]
    [TestCase("49")]
    [TestCase("500-100")]
    [TestCase("4ms")]
    public async Task ASliceThatIsNoneIsSaid(string slice)
    {
        GuestResult result = await RunAsync(64, ["LIBOS_SLICE=" + slice], "self-check");
        Assert.Multiple(() =>
        {
            Assert.That(result.Console, Does.Contain("[libos] panic: LIBOS_SLICE is a time slice in microseconds, or two with a dash between (100-500), from 50 to 1000000"));
            Assert.That(result.Shutdown, Is.EqualTo(GuestShutdown.Crash));
        });
    }

    private static string Slices => "LIBOS_SLICE=" + RandomSlices;

    private static Task<GuestResult> ScarceAsync(int concurrent) =>
        StressAsync(32, concurrent, allocations: 400_000, graphs: 100, collectUs: 60_000, vcpus: 1, "DOTNET_GCHeapHardLimit=1000000");

    private static async Task<GuestResult> StressAsync(int memoryMiB, int concurrent, long allocations, int graphs, int collectUs, int vcpus = 1, params string[] environment)
    {
        string[] variables = [Slices, $"DOTNET_gcConcurrent={concurrent}", .. environment];
        string[] numbers = [Text(allocations), Text(graphs), Text(collectUs)];
        GuestResult result = AssertPassed(await RunAsync(memoryMiB, vcpus, variables, "run", "--allocations", numbers[0], "--graphs", numbers[1], "--collect-us", numbers[2]));
        Figure($"stress, gcConcurrent={concurrent}, {vcpus} vCPUs", Allocations(), result);
        Assert.That(Number(Allocations(), result), Is.GreaterThanOrEqualTo(allocations));
        return result;
    }

    private static Task<GuestResult> RunAsync(int memoryMiB, string[] variables, params string[] arguments) => RunAsync(memoryMiB, vcpus: 1, variables, arguments);

    private static Task<GuestResult> RunAsync(int memoryMiB, int vcpus, string[] variables, params string[] arguments) => Laboratory.RunAsync(new GuestSpec
    {
        Name = "stress",
        KernelPath = Laboratory.Stress.KernelPath,
        MemoryMiB = memoryMiB,
        Vcpus = vcpus,
        Arguments = arguments,
        Environment = variables.Select(variable => variable.Split('=', 2)).ToDictionary(parts => parts[0], parts => parts[1]),
        Timeout = TestContext.CurrentContext.Test.MethodName!.EndsWith("InFull", StringComparison.Ordinal) ? TimeSpan.FromHours(6) : TimeSpan.FromMinutes(10),
    });

    private static GuestResult AssertPassed(GuestResult result)
    {
        Assert.Multiple(() =>
        {
            Assert.That(result.ExitCode, Is.Zero, result.Report);
            Assert.That(result.Console, Does.Contain("[stress] passed"));
        });
        return result;
    }

    private static void Figure(string name, Regex line, GuestResult result) => TestContext.Out.WriteLine($"figure: {name}: {Found(line, result).Value}");

    private static long Number(Regex line, GuestResult result) => long.Parse(Found(line, result).Groups[1].Value, CultureInfo.InvariantCulture);

    private static Match Found(Regex line, GuestResult result)
    {
        Match match = line.Match(result.Console);
        Assert.That(match.Success, Is.True, $"no line like {line}");
        return match;
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(\d+) allocations in \d+ steps[^\r\n]*")]
    private static partial Regex Allocations();

    [GeneratedRegex(@"(?<=soak: )(\d+) cycles[^\r\n]*")]
    private static partial Regex Soak();

    [GeneratedRegex(@"(?<=small objects: )(\d+) of 2 MiB[^\r\n]*")]
    private static partial Regex Pages();
}
