using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Structure.Tests.Rules;

namespace Structure.Tests;

/// <summary>The repository obeys each rule, and each rule sees what breaks it.</summary>
public sealed class RuleTests
{
    private static readonly Rule[] s_rules =
    [
        new SizeRule(), new LanguageRule(), new BannerRule(), new PathRule(), new ReadmeRule(), new ProjectReferenceRule(),
        new VersionRule(), new NamespaceRule(), new LayerRule(), new UnsafeRule(), new LinkRule(),
    ];

    private static IEnumerable<TestCaseData> Rules => s_rules.Select(rule => new TestCaseData(rule));

    [TestCaseSource(nameof(Rules))]
    public void TheRepositoryObeys(object rule) =>
        Assert.That(Repository.Files.SelectMany(file => ((Rule)rule).Violations(file).Select(violation => $"{file.Path}: {violation}")), Is.Empty);

    [TestCaseSource(nameof(Rules))]
    public void TheRuleSeesWhatBreaksIt(object rule) =>
        Assert.That(((Rule)rule).BadExamples.Where(file => !((Rule)rule).Violations(file).Any()), Is.Empty);

    [TestCaseSource(nameof(Rules))]
    public void TheRuleLetsTheRestPass(object rule) =>
        Assert.That(((Rule)rule).GoodExamples.SelectMany(file => ((Rule)rule).Violations(file)), Is.Empty);

    [Test]
    public void TheRepositoryIsFound() =>
        Assert.That(Repository.Files.Select(file => file.Path), Has.Member("global.json").And.Member("Runtime.Bare/Boot/BootMain.cs"));
}
