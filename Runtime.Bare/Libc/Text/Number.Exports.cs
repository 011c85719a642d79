// The C names of the conversions in stdlib.h. ISO C99 7.20.1. long and long long are both 64 bits on this ABI.

using System.Runtime;
using Runtime.Bare.Threading;

namespace Runtime.Bare.Libc.Text;

/// <summary>Exports over <see cref="IntegerText"/> and <see cref="FloatText"/>. Thread context: they set errno.</summary>
internal static unsafe class NumberExports
{
    [RuntimeExport("strtol")]
    internal static long Strtol(byte* text, byte** end, int radix)
    {
        if (!TryParse(text, end, radix, out IntegerText number))
        {
            return 0;
        }

        long value = number.ToSigned(out bool isOutOfRange);
        SetRangeError(isOutOfRange);
        return value;
    }

    [RuntimeExport("strtoll")]
    internal static long Strtoll(byte* text, byte** end, int radix) => Strtol(text, end, radix);

    [RuntimeExport("strtoul")]
    internal static ulong Strtoul(byte* text, byte** end, int radix)
    {
        if (!TryParse(text, end, radix, out IntegerText number))
        {
            return 0;
        }

        ulong value = number.ToUnsigned(out bool isOutOfRange);
        SetRangeError(isOutOfRange);
        return value;
    }

    [RuntimeExport("strtoull")]
    internal static ulong Strtoull(byte* text, byte** end, int radix) => Strtoul(text, end, radix);

    [RuntimeExport("strtod")]
    internal static double Strtod(byte* text, byte** end)
    {
        FloatText number = FloatText.Parse(text);
        SetEnd(end, number.End);
        SetRangeError(number.IsOutOfRange);
        return number.Value;
    }

    /// <summary>Parses and reports the end; a radix that does not exist is EINVAL, and the end is the start.</summary>
    private static bool TryParse(byte* text, byte** end, int radix, out IntegerText number)
    {
        if (!IntegerText.IsRadix(radix))
        {
            number = default;
            SetEnd(end, text);
            Errno.Value = Errno.EINVAL;
            return false;
        }

        number = IntegerText.Parse(text, long.MaxValue, radix);
        SetEnd(end, number.End);
        return true;
    }

    private static void SetEnd(byte** end, byte* value)
    {
        if (end != null)
        {
            *end = value;
        }
    }

    private static void SetRangeError(bool isOutOfRange)
    {
        if (isOutOfRange)
        {
            Errno.Value = Errno.ERANGE;
        }
    }
}
