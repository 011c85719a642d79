// Span and ReadOnlySpan as .NET defines them, over a ref field. Bounds violations stop the guest (ThrowHelpers).

using System.Runtime.CompilerServices;

namespace System;

/// <summary>A window on contiguous writable memory.</summary>
/// <typeparam name="T">Element type.</typeparam>
public readonly ref struct Span<T>
{
    internal readonly ref T _reference;
    private readonly int _length;

    /// <summary>Covers <paramref name="length"/> elements from <paramref name="pointer"/>.</summary>
    public unsafe Span(void* pointer, int length)
    {
        if (length < 0)
        {
            Internal.Runtime.CompilerHelpers.ThrowHelpers.ThrowArgumentOutOfRangeException();
        }

        _reference = ref Unsafe.AsRef<T>(pointer);
        _length = length;
    }

    internal Span(ref T reference, int length)
    {
        _reference = ref reference;
        _length = length;
    }

    /// <summary>The empty span.</summary>
    public static Span<T> Empty => default;

    /// <summary>Number of elements.</summary>
    public int Length => _length;

    /// <summary>True without elements.</summary>
    public bool IsEmpty => _length == 0;

    /// <summary>Element <paramref name="index"/>.</summary>
    public ref T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if ((uint)index >= (uint)_length)
            {
                Internal.Runtime.CompilerHelpers.ThrowHelpers.ThrowIndexOutOfRangeException();
            }

            return ref Unsafe.Add(ref _reference, index);
        }
    }

    /// <summary>Reads only.</summary>
    public static implicit operator ReadOnlySpan<T>(Span<T> span) => new(ref span._reference, span._length);

    /// <summary>The part from <paramref name="start"/>.</summary>
    public Span<T> Slice(int start)
    {
        if ((uint)start > (uint)_length)
        {
            Internal.Runtime.CompilerHelpers.ThrowHelpers.ThrowArgumentOutOfRangeException();
        }

        return new Span<T>(ref Unsafe.Add(ref _reference, start), _length - start);
    }

    /// <summary>The part from <paramref name="start"/> of the given length.</summary>
    public Span<T> Slice(int start, int length)
    {
        if ((ulong)(uint)start + (uint)length > (uint)_length)
        {
            Internal.Runtime.CompilerHelpers.ThrowHelpers.ThrowArgumentOutOfRangeException();
        }

        return new Span<T>(ref Unsafe.Add(ref _reference, start), length);
    }

    /// <summary>Sets every element to its default.</summary>
    public unsafe void Clear() =>
        SpanHelpers.ClearWithoutReferences(ref Unsafe.As<T, byte>(ref _reference), (nuint)(uint)_length * (nuint)sizeof(T));

    /// <summary>Sets every element.</summary>
    public void Fill(T value)
    {
        for (int i = 0; i < _length; i++)
        {
            Unsafe.Add(ref _reference, i) = value;
        }
    }

    /// <summary>Copies to the start of <paramref name="destination"/>; overlap is allowed.</summary>
    public void CopyTo(Span<T> destination) => ((ReadOnlySpan<T>)this).CopyTo(destination);

    /// <summary>The first element's place; the pattern that <c>fixed</c> uses.</summary>
    public ref T GetPinnableReference() => ref _reference;
}

/// <summary>A window on contiguous memory that is only read.</summary>
/// <typeparam name="T">Element type.</typeparam>
public readonly ref struct ReadOnlySpan<T>
{
    internal readonly ref T _reference;
    private readonly int _length;

    /// <summary>Covers <paramref name="length"/> elements from <paramref name="pointer"/>.</summary>
    public unsafe ReadOnlySpan(void* pointer, int length)
    {
        if (length < 0)
        {
            Internal.Runtime.CompilerHelpers.ThrowHelpers.ThrowArgumentOutOfRangeException();
        }

        _reference = ref Unsafe.AsRef<T>(pointer);
        _length = length;
    }

    /// <summary>Named by the compiler for constant data, which it never passes as an array.</summary>
    public unsafe ReadOnlySpan(T[] array, int start, int length)
    {
        _reference = ref Unsafe.AsRef<T>(null);
        _ = array;
        _ = start;
        _ = length;
        Internal.Runtime.CompilerHelpers.ThrowHelpers.ThrowArgumentOutOfRangeException();
    }

    /// <summary>Named by the compiler for constant data in a collection expression, which it never passes as an array.</summary>
    public unsafe ReadOnlySpan(T[] array)
    {
        _reference = ref Unsafe.AsRef<T>(null);
        _ = array;
        Internal.Runtime.CompilerHelpers.ThrowHelpers.ThrowArgumentOutOfRangeException();
    }

    internal ReadOnlySpan(ref T reference, int length)
    {
        _reference = ref reference;
        _length = length;
    }

    /// <summary>The empty span.</summary>
    public static ReadOnlySpan<T> Empty => default;

    /// <summary>Number of elements.</summary>
    public int Length => _length;

    /// <summary>True without elements.</summary>
    public bool IsEmpty => _length == 0;

    /// <summary>Element <paramref name="index"/>.</summary>
    public ref readonly T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if ((uint)index >= (uint)_length)
            {
                Internal.Runtime.CompilerHelpers.ThrowHelpers.ThrowIndexOutOfRangeException();
            }

            return ref Unsafe.Add(ref _reference, index);
        }
    }

    /// <summary>Named by the compiler; constant data never takes this way.</summary>
    public static implicit operator ReadOnlySpan<T>(T[] array) => new(array, 0, 0);

    /// <summary>The part from <paramref name="start"/>.</summary>
    public ReadOnlySpan<T> Slice(int start)
    {
        if ((uint)start > (uint)_length)
        {
            Internal.Runtime.CompilerHelpers.ThrowHelpers.ThrowArgumentOutOfRangeException();
        }

        return new ReadOnlySpan<T>(ref Unsafe.Add(ref _reference, start), _length - start);
    }

    /// <summary>The part from <paramref name="start"/> of the given length.</summary>
    public ReadOnlySpan<T> Slice(int start, int length)
    {
        if ((ulong)(uint)start + (uint)length > (uint)_length)
        {
            Internal.Runtime.CompilerHelpers.ThrowHelpers.ThrowArgumentOutOfRangeException();
        }

        return new ReadOnlySpan<T>(ref Unsafe.Add(ref _reference, start), length);
    }

    /// <summary>Copies to the start of <paramref name="destination"/>; overlap is allowed.</summary>
    public unsafe void CopyTo(Span<T> destination)
    {
        if ((uint)_length > (uint)destination.Length)
        {
            Internal.Runtime.CompilerHelpers.ThrowHelpers.ThrowArgumentOutOfRangeException();
        }

        SpanHelpers.Memmove(
            ref Unsafe.As<T, byte>(ref destination._reference),
            ref Unsafe.As<T, byte>(ref _reference),
            (nuint)(uint)_length * (nuint)sizeof(T));
    }

    /// <summary>The first element's place; the pattern that <c>fixed</c> uses.</summary>
    public ref readonly T GetPinnableReference() => ref _reference;
}
