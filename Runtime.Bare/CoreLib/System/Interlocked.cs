// Atomic operations and ordered accesses. ILC replaces the bodies marked [Intrinsic] by locked instructions.
// On x86 plain loads acquire and plain stores release; only store-then-load needs a fence (MemoryBarrier).

using System.Runtime.CompilerServices;

namespace System.Threading
{
    /// <summary>Atomic read-modify-write.</summary>
    public static unsafe class Interlocked
    {
        /// <summary>Compares and exchanges; returns the value found.</summary>
        [Intrinsic]
        public static int CompareExchange(ref int location1, int value, int comparand) =>
            CompareExchange(ref location1, value, comparand);

        /// <summary>Compares and exchanges; returns the value found.</summary>
        [Intrinsic]
        public static long CompareExchange(ref long location1, long value, long comparand) =>
            CompareExchange(ref location1, value, comparand);

        /// <summary>Compares and exchanges; returns the value found.</summary>
        public static uint CompareExchange(ref uint location1, uint value, uint comparand) =>
            (uint)CompareExchange(ref Unsafe.As<uint, int>(ref location1), (int)value, (int)comparand);

        /// <summary>Compares and exchanges; returns the value found.</summary>
        public static ulong CompareExchange(ref ulong location1, ulong value, ulong comparand) =>
            (ulong)CompareExchange(ref Unsafe.As<ulong, long>(ref location1), (long)value, (long)comparand);

        /// <summary>Exchanges; returns the value found.</summary>
        [Intrinsic]
        public static int Exchange(ref int location1, int value) => Exchange(ref location1, value);

        /// <summary>Exchanges; returns the value found.</summary>
        [Intrinsic]
        public static long Exchange(ref long location1, long value) => Exchange(ref location1, value);

        /// <summary>Exchanges; returns the value found.</summary>
        public static uint Exchange(ref uint location1, uint value) =>
            (uint)Exchange(ref Unsafe.As<uint, int>(ref location1), (int)value);

        /// <summary>Exchanges; returns the value found.</summary>
        public static ulong Exchange(ref ulong location1, ulong value) =>
            (ulong)Exchange(ref Unsafe.As<ulong, long>(ref location1), (long)value);

        /// <summary>Adds; returns the new value.</summary>
        public static int Add(ref int location1, int value) => ExchangeAdd(ref location1, value) + value;

        /// <summary>Adds; returns the new value.</summary>
        public static long Add(ref long location1, long value) => ExchangeAdd(ref location1, value) + value;

        /// <summary>Adds; returns the new value.</summary>
        public static ulong Add(ref ulong location1, ulong value) =>
            (ulong)Add(ref Unsafe.As<ulong, long>(ref location1), (long)value);

        /// <summary>Adds one; returns the new value.</summary>
        public static int Increment(ref int location) => Add(ref location, 1);

        /// <summary>Adds one; returns the new value.</summary>
        public static long Increment(ref long location) => Add(ref location, 1);

        /// <summary>Subtracts one; returns the new value.</summary>
        public static int Decrement(ref int location) => Add(ref location, -1);

        /// <summary>Subtracts one; returns the new value.</summary>
        public static long Decrement(ref long location) => Add(ref location, -1);

        /// <summary>Sets bits; returns the value found.</summary>
        public static ulong Or(ref ulong location1, ulong value)
        {
            ulong found = Volatile.Read(ref location1);
            while (true)
            {
                ulong before = CompareExchange(ref location1, found | value, found);
                if (before == found)
                {
                    return found;
                }

                found = before;
            }
        }

        /// <summary>Keeps bits; returns the value found.</summary>
        public static ulong And(ref ulong location1, ulong value)
        {
            ulong found = Volatile.Read(ref location1);
            while (true)
            {
                ulong before = CompareExchange(ref location1, found & value, found);
                if (before == found)
                {
                    return found;
                }

                found = before;
            }
        }

        /// <summary>A full fence.</summary>
        [Intrinsic]
        public static void MemoryBarrier() => MemoryBarrier();

