// The floating-point conversions of printf: f, e, g and their upper-case forms. ISO C99 7.19.6.1 p8.
// A layout is chosen first (how many digits stand where), so that padding is known before the first byte is written.

using System;

namespace Runtime.Bare.Libc.Format;

/// <summary>Formats a binary64 for printf.</summary>
internal static class PrintfFloat
{
    private const int DefaultPrecision = 6;

    /// <summary>Writes <paramref name="value"/> as <paramref name="directive"/> asks.</summary>
    /// <param name="writer">Where the text goes.</param>
    /// <param name="directive">Conversion f, e or g.</param>
    /// <param name="value">The number; its sign is in <paramref name="sign"/>.</param>
    /// <param name="sign">Sign character; 0 for none.</param>
    internal static void Write(ref FormatWriter writer, ref readonly FormatDirective directive, double value, byte sign)
    {
        if (double.IsNaN(value) || double.IsInfinity(value))
        {
            WriteSpecial(ref writer, in directive, double.IsNaN(value), sign);
            return;
        }

        var digits = new DecimalDigits(value);
        long precision = directive.Precision < 0 ? DefaultPrecision : directive.Precision;
        bool isExponential = directive.Conversion == (byte)'e';
        if (directive.Conversion == (byte)'g')
        {
            precision = Math.Max(precision, 1L);
            digits.Round(precision);
            int exponent = ExponentOf(ref digits);
            isExponential = exponent < -4 || exponent >= precision;
            precision -= isExponential ? 1 : 1 + exponent;
            if (!directive.Has(FormatFlags.Alternative))
            {
                // %g drops trailing zeros: no more fraction digits than there are significant ones.
                long fraction = isExponential ? digits.Count - 1 : digits.Count - digits.Point;
                precision = Math.Min(precision, Math.Max(fraction, 0L));
            }
        }
        else
        {
            digits.Round(precision + (isExponential ? 1 : digits.Point));
        }

        WriteNumber(ref writer, in directive, ref digits, isExponential, precision, sign);
    }

    /// <summary>Decimal exponent of the first digit; 0 for zero.</summary>
    private static int ExponentOf(ref readonly DecimalDigits digits) => digits.Count == 0 ? 0 : digits.Point - 1;

    private static void WriteNumber(
        ref FormatWriter writer,
        ref readonly FormatDirective directive,
        ref readonly DecimalDigits digits,
        bool isExponential,
        long precision,
        byte sign)
    {
        bool hasPoint = precision > 0 || directive.Has(FormatFlags.Alternative);
        int exponent = ExponentOf(in digits);

        // Index of the last digit before the decimal point: the first digit for e, the units place for f.
        int units = isExponential ? 0 : exponent;
        long length = Math.Max(units, 0) + 1L + (hasPoint ? 1 : 0) + precision + (sign != 0 ? 1 : 0);
        if (isExponential)
        {
            length += exponent is > 99 or < -99 ? 5 : 4;
        }

        long padding = directive.Width - length;
        bool isLeft = directive.Has(FormatFlags.Left);
        bool isZero = directive.Has(FormatFlags.Zero) && !isLeft;
        if (!isLeft && !isZero)
        {
            writer.WriteFill((byte)' ', padding);
        }

        if (sign != 0)
        {
            writer.Write(sign);
        }

        if (isZero)
        {
            writer.WriteFill((byte)'0', padding);
        }

        WriteDigits(ref writer, in digits, Math.Min(units, 0), units);
        if (hasPoint)
        {
            writer.Write((byte)'.');
        }

        WriteFraction(ref writer, in digits, units + 1L, precision);
        if (isExponential)
        {
            WriteExponent(ref writer, exponent, directive.Has(FormatFlags.Upper));
        }

        if (isLeft)
        {
            writer.WriteFill((byte)' ', padding);
        }
    }

    /// <summary>The integer part: the digits with indices <paramref name="from"/> to <paramref name="units"/>; at least one.</summary>
    private static void WriteDigits(ref FormatWriter writer, ref readonly DecimalDigits digits, int from, int units)
    {
        // A number below one has its units place left of its first digit; digits there read as zero.
        for (int i = from; i <= units; i++)
        {
            writer.Write((byte)('0' + digits[i]));
        }
    }

    private static void WriteFraction(ref FormatWriter writer, ref readonly DecimalDigits digits, long start, long precision)
    {
        long significant = Math.Min(precision, Math.Max(0L, digits.Count - start));
        for (long i = 0; i < significant; i++)
        {
            writer.Write((byte)('0' + digits[start + i]));
        }

        writer.WriteFill((byte)'0', precision - significant);
    }

    private static void WriteExponent(ref FormatWriter writer, int exponent, bool upper)
    {
        writer.Write(upper ? (byte)'E' : (byte)'e');
        writer.Write(exponent < 0 ? (byte)'-' : (byte)'+');
        int magnitude = exponent < 0 ? -exponent : exponent;
        if (magnitude < 10)
        {
            writer.Write((byte)'0');
        }

        writer.WriteDecimal((ulong)(uint)magnitude);
    }

    private static void WriteSpecial(ref FormatWriter writer, ref readonly FormatDirective directive, bool isNaN, byte sign)
    {
        bool upper = directive.Has(FormatFlags.Upper);
        ReadOnlySpan<byte> text = isNaN ? (upper ? "NAN"u8 : "nan"u8) : (upper ? "INF"u8 : "inf"u8);
        long padding = directive.Width - (text.Length + (sign != 0 ? 1L : 0L));

        // The flag 0 does not apply here: a name is padded with blanks.
        if (!directive.Has(FormatFlags.Left))
        {
            writer.WriteFill((byte)' ', padding);
        }

        if (sign != 0)
        {
            writer.Write(sign);
        }

        writer.WriteText(text);
        if (directive.Has(FormatFlags.Left))
        {
            writer.WriteFill((byte)' ', padding);
        }
    }
}
