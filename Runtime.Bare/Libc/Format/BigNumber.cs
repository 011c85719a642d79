// A natural number of up to 3072 bits, for exact conversion between binary64 and decimal.
// Size: the longest operand is the 781 digits that FloatText keeps, at 2595 bits, plus one shift.

using System;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Runtime.Bare.Libc.Format;

/// <summary>An unsigned integer of fixed capacity in little-endian 32-bit words.</summary>
/// <remarks>Invariant: words at and above <see cref="_count"/> are zero, and the word below it is not.
/// Callers keep within the capacity; a violation stops the guest through the index check.</remarks>
internal struct BigNumber
{
    private const int Capacity = 96;
    private const uint FiveToThe13 = 1220703125;

    private Words _words;
    private int _count;

    /// <summary>Starts with <paramref name="value"/>.</summary>
    internal BigNumber(ulong value)
    {
        _words = default;
        _count = 0;
        _words[0] = (uint)value;
        _words[1] = (uint)(value >> 32);
        _count = 2;
        Trim();
    }

    /// <summary>True for zero.</summary>
    internal readonly bool IsZero => _count == 0;

    /// <summary>Number of significant bits; 0 for zero.</summary>
    internal readonly int BitLength => _count == 0 ? 0 : (32 * _count) - BitOperations.LeadingZeroCount(_words[_count - 1]);

    /// <summary>this = this * <paramref name="factor"/> + <paramref name="addend"/>.</summary>
    internal void MultiplyAdd(uint factor, uint addend)
    {
        ulong carry = addend;
        for (int i = 0; i < _count; i++)
        {
            carry += (ulong)_words[i] * factor;
            _words[i] = (uint)carry;
            carry >>= 32;
        }

        if (carry != 0)
        {
            _words[_count] = (uint)carry;
            _count++;
        }
    }

    /// <summary>this = this * 5^<paramref name="exponent"/>.</summary>
    internal void MultiplyByPowerOfFive(int exponent)
    {
        for (; exponent >= 13; exponent -= 13)
        {
            MultiplyAdd(FiveToThe13, 0);
        }

        for (; exponent > 0; exponent--)
        {
            MultiplyAdd(5, 0);
        }
    }

    /// <summary>this = this * 2^<paramref name="bits"/>.</summary>
    internal void ShiftLeft(int bits)
    {
        if (_count == 0 || bits == 0)
        {
            return;
        }

        int words = bits / 32;
        int rest = bits % 32;
        int oldCount = _count;
        int top = oldCount + words + (rest == 0 ? 0 : 1);

        // Downwards, because source and destination overlap.
        for (int i = top - 1; i >= 0; i--)
        {
            int from = i - words;
            ulong high = from >= 0 && from < oldCount ? _words[from] : 0;
            ulong low = from >= 1 ? _words[from - 1] : 0;
            _words[i] = rest == 0 ? (uint)high : (uint)(((high << 32) | low) >> (32 - rest));
        }

        _count = top;
        Trim();
    }

    /// <summary>this = this / <paramref name="divisor"/>; returns the remainder.</summary>
    internal uint DivideBy(uint divisor)
    {
        ulong remainder = 0;
        for (int i = _count - 1; i >= 0; i--)
        {
            remainder = (remainder << 32) | _words[i];
            _words[i] = (uint)(remainder / divisor);
            remainder %= divisor;
        }

        Trim();
        return (uint)remainder;
    }

    /// <summary>this = this - <paramref name="other"/>, which is not larger.</summary>
    internal void Subtract(ref readonly BigNumber other)
    {
        long borrow = 0;
        for (int i = 0; i < _count; i++)
        {
            long difference = (long)_words[i] - other._words[i] + borrow;
            _words[i] = (uint)difference;
            borrow = difference >> 32;
        }

        Trim();
    }

    /// <summary>True when this is at least <paramref name="other"/>.</summary>
    internal readonly bool IsAtLeast(ref readonly BigNumber other)
    {
        if (_count != other._count)
        {
            return _count > other._count;
        }

        for (int i = _count - 1; i >= 0; i--)
        {
            if (_words[i] != other._words[i])
            {
                return _words[i] > other._words[i];
            }
        }

        return true;
    }

    /// <summary>The 64 highest bits of a number that is not zero, its highest bit first.</summary>
    /// <param name="isInexact">Set when a bit below them is set.</param>
    internal readonly ulong HighestBits(out bool isInexact)
    {
        ulong bits = 0;
        isInexact = false;
        int start = BitLength - 64;
        for (int i = 0; i < _count; i++)
        {
            int shift = (32 * i) - start;
            ulong word = _words[i];
            if (shift >= 0)
            {
                bits |= word << shift;
            }
            else if (shift > -32)
            {
                bits |= word >> -shift;
                isInexact |= word << (64 + shift) != 0;
            }
            else
            {
                isInexact |= word != 0;
            }
        }

        return bits;
    }

    private void Trim()
    {
        while (_count > 0 && _words[_count - 1] == 0)
        {
            _count--;
        }
    }

    [InlineArray(Capacity)]
    private struct Words
    {
#pragma warning disable CS0169, IDE0044, IDE0051 // Repeated and indexed by the compiler.
        private uint _word;
#pragma warning restore CS0169, IDE0044, IDE0051
    }
}
