// Links of the documentation: what is named exists, headings included.

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace Structure.Tests.Rules;

/// <summary>Relative links of Markdown files lead to files of the repository.</summary>
internal sealed partial class LinkRule : Rule
{
    internal override string Statement => "links of Markdown files lead somewhere";

    internal override IEnumerable<RepositoryFile> BadExamples =>
    [
        new("docs/a.md", "[x](missing.md)"),
        new("README.md", "![x](docs/missing.png)"),
        new("docs/a.md", "# One\n[x](#two)"),
        new("docs/a.md", "[x](../../outside.md)"),
        new("docs/a.md", "[x]: missing.md"),
    ];

    internal override IEnumerable<RepositoryFile> GoodExamples =>
    [
        new("docs/a.md", "# The one, and `only`\n[x](../global.json) [y](https://example.org/x) [z](#the-one-and-only)"),
        new("README.md", "```\n[x](not a link, code)\n```\n`[y](nor this)`"),
    ];

    internal override IEnumerable<string> Violations(RepositoryFile file)
    {
        if (!file.HasExtension(".md"))
        {
            yield break;
        }

        string text = Code().Replace(file.Text, "");
        foreach (string target in Link().Matches(text).Select(match => match.Groups["target"].Value).Distinct())
        {
            if (!target.Contains(':', StringComparison.Ordinal) && !Leads(file, target))
            {
                yield return target;
            }
        }
    }

    private static bool Leads(RepositoryFile file, string target)
    {
        string[] parts = target.Split('#', 2);
        if (parts[0].Length == 0)
        {
            return HasHeading(file.Text, parts[1]);
        }

        string directory = Path.GetDirectoryName(file.Path)!;
        string path = Path.GetRelativePath(Repository.Root, Path.GetFullPath(Path.Combine(Repository.Root, directory, parts[0])));
        if (path.StartsWith("..", StringComparison.Ordinal) || !Repository.Exists(path))
        {
            return false;
        }

        bool isMarkdown = parts.Length == 2 && path.EndsWith(".md", StringComparison.Ordinal);
        return !isMarkdown || HasHeading(File.ReadAllText(Path.Combine(Repository.Root, path)), parts[1]);
    }

    // Anchors as the common renderers make them: lower case, words joined by hyphens, punctuation dropped.
    private static bool HasHeading(string text, string anchor) =>
        Heading().Matches(text).Any(match => Punctuation().Replace(match.Groups["title"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-') == anchor);

    [GeneratedRegex(@"^```.*?^```|`[^`\n]*`", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)(\s+""[^""]*"")?\)|^\[[^\]]+\]:\s*(?<target>\S+)", RegexOptions.Multiline)]
    private static partial Regex Link();

    [GeneratedRegex(@"^#{1,6}\s+(?<title>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex Punctuation();
}
