// The printf engine: formats a C format string and its va_list into a FormatWriter. ISO C99 7.19.6.1.
//
// Conversions: d i u o x X c s p f F e E g G %, with the flags - + blank # 0, width and precision (also *), and the
// lengths hh h l ll z j t. Floating-point output is exact: every digit asked for is correctly rounded (ties to even),
// whatever the precision (DecimalDigits).
// Refused, with the result false and nothing more written: %n (a write through an argument), %a, L (80-bit long double),
// wide characters, positional arguments, and whatever C leaves undefined. FormatDirective lists them.
// Chosen where C leaves it open: a null %s prints "(null)" (cut by a precision), a null %p prints "(nil)", as glibc does.

using System;

namespace Runtime.Bare.Libc.Format;

/// <summary>Formats text the way printf does.</summary>
internal static unsafe class Printf
{
    /// <summary>Formats into <paramref name="writer"/>, without the NUL. Any context; neither blocks nor allocates.</summary>
    /// <param name="writer">Where the text goes; it counts what does not fit.</param>
    /// <param name="format">NUL-terminated format.</param>
    /// <param name="arguments">The arguments; advanced.</param>
    /// <returns>False at a directive that is refused; the text before it has been written.</returns>
    internal static bool Format(ref FormatWriter writer, byte* format, VaList* arguments)
    {
        while (true)
        {
            byte* start = format;
            while (*format is not 0 and not (byte)'%')
            {
                format++;
            }

            // At most int.MaxValue at a time, which is what a span can cover.
            while (start != format)
            {
                int run = (int)Math.Min(format - start, int.MaxValue);
                writer.WriteText(new ReadOnlySpan<byte>(start, run));
                start += run;
            }

            if (*format == 0)
            {
                return true;
            }

            format++;
            if (!FormatDirective.TryParse(ref format, arguments, out FormatDirective directive)
                || !TryWrite(ref writer, ref directive, arguments))
            {
                return false;
            }
        }
    }

    private static bool TryWrite(ref FormatWriter writer, ref FormatDirective directive, VaList* arguments)
    {
        switch (directive.Conversion)
        {
            case (byte)'d':
            case (byte)'i':
                long signed = Signed(arguments->NextInteger(), directive.Length);
                WriteInteger(ref writer, ref directive, signed < 0 ? 0 - (ulong)signed : (ulong)signed, SignOf(signed < 0, ref directive));
                return true;
            case (byte)'u':
            case (byte)'o':
            case (byte)'x':
                WriteInteger(ref writer, ref directive, Unsigned(arguments->NextInteger(), directive.Length), 0);
                return true;
            case (byte)'c' when directive.Length != FormatLength.Long:
                byte character = (byte)arguments->NextInteger();
                WritePadded(ref writer, ref directive, new ReadOnlySpan<byte>(&character, 1));
                return true;
            case (byte)'s' when directive.Length != FormatLength.Long:
                WriteString(ref writer, ref directive, (byte*)arguments->NextPointer());
                return true;
            case (byte)'p':
                WritePointer(ref writer, ref directive, arguments->NextInteger());
                return true;
            case (byte)'f':
            case (byte)'e':
            case (byte)'g':
                double value = arguments->NextDouble();
                PrintfFloat.Write(ref writer, ref directive, value, SignOf(double.IsNegative(value), ref directive));
                return true;
            case (byte)'%':
                writer.Write((byte)'%');
                return true;
            default:
                return false;
        }
    }

    /// <summary>The sign character that C asks for; 0 for none.</summary>
    private static byte SignOf(bool isNegative, ref readonly FormatDirective directive)
    {
        if (isNegative)
        {
            return (byte)'-';
        }

        return directive.Has(FormatFlags.Plus) ? (byte)'+' : directive.Has(FormatFlags.Blank) ? (byte)' ' : (byte)0;
    }

    private static long Signed(ulong raw, FormatLength length) => length switch
    {
        FormatLength.Char => (sbyte)raw,
        FormatLength.Short => (short)raw,
        FormatLength.Int => (int)raw,
        _ => (long)raw,
    };

