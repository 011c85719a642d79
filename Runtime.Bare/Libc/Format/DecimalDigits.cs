// The exact decimal value of a binary64, and its rounding at any position.
// A finite double is an integer times a power of two: m * 2^e. For e < 0 that is (m * 5^-e) * 10^e, so every double has
// a finite decimal expansion: at most 767 significant digits, the longest being that of the largest denormal.

using System;
using System.Runtime.CompilerServices;

namespace Runtime.Bare.Libc.Format;

/// <summary>Significant decimal digits of a non-negative number: 0.d1 d2 d3 ... times 10^<see cref="Point"/>.</summary>
/// <remarks>Invariant: neither the first nor the last digit is zero; zero has no digit.</remarks>
internal struct DecimalDigits
{
    private const int Capacity = 9 * 88;

    private Digits _digits;
    private int _first;

    /// <summary>Expands the magnitude of <paramref name="value"/>, which is finite. Exact.</summary>
    internal DecimalDigits(double value)
    {
        ulong bits = BitConverter.DoubleToUInt64Bits(value);
        int biased = (int)(bits >> 52) & 0x7FF;
        ulong mantissa = bits & 0xFFFFFFFFFFFFF;
        if (biased == 0)
        {
            biased = 1;
        }
        else
        {
            mantissa |= 1UL << 52;
        }

        _digits = default;
        _first = 0;
        Count = 0;
        Point = 0;
        if (mantissa == 0)
        {
            return;
        }

        int exponent = biased - 1075;
        var number = new BigNumber(mantissa);
        if (exponent >= 0)
        {
            number.ShiftLeft(exponent);
            Expand(ref number, 0);
        }
        else
        {
            number.MultiplyByPowerOfFive(-exponent);
            Expand(ref number, exponent);
        }
    }

    /// <summary>Number of significant digits.</summary>
    internal int Count { readonly get; private set; }

    /// <summary>Position of the decimal point relative to the first digit; 0 for zero.</summary>
    internal int Point { readonly get; private set; }

    /// <summary>The digit at <paramref name="index"/> (0 to 9); zero outside the significant ones.</summary>
    internal readonly byte this[long index] =>
        index >= 0 && index < Count ? _digits[_first + (int)index] : (byte)0;

    /// <summary>Keeps the first <paramref name="keep"/> digits, rounding to nearest, ties to even. May carry into a new first digit.</summary>
    internal void Round(long keep)
    {
        if (keep >= Count)
        {
            return;
        }

        bool up = keep >= 0 && RoundsUp((int)keep);
        int last = (int)Math.Max(keep, 0L) - 1;
        while (up && last >= 0 && this[last] == 9)
        {
            last--;
        }

        if (!up)
        {
            Count = last + 1;
            TrimTrailingZeros();
        }
        else if (last >= 0)
        {
            _digits[_first + last]++;
            Count = last + 1;
        }
        else
        {
            // All kept digits were nines (or none was kept): the result is a one, a place higher.
            _digits[_first] = 1;
            Count = 1;
            Point++;
        }
    }

    private readonly bool RoundsUp(int keep)
    {
        byte next = this[keep];
        bool isTie = next == 5 && keep + 1 == Count;
        return isTie ? (this[keep - 1] & 1) != 0 : next >= 5;
    }

    private void Expand(ref BigNumber number, int scale)
    {
        int place = Capacity;
        while (!number.IsZero)
        {
            uint group = number.DivideBy(1000000000);
            for (int i = 0; i < 9; i++)
            {
                place--;
                _digits[place] = (byte)(group % 10);
                group /= 10;
            }
        }

        while (_digits[place] == 0)
        {
            place++;
        }

        _first = place;
        Count = Capacity - place;
        Point = Count + scale;
        TrimTrailingZeros();
    }

    private void TrimTrailingZeros()
    {
        while (Count > 0 && _digits[_first + Count - 1] == 0)
        {
            Count--;
        }

        if (Count == 0)
        {
            Point = 0;
        }
    }

    [InlineArray(Capacity)]
    private struct Digits
    {
#pragma warning disable CS0169, IDE0044, IDE0051 // Repeated and indexed by the compiler.
        private byte _digit;
#pragma warning restore CS0169, IDE0044, IDE0051
    }
}
