// Floating-point numbers out of text: strtod. ISO C99 7.20.1.3.
//
// Decimal and hexadecimal forms, inf, infinity, nan and nan(chars). The result is correctly rounded (to nearest, ties to
// even) for every input: decimal digits are compared exactly as big numbers. 780 significant digits are kept, and a
// non-zero rest behind them only marks the number as larger; that is exact too, because two neighbouring doubles and the
// point halfway between them have at most 768 significant digits.
// Speed is not a goal: some microseconds for a number.

using Runtime.Bare.Libc.Format;

namespace Runtime.Bare.Libc.Text;

/// <summary>A binary64 as it stands in a text.</summary>
internal unsafe struct FloatText
{
    private const int MaxDigits = 780;

    // Beyond this an exponent can only mean zero or infinity; clamping it keeps the sums below from overflowing.
    private const long ExponentLimit = 1L << 40;

    /// <summary>The value; infinity when it is too large, zero or a denormal when too small.</summary>
    internal double Value;

    /// <summary>Behind the last character of the number; the start of the text when there is none.</summary>
    internal byte* End;

    /// <summary>True when the value overflowed, or is denormal or zero and inexact: strtod says ERANGE.</summary>
    internal bool IsOutOfRange;

    /// <summary>Parses NUL-terminated <paramref name="text"/>, stopping at the first byte that does not belong.</summary>
    internal static FloatText Parse(byte* text)
    {
        FloatText number = default;
        number.End = text;
        byte* place = text;
        while (TextScan.IsSpace(*place))
        {
            place++;
        }

        bool isNegative = *place == (byte)'-';
        if (*place is (byte)'+' or (byte)'-')
        {
            place++;
        }

        if (!number.TryParseName(place) && !number.TryParseHexadecimal(place))
        {
            number.ParseDecimal(place);
        }

        if (isNegative && number.End != text)
        {
            number.Value = -number.Value;
        }

        return number;
    }

    private bool TryParseName(byte* place)
    {
        if (StartsWith(place, "inf"u8))
        {
            Value = System.BitConverter.UInt64BitsToDouble(FloatBits.Infinity);
            End = place + (StartsWith(place, "infinity"u8) ? 8 : 3);
            return true;
        }

        if (!StartsWith(place, "nan"u8))
        {
            return false;
        }

        Value = System.BitConverter.UInt64BitsToDouble(FloatBits.QuietNaN);
        End = place + 3;
        if (*End == (byte)'(')
        {
            // nan(chars) counts only when the parenthesis closes; the characters carry no meaning here.
            byte* close = End + 1;
            while (IntegerText.DigitOf(*close) < 36 || *close == (byte)'_')
            {
                close++;
            }

            End = *close == (byte)')' ? close + 1 : End;
        }

        return true;
    }

    private bool TryParseHexadecimal(byte* place)
    {
        if (place[0] != (byte)'0' || (place[1] | 0x20) != 'x')
        {
            return false;
        }

        place += 2;
        ulong mantissa = 0;
        long exponent = 0;
        bool hasDigit = false, hasPoint = false, isInexact = false;
        for (; ; place++)
        {
            int digit = IntegerText.DigitOf(*place);
            if (*place == (byte)'.' && !hasPoint)
            {
                hasPoint = true;
            }
            else if (digit < 16)
            {
                hasDigit = true;
                bool fits = mantissa >> 60 == 0;
                mantissa = fits ? (mantissa << 4) | (uint)digit : mantissa;
                isInexact |= !fits && digit != 0;
                exponent += (fits ? 0 : 4) - (hasPoint ? 4 : 0);
            }
            else
            {
                break;
            }
        }

        if (!hasDigit)
        {
            // "0x" without a digit is the decimal number 0.
            return false;
        }

        End = place;
        exponent += ParseExponent(place, (byte)'p');
        if (mantissa != 0)
        {
            Value = FloatBits.Round(mantissa, exponent, isInexact, out IsOutOfRange);
        }

        return true;
    }

