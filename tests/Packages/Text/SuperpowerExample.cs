// Superpower: the README's arithmetic expression, by tokens.

using Superpower;
using Superpower.Model;
using Superpower.Parsers;
using Superpower.Tokenizers;

namespace Packages.Text;

internal static class SuperpowerExample
{
    private enum Symbol
    {
        None,
        Number,
        Plus,
        Minus,
        Times,
        Divide,
        LeftParenthesis,
        RightParenthesis,
    }

    private static readonly Tokenizer<Symbol> s_tokenizer = new TokenizerBuilder<Symbol>()
        .Ignore(Span.WhiteSpace)
        .Match(Character.EqualTo('+'), Symbol.Plus)
        .Match(Character.EqualTo('-'), Symbol.Minus)
        .Match(Character.EqualTo('*'), Symbol.Times)
        .Match(Character.EqualTo('/'), Symbol.Divide)
        .Match(Character.EqualTo('('), Symbol.LeftParenthesis)
        .Match(Character.EqualTo(')'), Symbol.RightParenthesis)
        .Match(Numerics.Natural, Symbol.Number)
        .Build();

    private static readonly TokenListParser<Symbol, int> s_factor =
        Token.EqualTo(Symbol.Number).Apply(Numerics.IntegerInt32)
            .Or(from left in Token.EqualTo(Symbol.LeftParenthesis)
                from inner in Parse.Ref(() => s_sum!)
                from right in Token.EqualTo(Symbol.RightParenthesis)
                select inner);

    private static readonly TokenListParser<Symbol, int> s_product =
        Parse.Chain(Token.EqualTo(Symbol.Times).Or(Token.EqualTo(Symbol.Divide)), s_factor, (op, a, b) => op.Kind == Symbol.Times ? a * b : a / b);

    private static readonly TokenListParser<Symbol, int> s_sum =
        Parse.Chain(Token.EqualTo(Symbol.Plus).Or(Token.EqualTo(Symbol.Minus)), s_product, (op, a, b) => op.Kind == Symbol.Plus ? a + b : a - b);

    public static void Run(TextWriter output)
    {
        foreach (string text in (string[])["1 + 2 * 3", "(1 + 2) * 3 - 8 / 4", "1 + ", "1 $ 2"])
        {
            Result<TokenList<Symbol>> tokens = s_tokenizer.TryTokenize(text);
            output.WriteLine(tokens.HasValue ? $"{text} = {s_sum.AtEnd().TryParse(tokens.Value)}" : $"{text}: {tokens}");
        }
    }
}
