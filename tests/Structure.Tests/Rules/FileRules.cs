// Rules about files as such: length, language, banner, paths.

using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace Structure.Tests.Rules;

/// <summary>A file is one concept.</summary>
internal sealed class SizeRule : Rule
{
    private const int Limit = 600;

    internal override string Statement => "no source file is longer than 600 lines";

    internal override IEnumerable<RepositoryFile> BadExamples => [new("LibOS/Long.cs", new string('\n', Limit + 1))];

    internal override IEnumerable<RepositoryFile> GoodExamples => [new("LibOS/Long.cs", new string('\n', Limit))];

    internal override IEnumerable<string> Violations(RepositoryFile file)
    {
        if (file.HasExtension(".cs", ".S", ".sh", ".ps1", ".targets", ".props", ".csproj", ".md", ".ld") && file.LineCount > Limit)
        {
            yield return $"{file.LineCount} lines";
        }
    }
}

/// <summary>Nothing here is written in C.</summary>
internal sealed class LanguageRule : Rule
{
    internal override string Statement => "C# everywhere, assembly where needed, no C or C++";

    internal override IEnumerable<RepositoryFile> BadExamples => [new("Runtime.Bare/shim.c", ""), new("LibOS/x.hpp", ""), new("Tools/a.cc", "")];

    internal override IEnumerable<RepositoryFile> GoodExamples => [new("Runtime.Bare/Traps.S", ""), new("Tools/a.cs", "")];

    internal override IEnumerable<string> Violations(RepositoryFile file)
    {
        if (file.HasExtension(".c", ".h", ".cpp", ".cxx", ".cc", ".hpp", ".hh", ".inc"))
        {
            yield return "a C or C++ file";
        }
    }
}

/// <summary>A file says what it is before anything else.</summary>
internal sealed class BannerRule : Rule
{
    private static readonly string[] s_folders = ["Runtime.Bare", "Drivers.Xen", "LibOS", "Tools", "Sdk"];

    internal override string Statement => "every source file of the layers and tools begins with a banner comment";

    internal override IEnumerable<RepositoryFile> BadExamples =>
    [
        new("LibOS/Net/Tcp.cs", "using System;\n"),
        new("Runtime.Bare/Cpu/Traps.S", "    .text\n"),
        new("Tools/LibOS.Tool/Program.cs", "/// <summary>No banner.</summary>\n"),
        new("LibOS/Net/Tcp.cs", "// TCP\n"),
    ];

    internal override IEnumerable<RepositoryFile> GoodExamples => [new("LibOS/Net/Tcp.cs", "// TCP's state machine: RFC 9293.\n\nusing System;\n")];

    internal override IEnumerable<string> Violations(RepositoryFile file)
    {
        const int LeastLength = 20; // a sentence, not a word
        string mark = file.HasExtension(".S") ? "#" : "//";
        if (!s_folders.Contains(file.TopLevel) || !file.HasExtension(".cs", ".S"))
        {
            yield break;
        }

        string first = file.Text.TrimStart('\uFEFF').Split('\n')[0];
        if (!first.StartsWith(mark + " ", StringComparison.Ordinal) || first.Length < LeastLength)
        {
            yield return "no banner in its first line";
        }
    }
}

/// <summary>The repository works wherever it is cloned.</summary>
internal sealed partial class PathRule : Rule
{
    internal override string Statement => "no path of one machine or one person stands in a file";

    internal override IEnumerable<RepositoryFile> BadExamples =>
    [
        new("build.sh", "cd /work" + "/main\n"),
        new("docs/x.md", "see /home" + "/ann/src\n"),
        new("Tools/A.cs", "\"C:\\\\Us" + "ers\\\\ann\"\n"),
        new("tests/a.cs", "/Us" + "ers/ann/x"),
        new("Tools/A.cs", "/root" + "/.nuget/packages"),
    ];

    internal override IEnumerable<RepositoryFile> GoodExamples => [new("Tools/A.cs", "/usr/include/xen /proc/cpuinfo https://example.org/ho" + "me/page")];

    internal override IEnumerable<string> Violations(RepositoryFile file) =>
        MachinePath().Matches(file.Text).Select(match => match.Value).Distinct();

    [GeneratedRegex(@"(?<![\w.])(/work/\w+|/home/[a-z]\w*|/root/[\w.]+|/Users/\w+)|[A-Za-z]:\\+Users\b")]
    private static partial Regex MachinePath();
}

/// <summary>A README of a folder is read in two minutes.</summary>
internal sealed class ReadmeRule : Rule
{
    private const int Limit = 40;

    internal override string Statement => "the README of a top-level folder has at most 40 lines";

    internal override IEnumerable<RepositoryFile> BadExamples => [new("Runtime.Bare/README.md", new string('\n', Limit + 1))];

    internal override IEnumerable<RepositoryFile> GoodExamples =>
        [new("README.md", new string('\n', Limit + 1)), new("Runtime.Bare/README.md", new string('\n', Limit))];

    internal override IEnumerable<string> Violations(RepositoryFile file)
    {
        if (file.Name == "README.md" && file.Path.Count(character => character == '/') == 1 && file.LineCount > Limit)
        {
            yield return $"{file.LineCount} lines";
        }
    }
}
