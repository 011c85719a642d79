using LibOS.Build;
using LibOS.Sandbox;
using NUnit.Framework;

namespace Build.Tests;

/// <summary>What is found by convention, and what clean removes.</summary>
public sealed class RepositoryTests
{
    private DirectoryInfo _root = null!;

    [SetUp]
    public void SetUp()
    {
        _root = Directory.CreateTempSubdirectory("build-tests-");
        foreach (string file in (string[])["LibOS.sln", "Apps/B/B.csproj", "Apps/A/A.csproj", "Apps/Notes/README.md", "tests/Guest.Tests/Guest.Tests.csproj", "tests/Z.Tests/Z.Tests.csproj", "tests/Host/Host.csproj"])
        {
            Write(file);
        }
    }

    [TearDown]
    public void TearDown() => _root.Delete(recursive: true);

    [Test]
    public void ItIsFoundFromInside() => Assert.That(Repository.Find(Path.Combine(_root.FullName, "Apps", "A")).Root, Is.EqualTo(_root.FullName));

    [Test]
    public void OutsideOfItThereIsAnExplanation() =>
        Assert.That(() => Repository.Find("/"), Throws.TypeOf<SandboxException>().With.Property(nameof(SandboxException.Remedy)).Not.Null);

    [Test]
    public void AppsAreTheFoldersWithAProject() => Assert.That(new Repository(_root.FullName).Apps, Is.EqualTo(new[] { "A", "B" }));

    [Test]
    public void GuestTestsComeLast() =>
        Assert.That(new Repository(_root.FullName).TestProjects.Select(project => project.Name), Is.EqualTo(new[] { "Z.Tests", "Guest.Tests" }));

    [Test]
    public void CleanRemovesProductsAndNothingElse()
    {
        string[] products = ["Apps/A/bin/x", "Apps/A/obj/y/z", "artifacts/packages/p.nupkg", "tests/Z.Tests/TestResults/r.trx"];
        string[] kept = ["Apps/A/A.csproj", "Apps/Notes/bin/x", "LibOS.sln"];
        foreach (string file in products.Concat(kept))
        {
            Write(file);
        }

        Assert.That(CleanVerb.Remove(new Repository(_root.FullName)), Is.EqualTo(4));
        Assert.That(products.Where(Exists), Is.Empty);
        Assert.That(kept.Where(Exists), Is.EqualTo(kept));
    }

    [Test]
    public void ThisCloneHasItsTestProjects() =>
        Assert.That(new Repository(Door.Root).TestProjects.Select(project => project.Name), Has.Member("Build.Tests").And.Member("Guest.Tests"));

    private bool Exists(string file) => File.Exists(Path.Combine(_root.FullName, file));

    private void Write(string file)
    {
        string path = Path.Combine(_root.FullName, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, file.Contains("Guest", StringComparison.Ordinal)
            ? "<Project><PropertyGroup><NeedsXen>true</NeedsXen></PropertyGroup></Project>"
            : "<Project />");
    }
}
