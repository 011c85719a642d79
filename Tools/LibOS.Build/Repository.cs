// The repository on disk: what is found by convention rather than by a list that would have to be kept.

using System.Xml.Linq;

using LibOS.Sandbox;

namespace LibOS.Build;

/// <summary>The folders and projects of a clone.</summary>
/// <param name="Root">Its top folder.</param>
internal sealed record Repository(string Root)
{
    /// <summary>What everything is built with: the configuration that guests are published in, so that little is built twice.</summary>
    public const string Configuration = "Release";

    private const string Mark = "LibOS.sln";
    private const string ProjectPattern = "*.csproj";

    /// <summary>The solution.</summary>
    public string Solution => Path.Combine(Root, Mark);

    /// <summary>Where packages and test results go.</summary>
    public string Artifacts => Path.Combine(Root, "artifacts");

    /// <summary>The programs of Apps/: its folders that hold a project.</summary>
    public IReadOnlyList<string> Apps => ProjectFolders("Apps");

    /// <summary>The test projects: tests/*.Tests, those on the host first, because they are quick.</summary>
    public IReadOnlyList<TestProject> TestProjects =>
    [
        .. ProjectFolders("tests")
            .Where(name => name.EndsWith(".Tests", StringComparison.Ordinal))
            .Select(name => new TestProject(name, Path.Combine(Root, "tests", name)))
            .OrderBy(project => project.NeedsXen),
    ];

    /// <summary>The repository that a folder lies in.</summary>
    /// <exception cref="SandboxException">In none.</exception>
    public static Repository Find(string folder)
    {
        for (DirectoryInfo? candidate = new(folder); candidate is not null; candidate = candidate.Parent)
        {
            if (File.Exists(Path.Combine(candidate.FullName, Mark)))
            {
                return new Repository(candidate.FullName);
            }
        }

        throw new SandboxException($"{folder} lies in no clone of LibOS", $"no folder above it holds {Mark}", "start build.sh or build.ps1 of a clone");
    }

    /// <summary>The folder of a program.</summary>
    public string AppFolder(string app) => Path.Combine(Root, "Apps", app);

    private List<string> ProjectFolders(string parent)
    {
        string folder = Path.Combine(Root, parent);
        return Directory.Exists(folder)
            ? [.. Directory.EnumerateDirectories(folder)
                .Where(child => Directory.EnumerateFiles(child, ProjectPattern).Any())
                .Select(child => Path.GetFileName(child)!)
                .Order(StringComparer.Ordinal)]
            : [];
    }
}

/// <summary>A test project.</summary>
/// <param name="Name">Its name, which is that of its folder, its project file and its assembly.</param>
/// <param name="Folder">Where it is.</param>
internal sealed record TestProject(string Name, string Folder)
{
    /// <summary>True when its tests boot guests: its project file says NeedsXen.</summary>
    public bool NeedsXen { get; } = XDocument.Load(Path.Combine(Folder, Name + ".csproj"))
        .Descendants("NeedsXen").Any(property => property.Value == "true");

    /// <summary>The project file.</summary>
    public string File => Path.Combine(Folder, Name + ".csproj");

    /// <summary>The built assembly.</summary>
    public string Assembly => Path.Combine(Folder, "bin", Repository.Configuration, "net10.0", Name + ".dll");
}
