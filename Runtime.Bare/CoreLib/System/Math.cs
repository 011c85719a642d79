// Integer helpers with .NET's names.

namespace System
{
    /// <summary>Minimum, maximum and wide multiplication.</summary>
    public static class Math
    {
        /// <summary>The smaller.</summary>
        public static int Min(int val1, int val2) => val1 < val2 ? val1 : val2;

        /// <summary>The smaller.</summary>
        public static uint Min(uint val1, uint val2) => val1 < val2 ? val1 : val2;

        /// <summary>The smaller.</summary>
        public static long Min(long val1, long val2) => val1 < val2 ? val1 : val2;

        /// <summary>The smaller.</summary>
        public static ulong Min(ulong val1, ulong val2) => val1 < val2 ? val1 : val2;

        /// <summary>The smaller.</summary>
        public static nuint Min(nuint val1, nuint val2) => val1 < val2 ? val1 : val2;

        /// <summary>The larger.</summary>
        public static int Max(int val1, int val2) => val1 > val2 ? val1 : val2;

        /// <summary>The larger.</summary>
        public static uint Max(uint val1, uint val2) => val1 > val2 ? val1 : val2;

        /// <summary>The larger.</summary>
        public static long Max(long val1, long val2) => val1 > val2 ? val1 : val2;

        /// <summary>The larger.</summary>
        public static ulong Max(ulong val1, ulong val2) => val1 > val2 ? val1 : val2;

        /// <summary>The larger.</summary>
        public static nuint Max(nuint val1, nuint val2) => val1 > val2 ? val1 : val2;
    }

    /// <summary>Bits of floating-point numbers.</summary>
    public static unsafe class BitConverter
    {
        /// <summary>The bits of a double.</summary>
        public static long DoubleToInt64Bits(double value) => *(long*)&value;

        /// <summary>The bits of a double.</summary>
        public static ulong DoubleToUInt64Bits(double value) => *(ulong*)&value;

        /// <summary>The double with these bits.</summary>
        public static double UInt64BitsToDouble(ulong value) => *(double*)&value;

        /// <summary>The double with these bits.</summary>
        public static double Int64BitsToDouble(long value) => *(double*)&value;
    }
}

namespace System.Numerics
{
    /// <summary>Bit counts and scans. Instructions beyond SSE2 are not assumed, so these are plain code.</summary>
    public static class BitOperations
    {
        /// <summary>Is exactly one bit set.</summary>
        public static bool IsPow2(ulong value) => value != 0 && (value & (value - 1)) == 0;

        /// <summary>Is exactly one bit set.</summary>
        public static bool IsPow2(uint value) => value != 0 && (value & (value - 1)) == 0;

        /// <summary>Zero bits above the highest set one; 64 for zero.</summary>
        public static int LeadingZeroCount(ulong value) => value == 0 ? 64 : 63 - Log2(value);

        /// <summary>Zero bits above the highest set one; 32 for zero.</summary>
        public static int LeadingZeroCount(uint value) => value == 0 ? 32 : 31 - Log2(value);

        /// <summary>Zero bits below the lowest set one; 64 for zero.</summary>
        public static int TrailingZeroCount(ulong value) => value == 0 ? 64 : Log2(value & (0 - value));

        /// <summary>Zero bits below the lowest set one; 32 for zero.</summary>
        public static int TrailingZeroCount(uint value) => value == 0 ? 32 : Log2(value & (0 - value));

        /// <summary>Index of the highest set bit; 0 for zero.</summary>
        public static int Log2(uint value) => Log2((ulong)value);

        /// <summary>Index of the highest set bit; 0 for zero.</summary>
        public static int Log2(ulong value)
        {
            int result = 0;
            if (value >> 32 != 0)
            {
                result += 32;
                value >>= 32;
            }

            if (value >> 16 != 0)
            {
                result += 16;
                value >>= 16;
            }

            if (value >> 8 != 0)
            {
                result += 8;
                value >>= 8;
            }

            if (value >> 4 != 0)
            {
                result += 4;
                value >>= 4;
            }

            if (value >> 2 != 0)
            {
                result += 2;
                value >>= 2;
            }

            return result + (int)(value >> 1);
        }

        /// <summary>Number of set bits.</summary>
        public static int PopCount(ulong value)
        {
            value -= (value >> 1) & 0x5555555555555555;
            value = (value & 0x3333333333333333) + ((value >> 2) & 0x3333333333333333);
            value = (value + (value >> 4)) & 0x0F0F0F0F0F0F0F0F;
            return (int)((value * 0x0101010101010101) >> 56);
        }

        /// <summary>Number of set bits.</summary>
        public static int PopCount(uint value) => PopCount((ulong)value);

        /// <summary>Rotates left.</summary>
        public static ulong RotateLeft(ulong value, int offset) => (value << offset) | (value >> (64 - offset));
    }
}