    private void ParseDecimal(byte* place)
    {
        var digits = new BigNumber(0);
        long exponent = 0;
        int kept = 0;
        bool hasDigit = false, hasPoint = false, hasRest = false;
        for (; ; place++)
        {
            if (*place == (byte)'.' && !hasPoint)
            {
                hasPoint = true;
                continue;
            }

            if (*place is < (byte)'0' or > (byte)'9')
            {
                break;
            }

            hasDigit = true;
            uint digit = (uint)(*place - '0');
            exponent -= hasPoint ? 1 : 0;
            if (kept == MaxDigits)
            {
                hasRest |= digit != 0;
                exponent++;
            }
            else if (kept != 0 || digit != 0)
            {
                digits.MultiplyAdd(10, digit);
                kept++;
            }
        }

        if (!hasDigit)
        {
            return;
        }

        End = place;
        exponent += ParseExponent(place, (byte)'e');
        if (hasRest)
        {
            digits.MultiplyAdd(10, 1);
            kept++;
            exponent--;
        }

        if (!digits.IsZero)
        {
            Value = Convert(ref digits, kept, exponent, out IsOutOfRange);
        }
    }

    /// <summary>Parses e+123 behind the digits and moves <see cref="End"/> past it; 0 without one.</summary>
    private long ParseExponent(byte* place, byte marker)
    {
        if ((*place | 0x20) != marker)
        {
            return 0;
        }

        place++;
        bool isNegative = *place == (byte)'-';
        if (*place is (byte)'+' or (byte)'-')
        {
            place++;
        }

        long value = 0;
        for (; *place is >= (byte)'0' and <= (byte)'9'; place++)
        {
            value = value < ExponentLimit ? (value * 10) + (*place - '0') : value;
            End = place + 1;
        }

        return isNegative ? -value : value;
    }

    /// <summary>digits * 10^exponent, correctly rounded.</summary>
    private static double Convert(ref BigNumber digits, int count, long exponent, out bool isOutOfRange)
    {
        // The number lies in [10^(magnitude-1), 10^magnitude): outside these bounds the operands below would not fit.
        long magnitude = count + exponent;
        if (magnitude is > 310 or < -330)
        {
            isOutOfRange = true;
            return magnitude > 0 ? System.BitConverter.UInt64BitsToDouble(FloatBits.Infinity) : 0;
        }

        if (exponent >= 0)
        {
            digits.MultiplyByPowerOfFive((int)exponent);
            long scale = digits.BitLength - 64 + exponent;
            ulong bits = digits.HighestBits(out bool isInexact);
            return FloatBits.Round(bits, scale, isInexact, out isOutOfRange);
        }

        return Divide(ref digits, (int)-exponent, out isOutOfRange);
    }

    /// <summary>digits / 10^places, correctly rounded: 64 quotient bits by long division, the rest only as "inexact".</summary>
    private static double Divide(ref BigNumber digits, int places, out bool isOutOfRange)
    {
        var divisor = new BigNumber(1);
        divisor.MultiplyByPowerOfFive(places);

        // Scale so that 1 <= digits/divisor < 2; shift counts how far the quotient has been raised.
        int shift = divisor.BitLength - digits.BitLength;
        if (shift > 0)
        {
            digits.ShiftLeft(shift);
        }
        else
        {
            divisor.ShiftLeft(-shift);
        }

        if (!digits.IsAtLeast(ref divisor))
        {
            digits.ShiftLeft(1);
            shift++;
        }

        ulong quotient = 0;
        for (int i = 0; i < 64; i++)
        {
            quotient <<= 1;
            if (digits.IsAtLeast(ref divisor))
            {
                digits.Subtract(ref divisor);
                quotient |= 1;
            }

            digits.ShiftLeft(1);
        }

        return FloatBits.Round(quotient, -63L - shift - places, !digits.IsZero, out isOutOfRange);
    }

    private static bool StartsWith(byte* text, System.ReadOnlySpan<byte> lowerCase)
    {
        for (int i = 0; i < lowerCase.Length; i++)
        {
            if ((text[i] | 0x20) != lowerCase[i])
            {
                return false;
            }
        }

        return true;
    }
}
