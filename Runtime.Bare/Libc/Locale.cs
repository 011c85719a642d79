// The C library's locale and time zone: "C" and UTC. There are no others; programs have CultureInfo and TimeZoneInfo.

using System.Runtime;
using System.Runtime.InteropServices;

namespace Runtime.Bare.Libc;

/// <summary>struct tm of glibc.</summary>
[StructLayout(LayoutKind.Explicit, Size = 56)]
internal unsafe struct BrokenDownTime
{
    [FieldOffset(0)]
    public int Second;
    [FieldOffset(4)]
    public int Minute;
    [FieldOffset(8)]
    public int Hour;
    [FieldOffset(12)]
    public int Day;
    [FieldOffset(16)]
    public int Month;
    [FieldOffset(20)]
    public int Year;
    [FieldOffset(24)]
    public int WeekDay;
    [FieldOffset(28)]
    public int YearDay;
    [FieldOffset(32)]
    public int IsDaylightSaving;
    [FieldOffset(40)]
    public long Offset;
    [FieldOffset(48)]
    public byte* Zone;
}

/// <summary>setlocale, tzset, localtime_r and its inverse. The variables tzname and timezone are in DataSymbols.S.</summary>
internal static unsafe class Locale
{
    private const long SecondsPerDay = 86400;

    /// <summary>setlocale: the name "C" for a question and for what means it, else null.</summary>
    [RuntimeExport("setlocale")]
    private static byte* SetLocale(int category, byte* name)
    {
        _ = category;
        bool isKnown = name == null || name[0] == 0 || (name[0] == (byte)'C' && name[1] == 0);
        fixed (byte* answer = "C\0"u8)
        {
            return isKnown ? answer : null;
        }
    }

    [RuntimeExport("tzset")]
    private static void TimeZoneSet()
    {
    }

    /// <summary>gmtime_r.</summary>
    [RuntimeExport("gmtime_r")]
    private static BrokenDownTime* UniversalTime(long* time, BrokenDownTime* result) => LocalTime(time, result);

    /// <summary>localtime_r, in UTC.</summary>
    [RuntimeExport("localtime_r")]
    internal static BrokenDownTime* LocalTime(long* time, BrokenDownTime* result)
    {
        long days = *time / SecondsPerDay;
        long rest = *time % SecondsPerDay;
        if (rest < 0)
        {
            rest += SecondsPerDay;
            days--;
        }

        // Days to a date of the proleptic Gregorian calendar, by eras of 400 years that begin on 1 March (Hinnant,
        // "chrono-Compatible Low-Level Date Algorithms").
        long shifted = days + 719468;
        long era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
        int dayOfEra = (int)(shifted - (era * 146097));
        int yearOfEra = (dayOfEra - (dayOfEra / 1460) + (dayOfEra / 36524) - (dayOfEra / 146096)) / 365;
        int dayOfYear = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        int monthFromMarch = ((5 * dayOfYear) + 2) / 153;
        int month = monthFromMarch < 10 ? monthFromMarch + 2 : monthFromMarch - 10;
        long year = yearOfEra + (era * 400) + (month < 2 ? 1 : 0);
        bool isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        fixed (byte* zone = "UTC\0"u8)
        {
            *result = new BrokenDownTime
            {
                Second = (int)(rest % 60),
                Minute = (int)(rest / 60 % 60),
                Hour = (int)(rest / 3600),
                Day = dayOfYear - (((153 * monthFromMarch) + 2) / 5) + 1,
                Month = month,
                Year = (int)(year - 1900),
                WeekDay = (int)((((days + 4) % 7) + 7) % 7),
                YearDay = month < 2 ? dayOfYear - 306 : dayOfYear + 59 + (isLeap ? 1 : 0),
                Zone = zone,
            };
        }

        return result;
    }

    /// <summary>timegm: seconds since 1970 of a date whose fields may exceed their ranges; they are brought into them.</summary>
    [RuntimeExport("timegm")]
    internal static long SecondsOf(BrokenDownTime* date)
    {
        long month = date->Month % 12;
        long year = date->Year + 1900L + (date->Month / 12);
        if (month < 0)
        {
            month += 12;
            year--;
        }

        // The inverse of LocalTime, by the same eras: years begin in March.
        long marchYear = month < 2 ? year - 1 : year;
        long era = (marchYear >= 0 ? marchYear : marchYear - 399) / 400;
        long yearOfEra = marchYear - (era * 400);
        long dayOfYear = ((153 * (month < 2 ? month + 10 : month - 2)) + 2) / 5;
        long days = (era * 146097) + (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear - 719468 + date->Day - 1;
        long seconds = (days * SecondsPerDay) + (date->Hour * 3600L) + (date->Minute * 60L) + date->Second;
        LocalTime(&seconds, date);
        return seconds;
    }

    /// <summary>mktime, in UTC.</summary>
    [RuntimeExport("mktime")]
    private static long LocalSecondsOf(BrokenDownTime* date) => SecondsOf(date);
}
