using System.Text;
using CsCheck;
using LibOS.Sdk.Tasks;

namespace Sdk.Tests.Tasks;

/// <summary>The grammar for names: whatever it does to them can be undone, within its limits.</summary>
[TestFixture]
public sealed class PairGrammarTests
{
    private static readonly Gen<byte[][]> s_names = Gen.OneOf("System_", "List_1", "__", "a", "aaaa", "é").Array[0, 10].Select(parts => Encoding.UTF8.GetBytes(string.Concat(parts))).Array[0, 40];

    [Test]
    public void ExpandingGivesTheNames() => Gen.Select(s_names, Gen.Int[0, 50], Gen.Int[1, 4], Gen.Int[0, 6]).Sample(
        (names, maxRules, minCount, maxDepth) =>
        {
            var grammar = new PairGrammar(names, maxRules, minCount, maxDepth);
            Assert.That(grammar.Rules, Has.Count.LessThanOrEqualTo(maxRules));
            Assert.That(grammar.RewrittenNames().Select(name => name.SelectMany(symbol => Expand(grammar, symbol, maxDepth)).ToArray()), Is.EqualTo(names));
        },
        iter: 300);

    [Test]
    public void APairThatIsTooRareStays()
    {
        byte[][] names = [[1, 2], [1, 2], [3, 4]];
        Assert.That(new PairGrammar(names, 10, 2, 4).Rules, Is.EqualTo(new[] { (1, 2) }));
        Assert.That(new PairGrammar(names, 10, 3, 4).Rules, Is.Empty);
    }

    [Test]
    public void TheMostFrequentPairGoesFirst()
    {
        byte[][] names = [[5, 6], [5, 6], [1, 2], [1, 2], [1, 2]];
        Assert.That(new PairGrammar(names, 10, 2, 4).Rules, Is.EqualTo(new[] { (1, 2), (5, 6) }));
    }

    // Also a check of the depth: it fails below zero.
    private static IEnumerable<byte> Expand(PairGrammar grammar, int symbol, int depth)
    {
        if (symbol < PairGrammar.FirstRule)
        {
            return [(byte)symbol];
        }

        Assert.That(depth, Is.Positive, "nested deeper than allowed");
        (int left, int right) = grammar.Rules[symbol - PairGrammar.FirstRule];
        Assert.That(Math.Max(left, right), Is.LessThan(symbol), "a pair names earlier symbols only");
        return [.. Expand(grammar, left, depth - 1), .. Expand(grammar, right, depth - 1)];
    }
}
