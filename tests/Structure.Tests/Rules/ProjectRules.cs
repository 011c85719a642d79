// Rules about project files: which way they refer, and where versions stand.

using System;
using System.Collections.Generic;
using System.Linq;
using System.Xml.Linq;

namespace Structure.Tests.Rules;

/// <summary>Runtime.Bare &lt;- Drivers.Xen &lt;- LibOS &lt;- Apps.</summary>
internal sealed class ProjectReferenceRule : Rule
{
    // For each folder, the layers that its projects may be built from. Others (tests, Sdk: it packs them all) are free.
    private static readonly Dictionary<string, string[]> s_allowed = new()
    {
        ["Runtime.Bare"] = [],
        ["Drivers.Xen"] = ["Runtime.Bare"],
        ["LibOS"] = ["Runtime.Bare", "Drivers.Xen"],
        ["Apps"] = ["LibOS"],
        ["Tools"] = [],
    };

    private static readonly string[] s_layers = ["Runtime.Bare", "Drivers.Xen", "LibOS", "Apps", "Tools", "tests", "Benchmarks", "Sdk"];

    internal override string Statement => "project references point one way: Runtime.Bare, Drivers.Xen, LibOS, Apps";

    internal override IEnumerable<RepositoryFile> BadExamples =>
    [
        Project("Runtime.Bare/Runtime.Bare.csproj", "../LibOS/LibOS.csproj"),
        Project("Drivers.Xen/Drivers.Xen.csproj", "../LibOS/LibOS.csproj"),
        Project("LibOS/LibOS.csproj", "../Apps/Hello/Hello.csproj"),
        Project("Tools/LibOS.Tool/LibOS.Tool.csproj", "../../LibOS/LibOS.csproj"),
        Project("LibOS/LibOS.csproj", "..\\tests\\A\\A.csproj"),
    ];

    internal override IEnumerable<RepositoryFile> GoodExamples =>
    [
        Project("LibOS/LibOS.csproj", "../Drivers.Xen/Drivers.Xen.csproj"),
        Project("Tools/LibOS.Tool/LibOS.Tool.csproj", "../LibOS.Sandbox/LibOS.Sandbox.csproj"),
        Project("tests/A/A.csproj", "../../LibOS/LibOS.csproj"),
    ];

    internal override IEnumerable<string> Violations(RepositoryFile file)
    {
        if (!file.HasExtension(".csproj") || !s_allowed.TryGetValue(file.TopLevel, out string[]? allowed))
        {
            yield break;
        }

        foreach (string reference in ProjectFile.Items(file, "ProjectReference"))
        {
            string? layer = reference.Replace('\\', '/').Split('/').FirstOrDefault(part => s_layers.Contains(part));
            if (layer is not null && layer != file.TopLevel && !allowed.Contains(layer))
            {
                yield return $"refers to {layer}";
            }
        }
    }

    private static RepositoryFile Project(string path, string reference) =>
        new(path, $"<Project><ItemGroup><ProjectReference Include=\"{reference}\" /></ItemGroup></Project>");
}

/// <summary>An upgrade is a change in one place.</summary>
internal sealed class VersionRule : Rule
{
    private const string Central = "Directory.Packages.props";
    private const string Own = "Sdk/LibOS.Sdk/Sdk/LibOS.Version.props";

    internal override string Statement => "versions stand in Directory.Packages.props, LibOS.Version.props and global.json, nowhere else";

    internal override IEnumerable<RepositoryFile> BadExamples =>
    [
        new("LibOS/LibOS.csproj", "<Project><ItemGroup><PackageReference Include=\"A\" Version=\"1.0\" /></ItemGroup></Project>"),
        new("LibOS/LibOS.csproj", "<Project><ItemGroup><PackageReference Include=\"A\"><Version>1.0</Version></PackageReference></ItemGroup></Project>"),
        new("LibOS/LibOS.csproj", "<Project><ItemGroup><PackageReference Update=\"A\" VersionOverride=\"1.0\" /></ItemGroup></Project>"),
        new("Apps/Directory.Packages.props", "<Project><ItemGroup><PackageVersion Include=\"A\" Version=\"1.0\" /></ItemGroup></Project>"),
        new("LibOS/LibOS.csproj", "<Project><PropertyGroup><Version>1.0</Version></PropertyGroup></Project>"),
        new("LibOS/LibOS.csproj", "<Project><ItemGroup><PackageDownload Include=\"A\" Version=\"[10.0.1]\" /></ItemGroup></Project>"),
    ];

    internal override IEnumerable<RepositoryFile> GoodExamples =>
    [
        new("LibOS/LibOS.csproj", "<Project><ItemGroup><PackageReference Include=\"A\" /></ItemGroup></Project>"),
        new("Directory.Build.props", "<Project><PropertyGroup><Version>$(LibOSVersion)</Version></PropertyGroup></Project>"),
        new("LibOS/LibOS.csproj", "<Project><ItemGroup><PackageDownload Include=\"A\" Version=\"[$(V)]\" /></ItemGroup></Project>"),
    ];

    internal override IEnumerable<string> Violations(RepositoryFile file)
    {
        if (!file.HasExtension(".csproj", ".props", ".targets") || file.Path is Central or Own)
        {
            yield break;
        }

        foreach (XElement element in ProjectFile.Elements(file))
        {
            string name = element.Name.LocalName;
            bool isPackage = name is "PackageReference" or "PackageVersion" or "PackageDownload";
            string? version = isPackage ? VersionOf(element) : name is "Version" or "LibOSVersion" or "VersionPrefix" && element.Parent?.Name.LocalName == "PropertyGroup" ? element.Value : null;
            if (version is not null && !version.Contains("$(", StringComparison.Ordinal))
            {
                yield return $"{name} {version}";
            }
        }
    }

    private static string? VersionOf(XElement package) =>
        package.Attribute("Version")?.Value
        ?? package.Attribute("VersionOverride")?.Value
        ?? package.Elements().FirstOrDefault(element => element.Name.LocalName is "Version" or "VersionOverride")?.Value;
}

/// <summary>Reading MSBuild files as XML.</summary>
internal static class ProjectFile
{
    internal static IEnumerable<XElement> Elements(RepositoryFile file) => XDocument.Parse(file.Text).Descendants();

    /// <summary>What the items of a kind include.</summary>
    internal static IEnumerable<string> Items(RepositoryFile file, string kind) =>
        Elements(file).Where(element => element.Name.LocalName == kind).Select(element => element.Attribute("Include")?.Value).OfType<string>();
}
