// OneOf: the README's return of several types, matched and switched, and a reusable type.

using OneOf;
using OneOf.Types;

namespace Packages.Data;

internal static class OneOfExample
{
    public static void Run(TextWriter output)
    {
        foreach (string name in (string[])["ann", "", "unknown"])
        {
            OneOf<string, Error<string>, NotFound> result = Find(name);
            output.WriteLine(result.Match(user => "user " + user, error => "error " + error.Value, _ => "not found"));
            result.Switch(_ => output.WriteLine("0"), _ => output.WriteLine("1"), _ => output.WriteLine("2"));
        }

        OneOf<int, string> value = 5;
        output.WriteLine($"{value.IsT0} {value.AsT0} {value} {value.MapT0(x => x * 2.5)} {value.TryPickT1(out _, out int rest)} {rest}");
        try
        {
            output.WriteLine(value.AsT1);
        }
        catch (InvalidOperationException exception)
        {
            output.WriteLine(exception.Message);
        }
    }

    private static OneOf<string, Error<string>, NotFound> Find(string name) => name switch
    {
        "" => new Error<string>("no name"),
        "unknown" => new NotFound(),
        _ => name.ToUpperInvariant(),
    };
}
