// What the packages hold, and what they must not hold.

using System.IO.Compression;
using System.Text;
using LibOS.Sandbox;

namespace Sdk.Tests.Outside;

/// <summary>The packages as files.</summary>
[TestFixture]
public sealed class PackageTests
{
    private static readonly string[] s_files =
    [
        "README.md", "Sdk/Sdk.props", "Sdk/Sdk.targets", "Sdk/LibOS.FlipRid.targets", "Sdk/LibOS.Link.targets", "Sdk/LibOS.Content.targets", "Sdk/LibOS.Globalization.targets", "Sdk/LibOS.Cryptography.targets",
        "Sdk/LibOS.Run.targets", "Sdk/LibOS.Version.props", "Sdk/LibOS.Xen.targets", "tools/kernel.ld", "tools/direct-pinvoke.txt",
        "tools/LibOS.Sdk.Tasks.dll", "tools/managed/LibOS.dll", "tools/managed/Drivers.Xen.dll", "tools/native/runtime.bare.o", "tools/native/libm.a",
        "tools/native/libm.copyright", "tools/libos/libos.dll", "tools/libos/libos.runtimeconfig.json", "tools/libos/LibOS.Sandbox.dll",
    ];

    [Test]
    public void TheSdkHasWhatAKernelIsLinkedFrom()
    {
        using ZipArchive package = Open("LibOS.Sdk");
        Assert.That(package.Entries.Select(entry => entry.FullName), Is.SupersetOf(s_files));
        Assert.That(Text(package, "tools/native/libm.copyright"), Does.Contain("Rich Felker").And.Contain("Permission is hereby granted"));
        string[] assembly = [.. Directory.EnumerateFiles(Path.Combine(Feed.RepositoryRoot, "Runtime.Bare"), "*.S", SearchOption.AllDirectories).Select(file => Path.GetFileNameWithoutExtension(file) + ".o")];
        Assert.That(package.Entries.Where(entry => entry.FullName.StartsWith("tools/native/", StringComparison.Ordinal)).Select(entry => entry.Name), Is.SupersetOf(assembly));
    }

    [TestCase("LibOS.Sdk")]
    [TestCase("LibOS.Tool")]
    public void NothingNamesADirectoryOfThisMachine(string id)
    {
        using ZipArchive package = Open(id);
        byte[] user = Encoding.UTF8.GetBytes(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + "/");
        byte[] clone = Encoding.UTF8.GetBytes(Feed.RepositoryRoot + "/");
        var found = new List<string>();
        foreach (ZipArchiveEntry entry in package.Entries)
        {
            byte[] content = Bytes(entry);
            if (content.AsSpan().IndexOf(user) >= 0 || content.AsSpan().IndexOf(clone) >= 0)
            {
                found.Add(entry.FullName);
            }
        }

        Assert.That(found, Is.Empty);
    }

    [Test]
    public async Task TheToolCanBeInstalled()
    {
        string folder = Path.Combine(Feed.Home, "tool");
        CommandResult installed = await Feed.DotnetAsync(Feed.Home, "tool", "install", "--tool-path", folder, "--add-source", Feed.Folder, "LibOS.Tool", "--version", Feed.Version);
        Assert.That(installed.ExitCode, Is.Zero, installed.Error);
        CommandResult help = await ExternalCommand.TryRunAsync(Path.Combine(folder, "libos"), ["--help"], CancellationToken.None);
        Assert.That((help.ExitCode, help.Error), Is.EqualTo((0, "")));
        Assert.That(help.Output, Does.Contain("run").And.Contain("sandbox").And.Contain("doctor").And.Contain("symbolize"));
        CommandResult doctor = await ExternalCommand.TryRunAsync(Path.Combine(folder, "libos"), ["doctor"], CancellationToken.None);
        Assert.That(doctor.Output, Does.Contain("guests run ").And.Contain("ld.lld"));
    }

    private static ZipArchive Open(string id) => ZipFile.OpenRead(Path.Combine(Feed.Folder, $"{id}.{Feed.Version}.nupkg"));

    private static string Text(ZipArchive package, string name) => Encoding.UTF8.GetString(Bytes(package.GetEntry(name)!));

    private static byte[] Bytes(ZipArchiveEntry entry)
    {
        using Stream stream = entry.Open();
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
