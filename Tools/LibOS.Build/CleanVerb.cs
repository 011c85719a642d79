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
            int removed = Remove(repository);
            output.WriteLine($"removed {removed} folders");
            output.WriteLine(Directory.Exists(SandboxImage.CacheRoot)
                ? $"the sandbox's cache stays; to remove it too: rm -r {SandboxImage.CacheRoot}"
                : "the sandbox has no cache");
            return Task.FromResult(0);
        });

    /// <summary>Removes the products of every project; returns how many folders.</summary>
    internal static int Remove(Repository repository)
    {
        string[] projects = [.. Directory.EnumerateFiles(repository.Root, "*.csproj", SearchOption.AllDirectories).Select(file => Path.GetDirectoryName(file)!).Distinct()];
        // Copied first: enumerating what is being deleted ends in an exception.
        string[] folders = [.. projects.SelectMany(project => s_products.Select(product => Path.Combine(project, product))).Append(repository.Artifacts).Where(Directory.Exists)];
        foreach (string folder in folders.Where(Directory.Exists))
        {
            Directory.Delete(folder, recursive: true);
        }

        return folders.Length;
    }
}
