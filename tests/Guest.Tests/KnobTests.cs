// Every setting of the GC in docs/knobs.md has its effect: set by the program's csproj (the guest Knobs sets them all), and
// set on the kernel's command line, which wins. Values of variables are hexadecimal, as everywhere in .NET.

using LibOS.Sandbox;

namespace Guest.Tests;

/// <summary>What the guest Knobs reports, by what it is told.</summary>
[TestFixture]
public sealed class KnobTests
{
    private const int MemoryMiB = 128;
    private const long MiB = 1 << 20;

    private readonly Dictionary<string, Task<Dictionary<string, string>>> _boots = [];

    [TestCase("config.ConcurrentGC", "False")]
    [TestCase("latency-mode", "Batch")]
    [TestCase("config.RetainVM", "True")]
    [TestCase("config.GCConserveMem", "7")]
    [TestCase("config.LOHThreshold", "120000")]
    [TestCase("largest-small-object", "119000")]
    [TestCase("config.GCHeapHardLimit", "83886080")]
    [TestCase("available", "83886080")]
    [TestCase("config.GCHighMemPercent", "70")]
    [TestCase("server", "False")]
    public async Task TheProjectFileSets(string fact, string value) => Assert.That((await BootAsync(""))[fact], Is.EqualTo(value));

    [TestCase("DOTNET_gcConcurrent=1", "config.ConcurrentGC", "True")]
    [TestCase("DOTNET_gcConcurrent=1", "latency-mode", "Interactive")]
    [TestCase("DOTNET_GCRetainVM=0", "config.RetainVM", "False")]
    [TestCase("DOTNET_GCConserveMemory=0", "config.GCConserveMem", "0")]
    [TestCase("DOTNET_GCLOHThreshold=30D40", "largest-small-object", "199000")]
    [TestCase("DOTNET_GCHeapHardLimit=3000000", "available", "50331648")]
    [TestCase("DOTNET_GCHeapHardLimit=0 DOTNET_GCHeapHardLimitPercent=32", "config.GCHeapHardLimit", "67108864")]
    [TestCase("DOTNET_GCHighMemPercent=32", "high-load", "67108864")]
    [TestCase("DOTNET_GCRegionRange=20000000", "config.GCRegionRange", "536870912")]
    [TestCase("DOTNET_GCgen0size=200000", "collections-for-64-mib", "32")]
    public async Task TheCommandLineWins(string variables, string fact, string value) => Assert.That((await BootAsync(variables))[fact], Is.EqualTo(value));

    [TestCase("", 80)]
    [TestCase("DOTNET_GCHeapHardLimit=3000000", 48)]
    [TestCase("DOTNET_GCHeapHardLimit=0 DOTNET_GCHeapHardLimitPercent=32", 64)]
    [TestCase("DOTNET_GCHeapHardLimit=0", MemoryMiB)]
    public async Task TheLimitIsWhereMemoryRunsOut(string variables, int limitMiB) =>
        Assert.That(int.Parse((await BootAsync(variables))["mib-until-out-of-memory"]), Is.InRange(limitMiB / 2, limitMiB));

    [Test]
    public async Task WithoutALimitTheDomainIsTheContainer()
    {
        Dictionary<string, string> facts = await BootAsync("DOTNET_GCHeapHardLimit=0");
        Assert.That(facts["available"], Is.EqualTo(Text(MemoryMiB * MiB)));
        Assert.That(long.Parse(facts["high-load"]), Is.EqualTo(MemoryMiB * MiB * 70 / 100), "a share of the domain's memory");
    }

    // ADR 13: otherwise the heap, which is not concurrent here, would fault before its memory ends.
    [TestCase(8, 64)]
    [TestCase(32, (4 * 32) + 96 + (4 * 112))]
    [TestCase(256, (4 * 256) + 96 + (4 * 1008))]
    public async Task TheRangeIsMoreThanMemoryFills(int memoryMiB, int rangeMiB)
    {
        Dictionary<string, string> facts = await RunAsync("DOTNET_GCHeapHardLimit=0", memoryMiB);
        Assert.That(facts["config.GCRegionRange"], Is.EqualTo(Text(rangeMiB * MiB)));
        Assert.That(int.Parse(facts["mib-until-out-of-memory"]), Is.InRange(memoryMiB / 4, memoryMiB));
    }

    // One boot for each set of variables.
    private Task<Dictionary<string, string>> BootAsync(string variables)
    {
        if (!_boots.TryGetValue(variables, out Task<Dictionary<string, string>>? boot))
        {
            boot = RunAsync(variables, MemoryMiB);
            _boots.Add(variables, boot);
        }

        return boot;
    }

    private static async Task<Dictionary<string, string>> RunAsync(string variables, int memoryMiB)
    {
        GuestResult result = await Laboratory.RunAsync(new GuestSpec
        {
            Name = "knobs",
            KernelPath = Laboratory.Knobs.KernelPath,
            MemoryMiB = memoryMiB,
            Environment = variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(text => text.Split('=')).ToDictionary(parts => parts[0], parts => parts[1]),
        });
        Assert.That(result.ExitCode, Is.Zero, result.Report);
        return result.Console.Split('\n')
            .Select(line => line.TrimEnd('\r').Split(' ', 3))
            .Where(words => words is ["fact", _, _])
            .ToDictionary(words => words[1], words => words[2]);
    }

    private static string Text(long value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
