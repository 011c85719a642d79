// One conversion specification of a printf format: % flags width .precision length conversion. ISO C99 7.19.6.1 p3-p8.
// Not accepted: positional arguments (%1$d), the flags ' and I, wide characters (%lc, %ls), L, %a, %n.

namespace Runtime.Bare.Libc.Format;

/// <summary>Flags of a conversion specification.</summary>
[System.Flags]
internal enum FormatFlags
{
    None = 0,

    /// <summary>-: pad on the right.</summary>
    Left = 1,

    /// <summary>+: a sign always.</summary>
    Plus = 2,

    /// <summary>Blank: a blank where a plus could stand.</summary>
    Blank = 4,

    /// <summary>#: the alternative form.</summary>
    Alternative = 8,

    /// <summary>0: pad with zeros after the sign.</summary>
    Zero = 16,

    /// <summary>Upper-case conversion (X, E, F, G).</summary>
    Upper = 32,
}

/// <summary>Width of an integer argument.</summary>
internal enum FormatLength
{
    /// <summary>No modifier: int.</summary>
    Int,

    /// <summary>hh: char.</summary>
    Char,

    /// <summary>h: short.</summary>
    Short,

    /// <summary>l, ll, z, j, t: all 64 bits on this ABI.</summary>
    Long,
}

/// <summary>A parsed conversion specification.</summary>
internal unsafe struct FormatDirective
{
    internal FormatFlags Flags;

    /// <summary>Smallest number of bytes to produce.</summary>
    internal int Width;

    /// <summary>Precision; -1 when absent.</summary>
    internal int Precision;

    internal FormatLength Length;

    /// <summary>The conversion character; lower case for X, E, F and G, with <see cref="FormatFlags.Upper"/> set.</summary>
    internal byte Conversion;

    /// <summary>True when the flag is set.</summary>
    internal readonly bool Has(FormatFlags flag) => (Flags & flag) != 0;

    /// <summary>Parses behind the percent sign and moves <paramref name="format"/> past the conversion character.</summary>
    /// <returns>False when the text ends early or a number exceeds int.</returns>
    internal static bool TryParse(ref byte* format, VaList* arguments, out FormatDirective directive)
    {
        directive = default;
        directive.Precision = -1;
        while (FlagOf(*format) is var flag && flag != FormatFlags.None)
        {
            directive.Flags |= flag;
            format++;
        }

        if (!TryParseNumber(ref format, arguments, out int width))
        {
            return false;
        }

        if (width < 0)
        {
            // A negative width argument is the flag - and a positive width; the smallest int has no positive twin.
            directive.Flags |= FormatFlags.Left;
            width = width == int.MinValue ? int.MaxValue : -width;
        }

        directive.Width = width;
        if (*format == (byte)'.')
        {
            format++;
            if (!TryParseNumber(ref format, arguments, out int precision))
            {
                return false;
            }

            // A negative precision argument counts as absent.
            directive.Precision = precision < 0 ? -1 : precision;
        }

        directive.Length = ParseLength(ref format);
        directive.Conversion = *format;
        if (directive.Conversion == 0)
        {
            return false;
        }

        format++;
        if (directive.Conversion is (byte)'X' or (byte)'E' or (byte)'F' or (byte)'G')
        {
            directive.Flags |= FormatFlags.Upper;
            directive.Conversion += 'a' - 'A';
        }

        return true;
    }

    /// <summary>Reads the length modifier of printf and scanf and moves past it.</summary>
    internal static FormatLength ParseLength(ref byte* format)
    {
        switch (*format)
        {
            case (byte)'h':
                format++;
                if (*format != (byte)'h')
                {
                    return FormatLength.Short;
                }

                format++;
                return FormatLength.Char;
            case (byte)'l':
                format++;
                if (*format == (byte)'l')
                {
                    format++;
                }

                return FormatLength.Long;
            case (byte)'z':
            case (byte)'j':
            case (byte)'t':
                format++;
                return FormatLength.Long;
            default:
                return FormatLength.Int;
        }
    }

    private static FormatFlags FlagOf(byte character) => character switch
    {
        (byte)'-' => FormatFlags.Left,
        (byte)'+' => FormatFlags.Plus,
        (byte)' ' => FormatFlags.Blank,
        (byte)'#' => FormatFlags.Alternative,
        (byte)'0' => FormatFlags.Zero,
        _ => FormatFlags.None,
    };

    private static bool TryParseNumber(ref byte* format, VaList* arguments, out int number)
    {
        if (*format == (byte)'*')
        {
            format++;
            number = (int)arguments->NextInteger();
            return true;
        }

        long value = 0;
        for (; *format is >= (byte)'0' and <= (byte)'9' && value <= int.MaxValue; format++)
        {
            value = (value * 10) + (*format - '0');
        }

        number = (int)value;
        return value <= int.MaxValue;
    }
}
