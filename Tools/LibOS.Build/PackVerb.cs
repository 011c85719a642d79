// pack: the two packages that a project outside this repository needs.

using LibOS.Sandbox;
using LibOS.Tool;

namespace LibOS.Build;

/// <summary>The verb "pack".</summary>
internal static class PackVerb
{
    private static readonly string[] s_projects = ["Sdk/LibOS.Sdk", "Tools/LibOS.Tool"];

    /// <inheritdoc cref="VerbAction"/>
    public static Task<int> RunAsync(Repository repository, string[] arguments, TextWriter output, TextWriter errors) =>
        VerbArguments.InvokeWithoutAsync("pack", arguments, errors, ct => PackAsync(repository, output, errors, ct));

    private static async Task<int> PackAsync(Repository repository, TextWriter output, TextWriter errors, CancellationToken ct)
    {
        string folder = Path.Combine(repository.Artifacts, "packages");
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        await StatusLine.ShowAsync(
            async progress =>
            {
                await Requirements.EnsureAsync(Requirements.Link, errors, progress, ct);
                foreach (string project in s_projects)
                {
                    progress.Report("packing " + project);
                    await DotnetCommand.RunAsync(repository, ["pack", project, "-c", Repository.Configuration, "--nologo", "-v", "quiet"], ct);
                }

                return 0;
            },
            ct);
        foreach (string package in Directory.EnumerateFiles(folder, "*.nupkg").Order(StringComparer.Ordinal))
        {
            output.WriteLine(Path.GetRelativePath(repository.Root, package));
            ForgetCached(package, output);
        }

        output.WriteLine($"use them with: <add key=\"libos\" value=\"{folder}\" /> in packageSources of a nuget.config");
        return 0;
    }

    // NuGet unpacks a version once and never looks again: what it kept of this version is not this package.
    private static void ForgetCached(string package, TextWriter output)
    {
        string file = Path.GetFileNameWithoutExtension(package).ToLowerInvariant();
        string cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } chosen
            ? chosen
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        foreach (string id in s_projects.Select(project => Path.GetFileName(project).ToLowerInvariant()).Where(id => file.StartsWith(id + ".", StringComparison.Ordinal)))
        {
            string unpacked = Path.Combine(cache, id, file[(id.Length + 1)..]);
            if (Directory.Exists(unpacked))
            {
                Directory.Delete(unpacked, recursive: true);
                output.WriteLine($"  removed {unpacked}, which NuGet would have used instead");
            }
        }
    }
}
