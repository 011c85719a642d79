// The packages of this clone, in a folder feed of their own and under a version of their own, so that no other LibOS.Sdk
// that NuGet has unpacked before is taken for it.

using System.Globalization;
using System.Reflection;
using LibOS.Sandbox;

namespace Sdk.Tests.Outside;

/// <summary>Packs before the first test of this namespace, and deletes everything after the last.</summary>
[SetUpFixture]
public sealed class Feed
{
    private static DirectoryInfo? s_home;

    /// <summary>The clone, without a slash at its end.</summary>
    public static string RepositoryRoot { get; } =
        typeof(Feed).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!.TrimEnd('/');

    /// <summary>A directory outside the clone; its name holds spaces.</summary>
    public static string Home => s_home?.FullName ?? throw new InvalidOperationException("nothing is packed yet");

    /// <summary>The feed.</summary>
    public static string Folder => Path.Combine(Home, "feed");

    /// <summary>The packages' version.</summary>
    public static string Version { get; } = "0.0.0-test" + DateTime.UtcNow.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);

    // Packages that are unpacked already are used where they are; new ones go to a directory that is deleted.
    private static string[] NuGetEnvironment =>
    [
        "NUGET_PACKAGES=" + Path.Combine(Home, "packages"),
        "NUGET_FALLBACK_PACKAGES=" + (Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } chosen
            ? chosen
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget/packages")),
    ];

    [OneTimeSetUp]
    public static async Task PackAsync()
    {
        s_home = Directory.CreateTempSubdirectory("libos sdk tests ");
        foreach (string project in (string[])["Sdk/LibOS.Sdk", "Tools/LibOS.Tool"])
        {
            CommandResult result = await ExternalCommand.TryRunAsync(
                "dotnet",
                ["pack", project, "-c", "Release", $"-p:PackageVersion={Version}", "-o", Folder, "--nologo", "-v", "quiet"],
                CancellationToken.None,
                RepositoryRoot);
            Assert.That(result.ExitCode, Is.Zero, result.Output + result.Error);
        }
    }

    [OneTimeTearDown]
    public static void Delete() => s_home?.Delete(recursive: true);

    /// <summary>Runs dotnet with the packages of the feed at hand.</summary>
    /// <param name="directory">Where.</param>
    /// <param name="arguments">Its command line.</param>
    public static async Task<CommandResult> DotnetAsync(string directory, params string[] arguments)
    {
        CommandResult result = await ExternalCommand.TryRunAsync("/usr/bin/env", [.. NuGetEnvironment, "dotnet", .. arguments], CancellationToken.None, directory);
        await TestContext.Out.WriteLineAsync($"dotnet {string.Join(' ', arguments)}: {result.ExitCode}\n{result.Output}{result.Error}");
        return result;
    }
}
