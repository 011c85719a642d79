// The files of the repository, as a clean clone has them: build products are left out.

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;

namespace Structure.Tests;

/// <summary>A file, by its path from the repository's root (with slashes), and its text.</summary>
internal sealed record RepositoryFile(string Path, string Text)
{
    /// <summary>Lines, counted as an editor does.</summary>
    internal int LineCount => Text.Split('\n').Length - (Text.EndsWith('\n') ? 1 : 0);

    /// <summary>The folder under the root that the file is in; empty for a file of the root.</summary>
    internal string TopLevel => Path.Contains('/', StringComparison.Ordinal) ? Path[..Path.IndexOf('/', StringComparison.Ordinal)] : "";

    internal string Name => Path[(Path.LastIndexOf('/') + 1)..];

    internal bool HasExtension(params ReadOnlySpan<string> extensions)
    {
        foreach (string extension in extensions)
        {
            if (Path.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>All files.</summary>
internal static class Repository
{
    private static readonly string[] s_products = ["bin", "obj", "artifacts", "TestResults", ".git", ".vs", ".vscode", ".idea", "node_modules"];

    internal static string Root { get; } = typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    internal static IReadOnlyList<RepositoryFile> Files { get; } = [.. Walk(Root)];

    /// <summary>Is there such a file or folder; a path from the root.</summary>
    internal static bool Exists(string path) => System.IO.Path.Exists(System.IO.Path.Combine(Root, path));

    private static IEnumerable<RepositoryFile> Walk(string directory)
    {
        foreach (string file in Directory.EnumerateFiles(directory).Order(StringComparer.Ordinal))
        {
            yield return new RepositoryFile(System.IO.Path.GetRelativePath(Root, file).Replace('\\', '/'), File.ReadAllText(file));
        }

        foreach (string child in Directory.EnumerateDirectories(directory).Order(StringComparer.Ordinal))
        {
            if (!s_products.Contains(System.IO.Path.GetFileName(child)))
            {
                foreach (RepositoryFile file in Walk(child))
                {
                    yield return file;
                }
            }
        }
    }
}
