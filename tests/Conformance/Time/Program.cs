// Clocks, dates, time zones, formatting of both.

using System.Diagnostics;
using System.Globalization;
using Conformance;

var area = new Area();
area.Check("stopwatch.frequency", () => (Stopwatch.Frequency, Stopwatch.IsHighResolution));
area.Check("stopwatch.never-back", () => { long last = 0; for (int i = 0; i < 100_000; i++) { long now = Stopwatch.GetTimestamp(); if (now < last) { return "went back"; } last = now; } return "never"; });
area.Check("stopwatch.never-back-across-threads", () => { long last = 0; int back = 0; Parallel.For(0, 20_000, _ => { long before = Volatile.Read(ref last); long now = Stopwatch.GetTimestamp(); if (now < before) { Interlocked.Increment(ref back); } Interlocked.CompareExchange(ref last, now, before); }); return back; });
area.Check("stopwatch.advances", () => { long begin = Stopwatch.GetTimestamp(); while (Stopwatch.GetTimestamp() == begin) { } return "advances"; });
area.Check("utc-now.never-back", () => { DateTime last = DateTime.MinValue; for (int i = 0; i < 100_000; i++) { DateTime now = DateTime.UtcNow; if (now < last) { return "went back"; } last = now; } return "never"; });
area.Check("utc-now.plausible", () => DateTime.UtcNow.Year is > 2024 and < 2100);
area.Check("utc-now.kind", () => (DateTime.UtcNow.Kind, DateTime.Now.Kind, DateTimeOffset.UtcNow.Offset));
area.Check("now.agrees-with-utc", () => (DateTime.Now.ToUniversalTime() - DateTime.UtcNow).Duration() < TimeSpan.FromSeconds(2));
area.Check("tick-count", () => { long a = Environment.TickCount64; Thread.Sleep(20); return Environment.TickCount64 - a >= 15; });
area.Check("clocks-agree", () => { DateTime wall = DateTime.UtcNow; long begin = Stopwatch.GetTimestamp(); Thread.Sleep(200); double difference = Math.Abs((DateTime.UtcNow - wall).TotalMilliseconds - Stopwatch.GetElapsedTime(begin).TotalMilliseconds); return difference < 20; });
area.Check("resolution.microsecond", () => { long smallest = long.MaxValue; for (int i = 0; i < 1000; i++) { long a = Stopwatch.GetTimestamp(); long b; do { b = Stopwatch.GetTimestamp(); } while (b == a); smallest = Math.Min(smallest, b - a); } return smallest * 1_000_000 / Stopwatch.Frequency < 50; });
foreach (int milliseconds in (int[])[1, 5, 20, 50])
{
    area.Check($"sleep.{milliseconds}-at-least", () => { long begin = Stopwatch.GetTimestamp(); Thread.Sleep(milliseconds); return Stopwatch.GetElapsedTime(begin).TotalMilliseconds >= milliseconds - 0.1; });
}

