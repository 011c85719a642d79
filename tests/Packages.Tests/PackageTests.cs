// One test for each package: its example ends well, and prints as a guest what it prints on Linux. docs/compatibility.md
// has a row for it, with the version that is tested.

using System.Reflection;
using System.Xml.Linq;

namespace Packages.Tests;

/// <summary>The packages of docs/compatibility.md.</summary>
[TestFixture]
public sealed class PackageTests
{
    private const int LeastPackages = 20;

    private static string Root { get; } = typeof(PackageTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;

    [TestCaseSource(typeof(Programs), nameof(Programs.Packages))]
    public void PrintsWhatItPrintsOnLinux(string package)
    {
        Comparison comparison = Programs.Of(package);
        Assert.Multiple(() =>
        {
            Assert.That(comparison.Linux, Does.EndWith($"end {package}"), "on Linux");
            Assert.That(comparison.Linux?.Split('\n'), Has.Length.GreaterThan(1), "prints nothing");
            Assert.That(comparison.Guest, Is.EqualTo(comparison.Linux), comparison.Explanation);
        });
    }

    [Test]
    public void TheTableNamesEveryPackageAndItsVersion()
    {
        string[] rows = [.. File.ReadLines(Path.Combine(Root, "docs/compatibility.md")).Where(line => line.StartsWith("| ", StringComparison.Ordinal))];
        Dictionary<string, string> versions = XDocument.Load(Path.Combine(Root, "Directory.Packages.props")).Descendants("PackageVersion")
            .ToDictionary(element => element.Attribute("Include")!.Value, element => element.Attribute("Version")!.Value);
        string[] packages = [.. Programs.Packages];
        Assert.That(packages, Has.Length.GreaterThanOrEqualTo(LeastPackages).And.Unique);
        Assert.Multiple(() =>
        {
            foreach (string package in packages)
            {
                string? row = Array.Find(rows, line => line.StartsWith($"| {package} |", StringComparison.Ordinal));
                Assert.That(row, Is.Not.Null, $"no row for {package}");
                if (versions.TryGetValue(package, out string? version))
                {
                    Assert.That(row, Does.Contain($"| {version} |"), $"the version of {package}");
                }
            }
        });
    }
}
