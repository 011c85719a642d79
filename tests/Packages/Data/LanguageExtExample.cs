// LanguageExt: options, eithers, immutable collections, validation and asynchronous tries of its README.

using LanguageExt;
using static LanguageExt.Prelude;

namespace Packages.Data;

internal static class LanguageExtExample
{
    public static async Task RunAsync(TextWriter output)
    {
        Option<int> some = Some(3);
        output.WriteLine((from x in some from y in Some(4) select x + y).Match(value => $"some {value}", () => "none"));
        output.WriteLine((from x in some from y in Option<int>.None select x + y).Match(value => $"some {value}", () => "none"));
        Either<string, int> either = parseInt("x").ToEither("not a number");
        output.WriteLine(either.Match(right => right.ToString(), left => left));
        Lst<int> list = List(5, 3, 1).Add(7);
        output.WriteLine(list.Map(x => x * x).Fold(0, (sum, x) => sum + x));
        Map<string, int> map = Map(("one", 1), ("two", 2)).AddOrUpdate("three", 3);
        output.WriteLine(string.Join(',', map.Keys) + " " + map.Find("two").IfNone(0));
        HashMap<int, string> hash = HashMap((1, "a"), (2, "b"));
        output.WriteLine(hash.Count + " " + hash[2]);
        output.WriteLine(await TryAsync(async () =>
        {
            await Task.Yield();
            return 10 / int.Parse("0");
        }).Match(value => $"{value}", error => error.GetType().Name));
        output.WriteLine(fun((int a, int b) => a - b)(7, 3) + " " + Seq(1, 2, 3).Rev());
    }
}
