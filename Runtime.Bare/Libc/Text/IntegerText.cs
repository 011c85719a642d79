// Integers out of text: the one parser behind strtol, strtoul, their long long twins (all 64 bits on this ABI) and scanf.
// ISO C99 7.20.1.4: white space, sign, prefix 0x or 0 by radix, digits; the value saturates at the type's limits.

namespace Runtime.Bare.Libc.Text;

/// <summary>An integer as it stands in a text.</summary>
internal unsafe struct IntegerText
{
    private ulong _magnitude;
    private bool _isNegative;
    private bool _isTooLarge;

    /// <summary>Behind the last digit; the start of the text when there is no number.</summary>
    internal byte* End;

    /// <summary>True when strtol takes the radix: 0, or 2 to 36.</summary>
    internal static bool IsRadix(int radix) => radix is 0 or (>= 2 and <= 36);

    /// <summary>Parses at most <paramref name="limit"/> bytes of <paramref name="text"/>, stopping at the first that does not belong.</summary>
    /// <param name="text">The text; NUL-terminated, or at least <paramref name="limit"/> bytes long.</param>
    /// <param name="limit">Largest number of bytes to read.</param>
    /// <param name="radix">A radix by <see cref="IsRadix"/>; 0 lets the prefix choose 8, 10 or 16.</param>
    internal static IntegerText Parse(byte* text, long limit, int radix)
    {
        IntegerText number = default;
        number.End = text;
        long place = 0;
        while (place < limit && TextScan.IsSpace(text[place]))
        {
            place++;
        }

        if (place < limit && text[place] is (byte)'+' or (byte)'-')
        {
            number._isNegative = text[place] == (byte)'-';
            place++;
        }

        bool hasZero = place < limit && text[place] == (byte)'0';

        // 0x is a prefix only before a hexadecimal digit; otherwise the number is the 0.
        if (radix is 0 or 16 && IsHexadecimalPrefix(text + place, limit - place))
        {
            radix = 16;
            place += 2;
        }
        else if (radix == 0)
        {
            radix = hasZero ? 8 : 10;
        }

        for (; place < limit && DigitOf(text[place]) is var digit && digit < radix; place++)
        {
            number.Append((uint)digit, (uint)radix);
            number.End = text + place + 1;
        }

        return number;
    }

    /// <summary>The value as a long.</summary>
    /// <param name="isOutOfRange">Set when it saturated.</param>
    internal readonly long ToSigned(out bool isOutOfRange)
    {
        ulong limit = _isNegative ? 1UL << 63 : long.MaxValue;
        isOutOfRange = _isTooLarge || _magnitude > limit;
        ulong magnitude = isOutOfRange ? limit : _magnitude;
        return (long)(_isNegative ? 0 - magnitude : magnitude);
    }

    /// <summary>The value as an unsigned long; C negates a number with a minus sign in the unsigned type.</summary>
    /// <param name="isOutOfRange">Set when it saturated.</param>
    internal readonly ulong ToUnsigned(out bool isOutOfRange)
    {
        isOutOfRange = _isTooLarge;
        return _isTooLarge ? ulong.MaxValue : _isNegative ? 0 - _magnitude : _magnitude;
    }

    /// <summary>Value of a digit character, either case; 255 for another byte.</summary>
    internal static int DigitOf(byte character) => character switch
    {
        >= (byte)'0' and <= (byte)'9' => character - '0',
        >= (byte)'a' and <= (byte)'z' => character - 'a' + 10,
        >= (byte)'A' and <= (byte)'Z' => character - 'A' + 10,
        _ => 255,
    };

    private static bool IsHexadecimalPrefix(byte* text, long limit) =>
        limit > 2 && text[0] == (byte)'0' && (text[1] | 0x20) == 'x' && DigitOf(text[2]) < 16;

    private void Append(uint digit, uint radix)
    {
        if (_magnitude > (ulong.MaxValue - digit) / radix)
        {
            _isTooLarge = true;
            return;
        }

        _magnitude = (_magnitude * radix) + digit;
    }
}
