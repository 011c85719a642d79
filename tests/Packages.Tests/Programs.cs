// The programs of tests/Packages, each run once on this machine and once as a guest, and what each of their examples printed.

using System.Reflection;
using System.Text.RegularExpressions;
using LibOS.Sandbox;

namespace Packages.Tests;

/// <summary>Both runs of all programs; the work of the first test is that of all.</summary>
[SetUpFixture]
public sealed partial class Programs
{
    private const int MemoryMiB = 256;

    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(4);

    private static readonly Dictionary<string, Comparison> s_comparisons = [];

    /// <summary>The packages, as the programs list them.</summary>
    public static IEnumerable<string> Packages =>
        Names.SelectMany(name => ExampleLine().Matches(File.ReadAllText(Path.Combine(Folder, name, "Program.cs"))).Select(match => match.Groups[1].Value));

    private static IEnumerable<string> Names =>
        Directory.EnumerateFiles(Folder, "*.csproj", SearchOption.AllDirectories).Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal);

    private static string Folder { get; } = Path.Combine(
        typeof(Programs).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!,
        "tests/Packages");

    /// <summary>What an example printed on both systems.</summary>
    /// <param name="package">Its package.</param>
    public static Comparison Of(string package) => s_comparisons[package];

    [OneTimeSetUp]
    public static async Task RunAllAsync()
    {
        Task<Sandbox> starting = Sandbox.StartAsync(new SandboxOptions { Mode = EmulationMode.Measured }, null, CancellationToken.None);
        foreach (string name in Names)
        {
            await TestContext.Progress.WriteLineAsync($"publishing {name}");
            CommandResult published = await ExternalCommand.TryRunAsync(
                "dotnet",
                ["publish", Path.Combine(Folder, name, name + ".csproj"), "-r", "xen-x64", "-c", "Release", "--nologo", "-v", "quiet"],
                CancellationToken.None);
            Assert.That(published.ExitCode, Is.Zero, $"publishing {name}:\n{published.Output}{published.Error}");
        }

        await using Sandbox sandbox = await starting;
        foreach (string name in Names)
        {
            await TestContext.Progress.WriteLineAsync($"running {name}");
            string folder = Path.Combine(Folder, name, "bin/Release/net10.0");
            using var limit = new CancellationTokenSource(s_limit);
            CommandResult host = await ExternalCommand.TryRunAsync("dotnet", [Path.Combine(folder, name + ".dll")], limit.Token);
            GuestResult guest = await sandbox.RunAsync(
                new GuestSpec { Name = name, KernelPath = Path.Combine(folder, "xen-x64/publish", name), MemoryMiB = MemoryMiB, Timeout = s_limit },
                null,
                CancellationToken.None);
            Dictionary<string, string> expected = Sections(host.Output);
            Dictionary<string, string> actual = Sections(guest.Console);
            foreach (string package in expected.Keys.Union(actual.Keys))
            {
                s_comparisons[package] = new Comparison(expected.GetValueOrDefault(package), actual.GetValueOrDefault(package), guest.Explanation ?? "");
            }
        }
    }

    [OneTimeTearDown]
    public static async Task PrintTableAsync()
    {
        int same = s_comparisons.Values.Count(comparison => comparison.IsSame);
        foreach ((string package, Comparison comparison) in s_comparisons)
        {
            await TestContext.Progress.WriteLineAsync($"{package,-45} {(comparison.IsSame ? "as on Linux" : "differs")}");
        }

        await TestContext.Progress.WriteLineAsync($"packages: {same} of {s_comparisons.Count} as on Linux");
    }

    // From "begin NAME" to the next such line: the ending ("end NAME", or what was thrown) belongs to it, and an example that
    // dies with its guest has what it printed until then, and the guest's report.
    private static Dictionary<string, string> Sections(string text) =>
        SectionText().Matches(text.ReplaceLineEndings("\n")).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value.TrimEnd());

    [GeneratedRegex(@"^begin (\S+)\n(.*?)(?=^begin |\z)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex SectionText();

    [GeneratedRegex("new Example\\(\"([^\"]+)\"")]
    private static partial Regex ExampleLine();
}

/// <summary>An example's two runs.</summary>
/// <param name="Linux">What it printed on this machine; null when it did not begin.</param>
/// <param name="Guest">What it printed as a guest.</param>
/// <param name="Explanation">How its guest ended.</param>
public sealed record Comparison(string? Linux, string? Guest, string Explanation)
{
    /// <summary>True when both printed the same.</summary>
    public bool IsSame => Linux is not null && Linux == Guest;
}
