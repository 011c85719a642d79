// One conversion specification of a scanf format: % * width length conversion. ISO C99 7.19.6.2 p3, p12.

using Runtime.Bare.Libc.Text;

namespace Runtime.Bare.Libc.Format;

/// <summary>A parsed conversion specification.</summary>
internal unsafe struct ScanDirective
{
    // The members of %[...]: a range inside the format, read again for each byte.
    private byte* _set;
    private byte* _setEnd;
    private bool _isSetInverted;

    /// <summary>True for *: convert, store nothing.</summary>
    internal bool IsSuppressed;

    /// <summary>Largest number of bytes to read; 0 when absent.</summary>
    internal int Width;

    internal FormatLength Length;

    /// <summary>The conversion character; 0 when the format ends early.</summary>
    internal byte Conversion;

    /// <summary>True for a conversion that <see cref="Scanf"/> performs and stores.</summary>
    internal readonly bool IsKnown => Conversion switch
    {
        (byte)'d' or (byte)'i' or (byte)'u' or (byte)'o' or (byte)'x' or (byte)'X' or (byte)'p' => true,
        (byte)'c' or (byte)'s' or (byte)'[' => Length != FormatLength.Long,
        _ => false,
    };

    /// <summary>Radix of an integer conversion; 0 lets the text's prefix choose.</summary>
    internal readonly int Radix => Conversion switch
    {
        (byte)'i' => 0,
        (byte)'o' => 8,
        (byte)'x' or (byte)'X' or (byte)'p' => 16,
        _ => 10,
    };

    /// <summary>Parses behind the percent sign and moves <paramref name="format"/> past the specification.</summary>
    internal static ScanDirective Parse(ref byte* format)
    {
        ScanDirective directive = default;
        if (*format == (byte)'*')
        {
            directive.IsSuppressed = true;
            format++;
        }

        // A width beyond 10^8 reads no differently from that one: stop before int overflows.
        for (; *format is >= (byte)'0' and <= (byte)'9'; format++)
        {
            directive.Width = directive.Width < 100000000 ? (directive.Width * 10) + (*format - '0') : directive.Width;
        }

        directive.Length = FormatDirective.ParseLength(ref format);
        directive.Conversion = *format;
        if (directive.Conversion == 0)
        {
            return directive;
        }

        format++;
        if (directive.Conversion == (byte)'[')
        {
            directive.ParseSet(ref format);
        }

        return directive;
    }

    /// <summary>True when a text conversion takes this byte.</summary>
    internal readonly bool Accepts(byte value) => Conversion switch
    {
        (byte)'s' => !TextScan.IsSpace(value),
        (byte)'[' => SetContains(value) != _isSetInverted,
        _ => true,
    };

    private void ParseSet(ref byte* format)
    {
        if (*format == (byte)'^')
        {
            _isSetInverted = true;
            format++;
        }

        // A ] in first place is a member.
        _set = format;
        if (*format == (byte)']')
        {
            format++;
        }

        while (*format is not 0 and not (byte)']')
        {
            format++;
        }

        _setEnd = format;
        if (*format == 0)
        {
            // An unterminated set is no conversion at all.
            Conversion = 0;
            return;
        }

        format++;
    }

    private readonly bool SetContains(byte value)
    {
        for (byte* member = _set; member < _setEnd; member++)
        {
            if (member + 2 < _setEnd && member[1] == (byte)'-')
            {
                if (value >= member[0] && value <= member[2])
                {
                    return true;
                }

                member += 2;
            }
            else if (*member == value)
            {
                return true;
            }
        }

        return false;
    }
}
