// clean: bin and obj beside every project, and artifacts. The sandbox's cache lies outside the repository and stays.

using LibOS.Sandbox;

namespace LibOS.Build;

/// <summary>The verb "clean".</summary>
internal static class CleanVerb
{
    private static readonly string[] s_products = ["bin", "obj", "TestResults"];

    /// <inheritdoc cref="VerbAction"/>
    public static Task<int> RunAsync(Repository repository, string[] arguments, TextWriter output, TextWriter errors) =>
        VerbArguments.InvokeWithoutAsync("clean", arguments, errors, _ =>
        {
            // Asked first: afterwards the assembly that knows is gone.
            string cache = SandboxImage.CacheRoot;
            output.WriteLine($"removed {Remove(repository)} folders");
            if (Directory.Exists(cache))
            {
                output.WriteLine($"the sandbox's cache stays; to remove it too: rm -r '{cache}'");
            }

            return Task.FromResult(0);
        });

    /// <summary>Removes the products of every project; returns how many folders.</summary>
    internal static int Remove(Repository repository)
    {
        string[] projects = [.. Directory.EnumerateFiles(repository.Root, "*.csproj", SearchOption.AllDirectories).Select(file => Path.GetDirectoryName(file)!).Distinct()];
        // Copied first: enumerating what is being deleted ends in an exception.
        string[] folders = [.. projects.SelectMany(project => s_products.Select(product => Path.Combine(project, product))).Append(repository.Artifacts).Where(Directory.Exists).Where(IsDeletable)];
        foreach (string folder in folders.Where(Directory.Exists))
        {
            Directory.Delete(folder, recursive: true);
        }

        return folders.Length;
    }

    // Windows keeps the files of a running program, which this is.
    private static bool IsDeletable(string folder) =>
        !OperatingSystem.IsWindows() || !AppContext.BaseDirectory.StartsWith(folder, StringComparison.OrdinalIgnoreCase);
}
