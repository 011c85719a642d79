// Humanizer: the README's strings, dates, time spans, numbers, quantities, byte sizes and inflections.

using System.Globalization;
using Humanizer;

namespace Packages.Text;

internal static class HumanizerExample
{
    public static void Run(TextWriter output)
    {
        var english = new CultureInfo("");
        output.WriteLine("PascalCaseInputStringIsTurnedIntoSentence".Humanize());
        output.WriteLine("Underscored_input_String_is_turned_INTO_sentence".Humanize());
        output.WriteLine("Pascal case input string".Dehumanize());
        output.WriteLine("CASING".Transform(To.LowerCase, To.TitleCase));
        output.WriteLine("Long text to truncate".Truncate(10));
        output.WriteLine("Long text to truncate".Truncate(2, Truncator.FixedNumberOfWords));
        var now = new DateTime(2024, 2, 29, 12, 0, 0, DateTimeKind.Utc);
        foreach (int hours in (int[])[-30, -1, 2, 24, 48, 24 * 40, 24 * 800])
        {
            output.WriteLine(now.AddHours(hours).Humanize(utcDate: true, dateToCompareAgainst: now, culture: english));
        }

        output.WriteLine(TimeSpan.FromMilliseconds(1299630020).Humanize(5, english));
        output.WriteLine(TimeSpan.FromDays(16).Humanize());
        output.WriteLine("person".Pluralize() + " " + "men".Singularize() + " " + "case".ToQuantity(5) + " " + "process".ToQuantity(1200, ShowQuantityAs.Words));
        output.WriteLine(1.Ordinalize() + " " + 21.Ordinalize() + " " + 3501.ToWords() + " " + 121.ToOrdinalWords());
        output.WriteLine(2024.ToRoman() + " " + "MMXXIV".FromRoman() + " " + 123456.ToMetric() + " " + 90.0.ToHeading());
        output.WriteLine((10).Kilobytes().Humanize() + " " + 1.5.Gigabytes().ToString("MB", CultureInfo.InvariantCulture));
        output.WriteLine("some_title for-something".Pascalize() + " " + "SomeTitle".Underscore() + " " + "some title".Camelize() + " " + "Some Text".Kebaberize());
        output.WriteLine(new[] { "a", "b", "c" }.Humanize());
    }
}