        [Intrinsic]
        private static int ExchangeAdd(ref int location1, int value) => ExchangeAdd(ref location1, value);

        [Intrinsic]
        private static long ExchangeAdd(ref long location1, long value) => ExchangeAdd(ref location1, value);
    }

    /// <summary>Single, ordered accesses: the compiler neither repeats nor drops nor moves them.</summary>
    public static unsafe class Volatile
    {
        /// <summary>Reads with acquire.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool Read(ref readonly bool location) =>
            Unsafe.As<bool, VolatileBoolean>(ref Unsafe.AsRef(in location)).Value;

        /// <summary>Writes with release.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Write(ref bool location, bool value) =>
            Unsafe.As<bool, VolatileBoolean>(ref location).Value = value;

        /// <summary>Reads with acquire.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static byte Read(ref readonly byte location) =>
            Unsafe.As<byte, VolatileByte>(ref Unsafe.AsRef(in location)).Value;

        /// <summary>Writes with release.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Write(ref byte location, byte value) =>
            Unsafe.As<byte, VolatileByte>(ref location).Value = value;

        /// <summary>Reads with acquire.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ushort Read(ref readonly ushort location) =>
            Unsafe.As<ushort, VolatileUInt16>(ref Unsafe.AsRef(in location)).Value;

        /// <summary>Writes with release.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Write(ref ushort location, ushort value) =>
            Unsafe.As<ushort, VolatileUInt16>(ref location).Value = value;

        /// <summary>Reads with acquire.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static int Read(ref readonly int location) =>
            Unsafe.As<int, VolatileInt32>(ref Unsafe.AsRef(in location)).Value;

        /// <summary>Writes with release.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Write(ref int location, int value) =>
            Unsafe.As<int, VolatileInt32>(ref location).Value = value;

        /// <summary>Reads with acquire.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static uint Read(ref readonly uint location) =>
            Unsafe.As<uint, VolatileUInt32>(ref Unsafe.AsRef(in location)).Value;

        /// <summary>Writes with release.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Write(ref uint location, uint value) =>
            Unsafe.As<uint, VolatileUInt32>(ref location).Value = value;

        /// <summary>Reads with acquire.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static long Read(ref readonly long location) =>
            Unsafe.As<long, VolatileIntPtr>(ref Unsafe.AsRef(in location)).Value;

        /// <summary>Writes with release.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Write(ref long location, long value) =>
            Unsafe.As<long, VolatileIntPtr>(ref location).Value = (nint)value;

        /// <summary>Reads with acquire.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ulong Read(ref readonly ulong location) =>
            Unsafe.As<ulong, VolatileUIntPtr>(ref Unsafe.AsRef(in location)).Value;

        /// <summary>Writes with release.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Write(ref ulong location, ulong value) =>
            Unsafe.As<ulong, VolatileUIntPtr>(ref location).Value = (nuint)value;

        /// <summary>Reads with acquire.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static nint Read(ref readonly nint location) =>
            Unsafe.As<nint, VolatileIntPtr>(ref Unsafe.AsRef(in location)).Value;

        /// <summary>Writes with release.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Write(ref nint location, nint value) =>
            Unsafe.As<nint, VolatileIntPtr>(ref location).Value = value;

        /// <summary>Reads with acquire.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static nuint Read(ref readonly nuint location) =>
            Unsafe.As<nuint, VolatileUIntPtr>(ref Unsafe.AsRef(in location)).Value;

        /// <summary>Writes with release.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Write(ref nuint location, nuint value) =>
            Unsafe.As<nuint, VolatileUIntPtr>(ref location).Value = value;

        private struct VolatileBoolean
        {
            public volatile bool Value;
        }

        private struct VolatileByte
        {
            public volatile byte Value;
        }

        private struct VolatileUInt16
        {
            public volatile ushort Value;
        }

        private struct VolatileInt32
        {
            public volatile int Value;
        }

        private struct VolatileUInt32
        {
            public volatile uint Value;
        }

        private struct VolatileIntPtr
        {
            public volatile nint Value;
        }

        private struct VolatileUIntPtr
        {
            public volatile nuint Value;
        }
    }
}
