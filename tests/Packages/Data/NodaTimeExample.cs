// NodaTime: instants, zones from the database that the package carries, periods, patterns, calendars.

using System.Globalization;
using NodaTime;
using NodaTime.Calendars;
using NodaTime.Text;
using NodaTime.TimeZones;

namespace Packages.Data;

internal static class NodaTimeExample
{
    public static void Run(TextWriter output)
    {
        Instant instant = Instant.FromUtc(2012, 3, 25, 0, 30);
        foreach (string id in (string[])["Europe/London", "America/New_York", "Asia/Kathmandu", "Antarctica/Troll"])
        {
            DateTimeZone zone = DateTimeZoneProviders.Tzdb[id];
            ZoneInterval interval = zone.GetZoneInterval(instant);
            output.WriteLine($"{instant.InZone(zone)} {interval.Name} {interval.Savings} until {(interval.HasEnd ? interval.End : Instant.MaxValue)}");
        }

        DateTimeZone london = DateTimeZoneProviders.Tzdb["Europe/London"];
        var skipped = new LocalDateTime(2012, 3, 25, 1, 30);
        output.WriteLine(london.AtLeniently(skipped));
        try
        {
            london.AtStrictly(skipped);
        }
        catch (SkippedTimeException exception)
        {
            output.WriteLine(exception.Message);
        }

        output.WriteLine(Period.Between(new LocalDate(1990, 4, 30), new LocalDate(2024, 2, 29), PeriodUnits.YearMonthDay));
        output.WriteLine(LocalDatePattern.CreateWithInvariantCulture("d MMMM uuuu").Parse("29 February 2024").Value.PlusYears(1));
        output.WriteLine(OffsetDateTimePattern.ExtendedIso.Parse("2024-02-29T12:34:56.789+05:45").Value);
        output.WriteLine(new LocalDate(2024, 2, 29, CalendarSystem.Gregorian).WithCalendar(CalendarSystem.HebrewCivil).ToString("uuuu-MM-dd", CultureInfo.InvariantCulture));
        output.WriteLine(WeekYearRules.Iso.GetWeekOfWeekYear(new LocalDate(2021, 1, 3)));
        output.WriteLine(DateTimeZoneProviders.Tzdb.Ids.Count > 500);
        output.WriteLine(Duration.FromHours(25.5) + " " + InstantPattern.ExtendedIso.Parse("no").Success);
    }
}
