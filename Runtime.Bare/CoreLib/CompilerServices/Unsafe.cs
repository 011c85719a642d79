// Pointer reinterpretation. ILC replaces the bodies marked [Intrinsic].

using System.Diagnostics.CodeAnalysis;

namespace System.Runtime.CompilerServices
{
    /// <summary>Reinterprets references and pointers.</summary>
    public static unsafe class Unsafe
    {
        /// <summary>The pointer as a reference.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ref T AsRef<T>(void* source) => ref *(T*)source;

        /// <summary>Drops readonly.</summary>
        [Intrinsic]
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ref T AsRef<T>(scoped ref readonly T source) => ref AsRef(in source);

        /// <summary>The reference as a pointer; its target must not move (nothing here does).</summary>
        [Intrinsic]
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void* AsPointer<T>(ref T value) => AsPointer(ref value);

        /// <summary>The reference as one of another type.</summary>
        [Intrinsic]
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ref TTo As<TFrom, TTo>(ref TFrom source) => ref As<TFrom, TTo>(ref source);

        /// <summary>The reference moved by elements.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ref T Add<T>(ref T source, int elementOffset) =>
            ref *(T*)((byte*)AsPointer(ref source) + ((nint)elementOffset * sizeof(T)));

        /// <summary>Size in bytes.</summary>
        public static int SizeOf<T>() => sizeof(T);

        /// <summary>Reads without an alignment requirement.</summary>
        public static T ReadUnaligned<T>(void* source) => *(T*)source;

        /// <summary>Writes without an alignment requirement.</summary>
        public static void WriteUnaligned<T>(void* destination, T value) => *(T*)destination = value;
    }

    /// <summary>Helpers that the compiler names.</summary>
    public static class RuntimeHelpers
    {
        /// <summary>Constant data as a span; ILC replaces the body.</summary>
        [Intrinsic]
        public static ReadOnlySpan<T> CreateSpan<T>(RuntimeFieldHandle fldHandle) => CreateSpan<T>(fldHandle);
    }
}

namespace System.Runtime.InteropServices
{
    /// <summary>Spans over references; inline arrays use them.</summary>
    public static class MemoryMarshal
    {
        /// <summary>A span over a reference.</summary>
        public static Span<T> CreateSpan<T>(scoped ref T reference, int length) =>
            new(ref System.Runtime.CompilerServices.Unsafe.AsRef(in reference), length);

        /// <summary>A read-only span over a reference.</summary>
        public static ReadOnlySpan<T> CreateReadOnlySpan<T>(scoped ref readonly T reference, int length) =>
            new(ref System.Runtime.CompilerServices.Unsafe.AsRef(in reference), length);
    }
}
