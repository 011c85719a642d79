// Comparisons of C strings: bytes compare as unsigned. ISO C99 7.21.4; POSIX strcasecmp in the C locale.

namespace Runtime.Bare.Libc.Text;

/// <summary>Compares C strings. Any context. Results are negative, zero or positive.</summary>
internal static unsafe class TextCompare
{
    /// <summary>strcmp.</summary>
    internal static int Compare(byte* left, byte* right) => Compare(left, right, nuint.MaxValue);

    /// <summary>strncmp: the first <paramref name="limit"/> bytes at most.</summary>
    internal static int Compare(byte* left, byte* right, nuint limit)
    {
        for (nuint i = 0; i < limit; i++)
        {
            if (left[i] != right[i] || left[i] == 0)
            {
                return left[i] - right[i];
            }
        }

        return 0;
    }

    /// <summary>strcasecmp: A to Z equal a to z.</summary>
    internal static int CompareIgnoringCase(byte* left, byte* right) => CompareIgnoringCase(left, right, nuint.MaxValue);

    /// <summary>strncasecmp.</summary>
    internal static int CompareIgnoringCase(byte* left, byte* right, nuint limit)
    {
        for (nuint i = 0; i < limit; i++)
        {
            int difference = ToLower(left[i]) - ToLower(right[i]);
            if (difference != 0 || left[i] == 0)
            {
                return difference;
            }
        }

        return 0;
    }

    private static int ToLower(byte value) => value is >= (byte)'A' and <= (byte)'Z' ? value + ('a' - 'A') : value;
}
