// Assembling a binary64 from an integer and a power of two. IEEE 754-2019 3.4 (encoding), 4.3.1 (to nearest, ties to even).

using System;
using System.Numerics;

namespace Runtime.Bare.Libc.Text;

/// <summary>The encoding of a binary64.</summary>
internal static class FloatBits
{
    /// <summary>Positive infinity.</summary>
    internal const ulong Infinity = 0x7FF0000000000000;

    /// <summary>The positive quiet not-a-number.</summary>
    internal const ulong QuietNaN = 0x7FF8000000000000;

    private const int SmallestExponent = -1022;
    private const int LargestExponent = 1023;

    /// <summary>The double nearest to (<paramref name="mantissa"/> + rest) * 2^<paramref name="exponent"/>.</summary>
    /// <param name="mantissa">Not zero.</param>
    /// <param name="exponent">Power of two.</param>
    /// <param name="isInexact">True when a rest between 0 and 1 has been cut off; the mantissa then has at most three leading zeros.</param>
    /// <param name="isOutOfRange">Set on overflow, and when a denormal or zero result is not exact.</param>
    internal static double Round(ulong mantissa, long exponent, bool isInexact, out bool isOutOfRange)
    {
        int zeros = BitOperations.LeadingZeroCount(mantissa);
        mantissa <<= zeros;
        exponent += 63 - zeros;
        if (exponent > LargestExponent)
        {
            isOutOfRange = true;
            return BitConverter.UInt64BitsToDouble(Infinity);
        }

        // 53 bits stay; a denormal keeps fewer, and below half the smallest one nothing does.
        bool isDenormal = exponent < SmallestExponent;
        long dropped = 11 + (isDenormal ? SmallestExponent - exponent : 0);
        if (dropped > 64)
        {
            isOutOfRange = true;
            return 0;
        }

        ulong kept = dropped == 64 ? 0 : mantissa >> (int)dropped;
        ulong rest = dropped == 64 ? mantissa : mantissa << (int)(64 - dropped);
        const ulong Half = 1UL << 63;
        if (rest > Half || (rest == Half && (isInexact || (kept & 1) != 0)))
        {
            kept++;
        }

        // The hidden bit of a normal number adds one to the exponent field, and so does a carry out of the rounding.
        ulong bits = kept + (isDenormal ? 0 : (ulong)(exponent - SmallestExponent) << 52);
        isOutOfRange = bits >= Infinity || (isDenormal && (rest != 0 || isInexact));
        return BitConverter.UInt64BitsToDouble(bits);
    }
}
