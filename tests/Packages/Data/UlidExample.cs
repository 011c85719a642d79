// Ulid: made, parsed, ordered. What it makes is random, so only its form and order are shown.

namespace Packages.Data;

internal static class UlidExample
{
    public static void Run(TextWriter output)
    {
        Ulid parsed = Ulid.Parse("01ARZ3NDEKTSV4RRFFQ69G5FAV");
        output.WriteLine($"{parsed} {parsed.Time:O} {parsed.ToGuid()} {Convert.ToHexString(parsed.ToByteArray())}");
        Ulid[] made = [.. Enumerable.Range(0, 1000).Select(_ => Ulid.NewUlid())];
        output.WriteLine($"{made.Distinct().Count()} {made[0].ToString().Length} {Ulid.TryParse("short", out _)}");
        Ulid early = Ulid.NewUlid(DateTimeOffset.UnixEpoch);
        output.WriteLine($"{early.CompareTo(made[0])} {early.Time:O} {new Ulid(early.ToGuid()) == early}");
    }
}