    private static ulong Unsigned(ulong raw, FormatLength length) => length switch
    {
        FormatLength.Char => (byte)raw,
        FormatLength.Short => (ushort)raw,
        FormatLength.Int => (uint)raw,
        _ => raw,
    };

    private static void WriteInteger(ref FormatWriter writer, ref readonly FormatDirective directive, ulong value, byte sign)
    {
        uint radix = directive.Conversion switch { (byte)'o' => 8, (byte)'x' => 16, _ => 10u };

        // A zero with precision zero has no digit at all.
        int digits = value == 0 && directive.Precision == 0 ? 0 : CountDigits(value, radix);
        bool alternative = directive.Has(FormatFlags.Alternative);
        int prefix = (sign != 0 ? 1 : 0) + (alternative && radix == 16 && value != 0 ? 2 : 0);
        long zeros = Math.Max(0L, (long)directive.Precision - digits);
        if (alternative && radix == 8 && zeros == 0 && (value != 0 || digits == 0))
        {
            zeros = 1;
        }

        long padding = directive.Width - (prefix + zeros + digits);
        if (directive.Has(FormatFlags.Zero) && !directive.Has(FormatFlags.Left) && directive.Precision < 0)
        {
            zeros += Math.Max(0L, padding);
            padding = 0;
        }

        if (!directive.Has(FormatFlags.Left))
        {
            writer.WriteFill((byte)' ', padding);
        }

        if (sign != 0)
        {
            writer.Write(sign);
        }

        if (alternative && radix == 16 && value != 0)
        {
            writer.Write((byte)'0');
            writer.Write(directive.Has(FormatFlags.Upper) ? (byte)'X' : (byte)'x');
        }

        writer.WriteFill((byte)'0', zeros);
        WriteDigits(ref writer, value, radix, digits, directive.Has(FormatFlags.Upper));
        if (directive.Has(FormatFlags.Left))
        {
            writer.WriteFill((byte)' ', padding);
        }
    }

    private static int CountDigits(ulong value, uint radix)
    {
        int digits = 1;
        for (; value >= radix; value /= radix)
        {
            digits++;
        }

        return digits;
    }

    private static void WriteDigits(ref FormatWriter writer, ulong value, uint radix, int digits, bool upper)
    {
        ulong scale = 1;
        for (int i = 1; i < digits; i++)
        {
            scale *= radix;
        }

        for (int i = 0; i < digits; i++, scale /= radix)
        {
            int digit = (int)((value / scale) % radix);
            writer.Write(upper ? "0123456789ABCDEF"u8[digit] : "0123456789abcdef"u8[digit]);
        }
    }

    private static void WritePointer(ref FormatWriter writer, ref FormatDirective directive, ulong value)
    {
        if (value == 0)
        {
            WritePadded(ref writer, ref directive, "(nil)"u8);
            return;
        }

        directive.Conversion = (byte)'x';
        directive.Flags |= FormatFlags.Alternative;
        WriteInteger(ref writer, ref directive, value, 0);
    }

    private static void WriteString(ref FormatWriter writer, ref readonly FormatDirective directive, byte* text)
    {
        if (text == null)
        {
            ReadOnlySpan<byte> shown = "(null)"u8;
            int length = directive.Precision < 0 ? shown.Length : Math.Min(directive.Precision, shown.Length);
            WritePadded(ref writer, in directive, shown.Slice(0, length));
            return;
        }

        // With a precision the text need not be terminated: no byte behind it is read.
        int limit = directive.Precision < 0 ? int.MaxValue : directive.Precision;
        int count = 0;
        while (count < limit && text[count] != 0)
        {
            count++;
        }

        WritePadded(ref writer, in directive, new ReadOnlySpan<byte>(text, count));
    }

    private static void WritePadded(ref FormatWriter writer, ref readonly FormatDirective directive, ReadOnlySpan<byte> text)
    {
        long padding = (long)directive.Width - text.Length;
        if (!directive.Has(FormatFlags.Left))
        {
            writer.WriteFill((byte)' ', padding);
        }

        writer.WriteText(text);
        if (directive.Has(FormatFlags.Left))
        {
            writer.WriteFill((byte)' ', padding);
        }
    }
}
