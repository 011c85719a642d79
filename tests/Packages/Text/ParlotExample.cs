// Parlot: the README's expression grammar with the fluent parsers.

using Parlot.Fluent;
using static Parlot.Fluent.Parsers;

namespace Packages.Text;

internal static class ParlotExample
{
    public static void Run(TextWriter output)
    {
        Parser<double> expression = Expression();
        foreach (string text in (string[])["1 + 2.5 * 4", "-(3 - 1) / 8", "2 *"])
        {
            output.WriteLine(expression.TryParse(text, out double value, out Parlot.ParseError? error) ? $"{text} = {value}" : $"{text}: {error?.Message}");
        }

        var words = Separated(Terms.Char(','), Terms.Identifier().Or(Terms.String()));
        output.WriteLine(string.Join('|', words.Parse("a, 'b c' , d_1")!.Select(word => word.ToString())));
    }

    private static Parser<double> Expression()
    {
        Deferred<double> expression = Deferred<double>();
        Parser<double> number = Terms.Number<double>();
        Parser<double> group = Between(Terms.Char('('), expression, Terms.Char(')'));
        Parser<double> primary = number.Or(group);
        Parser<double> unary = primary.Unary((Terms.Char('-'), x => -x));
        Parser<double> product = unary.LeftAssociative((Terms.Char('*'), (a, b) => a * b), (Terms.Char('/'), (a, b) => a / b));
        expression.Parser = product.LeftAssociative((Terms.Char('+'), (a, b) => a + b), (Terms.Char('-'), (a, b) => a - b));
        return expression.Eof();
    }
}
