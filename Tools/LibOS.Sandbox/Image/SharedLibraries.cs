// The shared libraries a program needs, as the dynamic linker of this machine would find them.

using System.Text.RegularExpressions;

namespace LibOS.Sandbox;

/// <summary>Asks ldd.</summary>
internal static partial class SharedLibraries
{
    /// <summary>The loader and the libraries of all these programs, each path once; a static program adds none.</summary>
    public static async Task<IReadOnlyCollection<string>> ResolveAsync(IEnumerable<string> programs, CancellationToken ct)
    {
        var libraries = new SortedSet<string>(StringComparer.Ordinal);
        foreach (string program in programs)
        {
            CommandResult result = await ExternalCommand.TryRunAsync("ldd", [program], ct);
            libraries.UnionWith(Parse(result.Output));
        }

        return libraries;
    }

    /// <summary>The absolute paths in ldd's output ("name => /path (0x...)", or "/lib64/ld-linux... (0x...)").</summary>
    internal static IEnumerable<string> Parse(string output) => LibraryPath().Matches(output).Select(match => match.Groups[1].Value);

    [GeneratedRegex(@"^\s+(?:\S+ => )?(/\S+) \(0x", RegexOptions.Multiline)]
    private static partial Regex LibraryPath();
}
