// Cultures with ICU behind them: names, formats, collation, casing, normalisation, calendars, international domain names.

using System.Globalization;
using System.Text;
using Conformance;

var area = new Area();
var date = new DateTime(2026, 2, 28, 15, 4, 5, DateTimeKind.Utc);
area.Check("invariant-mode", () => AppContext.TryGetSwitch("System.Globalization.Invariant", out bool isInvariant) && isInvariant);
area.Check("cultures", () => CultureInfo.GetCultures(CultureTypes.AllCultures).Length);
area.Check("specific-cultures", () => CultureInfo.GetCultures(CultureTypes.SpecificCultures).Select(culture => culture.Name).Order(StringComparer.Ordinal));
area.Check("unknown", () => new CultureInfo("no-such-culture"));
area.Check("predefined", () => CultureInfo.GetCultureInfo("xx-XX", predefinedOnly: true));
foreach (string name in (string[])["de-DE", "en-US", "fr-CH", "sv-SE", "tr-TR", "ja-JP", "ar-SA", "hi-IN", "zh-Hans-CN", "th-TH", "he-IL", "fa-IR", "ru-RU", "pt-BR", "cs-CZ"])
{
    var culture = new CultureInfo(name);
    area.Check($"{name}.names", () => (culture.EnglishName, culture.NativeName, culture.ThreeLetterISOLanguageName, culture.LCID, culture.TextInfo.IsRightToLeft));
    area.Check($"{name}.number", () => (1234567.891.ToString("N", culture), (-0.5).ToString("P1", culture), 1e300.ToString("R", culture), double.NaN.ToString(culture)));
    area.Check($"{name}.currency", () => ((-1234.5m).ToString("C", culture), new RegionInfo(name).ISOCurrencySymbol, new RegionInfo(name).IsMetric));
    area.Check($"{name}.date", () => (date.ToString("D", culture), date.ToString("g", culture), date.ToString("MMMM yyyy", culture)));
    area.Check($"{name}.parse", () => DateTime.Parse(date.ToString("F", culture), culture) == date);
    area.Check($"{name}.calendar", () => (culture.Calendar.GetType().Name, culture.Calendar.GetYear(date), culture.DateTimeFormat.FirstDayOfWeek));
    area.Check($"{name}.sort", () => ((string[])["zebra", "Äpfel", "apfel", "öl", "ost", "ı", "i", "Å", "ch", "cz", "d", "ß", "ss"]).Order(StringComparer.Create(culture, false)));
    area.Check($"{name}.casing", () => ("iı".ToUpper(culture), "Iİ".ToLower(culture), culture.TextInfo.ToTitleCase("hello world")));
    area.Check($"{name}.index", () => (culture.CompareInfo.IndexOf("Straße", "SS", CompareOptions.IgnoreCase), culture.CompareInfo.IsPrefix("résumé", "re", CompareOptions.IgnoreNonSpace), culture.CompareInfo.LastIndexOf("aäa", "a")));
    area.Check($"{name}.sort-key", () => Convert.ToHexString(culture.CompareInfo.GetSortKey("Größe 10").KeyData));
    area.Check($"{name}.days", () => culture.DateTimeFormat.DayNames.Concat(culture.DateTimeFormat.AbbreviatedMonthNames));
}

foreach (NormalizationForm form in Enum.GetValues<NormalizationForm>())
{
    area.Check($"normalise.{form}", () => string.Join(' ', "e\u0301ﬁ①Å한".Normalize(form).Select(c => ((int)c).ToString("x4", CultureInfo.InvariantCulture))));
    area.Check($"is-normalised.{form}", () => ("é".IsNormalized(form), "e\u0301".IsNormalized(form)));
}

area.Check("compare.options", () => Enum.GetValues<CompareOptions>().Where(o => o is not CompareOptions.Ordinal and not CompareOptions.OrdinalIgnoreCase).Select(o => CultureInfo.InvariantCulture.CompareInfo.Compare("co-op Ａ", "COOP a", o)));
area.Check("compare.numeric", () => CultureInfo.InvariantCulture.CompareInfo.Compare("file10", "file9", CompareOptions.NumericOrdering));
area.Check("hash", () => StringComparer.InvariantCultureIgnoreCase.GetHashCode("é") == StringComparer.InvariantCultureIgnoreCase.GetHashCode("É"));
area.Check("idn", () => (new IdnMapping().GetAscii("bücher.example"), new IdnMapping().GetUnicode("xn--bcher-kva.example")));
area.Check("idn.bad", () => new IdnMapping().GetAscii("a..b"));
area.Check("japanese-era", () => date.ToString("ggy年M月d日", new CultureInfo("ja-JP") { DateTimeFormat = { Calendar = new JapaneseCalendar() } }));
area.Check("hebrew-year", () => new HebrewCalendar().GetYear(date));
area.Check("graphemes", () => StringInfo.ParseCombiningCharacters("e\u0301👨‍👩‍👧x"));
area.Check("zone-ids", () => (TimeZoneInfo.TryConvertIanaIdToWindowsId("Europe/Berlin", out string? windows), windows));
area.Check("threads", () =>
{
    // The first use of a culture's data from many threads at once.
    var results = new string[16];
    Thread[] threads = [.. Enumerable.Range(0, results.Length).Select(i => new Thread(() => results[i] = 1.5.ToString(new CultureInfo("nl-NL")) + new CultureInfo("pl-PL").CompareInfo.Compare("ł", "m")))];
    Array.ForEach(threads, thread => thread.Start());
    Array.ForEach(threads, thread => thread.Join());
    return results.Distinct();
});
return area.Finish();
