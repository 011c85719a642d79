// A rule that is checked file by file. Each carries files that break it, so that a rule that sees nothing is noticed.

using System.Collections.Generic;

namespace Structure.Tests.Rules;

/// <summary>One rule of the house.</summary>
internal abstract class Rule
{
    /// <summary>The rule in one sentence.</summary>
    internal abstract string Statement { get; }

    /// <summary>Files that break the rule.</summary>
    internal abstract IEnumerable<RepositoryFile> BadExamples { get; }

    /// <summary>Files that come close and obey it.</summary>
    internal virtual IEnumerable<RepositoryFile> GoodExamples => [];

    /// <summary>What is wrong with a file; nothing for a file that the rule does not concern.</summary>
    internal abstract IEnumerable<string> Violations(RepositoryFile file);

    public override string ToString() => Statement;
}
