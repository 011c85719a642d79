// TimeZoneInfo with the zones of the machine that built the program: their rules, conversions, gaps and overlaps.

using System.Globalization;
using Conformance;

string[] names =
[
    "Europe/Berlin", "Europe/London", "Europe/Dublin", "America/New_York", "America/Sao_Paulo", "America/St_Johns", "Asia/Kolkata", "Asia/Tokyo", "Asia/Kathmandu",
    "Asia/Tehran", "Australia/Lord_Howe", "Australia/Sydney", "Africa/Casablanca", "Africa/Cairo", "Pacific/Apia", "Pacific/Chatham", "Pacific/Kiritimati", "Antarctica/Troll", "Etc/GMT+5", "UTC",
];
DateTime[] instants = [.. Enumerable.Range(0, 40).Select(i => new DateTime(1905, 2, 3, 4, 5, 6, DateTimeKind.Utc).AddDays(i * 1117.37))];
var area = new Area();
foreach (string name in names)
{
    area.Check($"{name}.zone", () => { TimeZoneInfo zone = Find(name); return (zone.Id, zone.BaseUtcOffset, zone.SupportsDaylightSavingTime, zone.HasIanaId, zone.GetAdjustmentRules().Length > 0); });
    area.Check($"{name}.names", () => (Find(name).StandardName, Find(name).DaylightName, Find(name).DisplayName));
    area.Check($"{name}.from-utc", () => instants.Select(instant => TimeZoneInfo.ConvertTimeFromUtc(instant, Find(name)).ToString("s", CultureInfo.InvariantCulture)));
    area.Check($"{name}.to-utc", () => instants.Select(instant => DateTime.SpecifyKind(instant, DateTimeKind.Unspecified)).Where(local => !Find(name).IsInvalidTime(local)).Select(local => TimeZoneInfo.ConvertTimeToUtc(local, Find(name)).ToString("s", CultureInfo.InvariantCulture)));
    area.Check($"{name}.daylight", () => string.Concat(instants.Select(instant => Find(name).IsDaylightSavingTime(instant) ? 'd' : 's')));
    area.Check($"{name}.offset-of-a-date", () => TimeZoneInfo.ConvertTime(new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.Zero), Find(name)));
}

area.Check("gap", () => { TimeZoneInfo zone = Find("Europe/Berlin"); var local = new DateTime(2026, 3, 29, 2, 30, 0); return (zone.IsInvalidTime(local), zone.IsAmbiguousTime(local)); });
area.Check("gap.converted", () => TimeZoneInfo.ConvertTimeToUtc(new DateTime(2026, 3, 29, 2, 30, 0), Find("Europe/Berlin")));
area.Check("overlap", () => { TimeZoneInfo zone = Find("Europe/Berlin"); var local = new DateTime(2026, 10, 25, 2, 30, 0); return (zone.IsInvalidTime(local), zone.IsAmbiguousTime(local)); });
area.Check("overlap.offsets", () => Find("Europe/Berlin").GetAmbiguousTimeOffsets(new DateTime(2026, 10, 25, 2, 30, 0)));
area.Check("between-zones", () => TimeZoneInfo.ConvertTimeBySystemTimeZoneId(new DateTime(2026, 12, 24, 18, 0, 0), "America/New_York", "Asia/Tokyo"));
area.Check("same-rules", () => Find("Europe/Berlin").HasSameRules(Find("Europe/Berlin")));
area.Check("equal", () => (Find("Europe/Berlin").Equals(Find("Europe/Berlin")), Find("Europe/Berlin").Equals(Find("Europe/Paris"))));
area.Check("unknown", () => Find("Mars/Olympus"));
area.Check("outside", () => Find("../../../etc/passwd"));
area.Check("try-unknown", () => TimeZoneInfo.TryFindSystemTimeZoneById("Mars/Olympus", out _));
area.Check("all", () => TimeZoneInfo.GetSystemTimeZones().Count);
area.Check("all.first", () => TimeZoneInfo.GetSystemTimeZones().Take(20).Select(zone => zone.Id));
area.Check("serialised", () => TimeZoneInfo.FromSerializedString(Find("Australia/Sydney").ToSerializedString()).HasSameRules(Find("Australia/Sydney")));
area.Check("utc", () => (TimeZoneInfo.Utc.Id, TimeZoneInfo.Utc.BaseUtcOffset));
area.Check("local", () => (TimeZoneInfo.Local.BaseUtcOffset == TimeZoneInfo.Local.GetUtcOffset(new DateTime(2026, 1, 1)), DateTime.Now.Kind));
return area.Finish();

static TimeZoneInfo Find(string name) => TimeZoneInfo.FindSystemTimeZoneById(name);