area.Check("sleep.long-is-accurate", () => { long begin = Stopwatch.GetTimestamp(); Thread.Sleep(300); return Stopwatch.GetElapsedTime(begin).TotalMilliseconds < 600; });
area.Check("zone.local", () => (TimeZoneInfo.Local.Id, TimeZoneInfo.Local.BaseUtcOffset, TimeZoneInfo.Local.SupportsDaylightSavingTime));
area.Check("zone.utc", () => (TimeZoneInfo.Utc.Id, TimeZoneInfo.FindSystemTimeZoneById("UTC").Id));
area.Check("zone.missing", () => TimeZoneInfo.FindSystemTimeZoneById("Nowhere/Land"));
area.Check("zone.custom", () => { TimeZoneInfo zone = TimeZoneInfo.CreateCustomTimeZone("X", TimeSpan.FromMinutes(90), "X", "X"); return TimeZoneInfo.ConvertTimeFromUtc(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc), zone); });
area.Check("zone.custom-daylight", () => { TimeZoneInfo.AdjustmentRule rule = TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(DateTime.MinValue.Date, DateTime.MaxValue.Date, TimeSpan.FromHours(1), TimeZoneInfo.TransitionTime.CreateFloatingDateRule(new DateTime(1, 1, 1, 2, 0, 0), 3, 5, DayOfWeek.Sunday), TimeZoneInfo.TransitionTime.CreateFloatingDateRule(new DateTime(1, 1, 1, 3, 0, 0), 10, 5, DayOfWeek.Sunday)); TimeZoneInfo zone = TimeZoneInfo.CreateCustomTimeZone("D", TimeSpan.FromHours(1), "D", "D", "DD", [rule]); return (zone.IsDaylightSavingTime(new DateTime(2026, 7, 1)), zone.GetUtcOffset(new DateTime(2026, 1, 1)), zone.GetUtcOffset(new DateTime(2026, 7, 1)), zone.IsInvalidTime(new DateTime(2026, 3, 29, 2, 30, 0))); });
var date = new DateTime(2026, 2, 28, 23, 59, 58, 123, 456, DateTimeKind.Utc);
foreach (string format in (string[])["O", "R", "s", "u", "D", "F", "G", "yyyy-MM-dd'T'HH:mm:ss.fffffffK", "ddd, dd MMM yyyy", "hh:mm tt", "zzz"])
{
    area.Check($"format.{format}", () => date.ToString(format, CultureInfo.InvariantCulture));
}

foreach (string text in (string[])["2026-02-28T23:59:58Z", "2026-02-28 23:59", "Sat, 28 Feb 2026 23:59:58 GMT", "02/28/2026", "2026-02-29", "25:00", "", "2026-02-28T23:59:58+05:30"])
{
    area.Check($"parse.{text}", () => DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal).ToString("O", CultureInfo.InvariantCulture));
    area.Check($"parse-offset.{text}", () => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToString("O", CultureInfo.InvariantCulture));
}

area.Check("span.format", () => (new TimeSpan(1, 2, 3, 4, 5).ToString("c", CultureInfo.InvariantCulture), new TimeSpan(1, 2, 3, 4, 5).ToString("G", CultureInfo.InvariantCulture), TimeSpan.FromTicks(-1)));
area.Check("span.parse", () => TimeSpan.Parse("1.02:03:04.005", CultureInfo.InvariantCulture));
area.Check("span.overflow", () => TimeSpan.FromDays(1e10));
area.Check("date-only", () => (DateOnly.FromDateTime(date).AddMonths(1), DateOnly.ParseExact("28.02.2026", "dd.MM.yyyy", CultureInfo.InvariantCulture).DayNumber));
area.Check("time-only", () => new TimeOnly(23, 30).Add(TimeSpan.FromHours(1), out int days).ToString("O", CultureInfo.InvariantCulture) + days);
area.Check("unix", () => (DateTimeOffset.FromUnixTimeSeconds(1_767_225_600).ToString("O", CultureInfo.InvariantCulture), new DateTimeOffset(date).ToUnixTimeMilliseconds()));
area.Check("leap", () => (DateTime.IsLeapYear(2000), DateTime.IsLeapYear(1900), DateTime.DaysInMonth(2028, 2)));
area.Check("calendar.week", () => (ISOWeek.GetWeekOfYear(date), CultureInfo.InvariantCulture.Calendar.GetWeekOfYear(date, CalendarWeekRule.FirstDay, DayOfWeek.Monday)));
area.Check("date.out-of-range", () => DateTime.MaxValue.AddDays(1));
area.Check("date.invalid", () => new DateTime(2026, 13, 1));
area.CheckAsync("delay.at-least", async () => { long begin = Stopwatch.GetTimestamp(); await Task.Delay(25); return Stopwatch.GetElapsedTime(begin).TotalMilliseconds >= 24; });
area.Check("file-time", () => date.ToFileTimeUtc());
area.Check("processor-time", () => Environment.CpuUsage.TotalTime >= TimeSpan.Zero);
return area.Finish();
