// Block copy and clear: ILC calls these for large struct copies and zeroing; they lead to the assembly memmove and memset.

using System.Runtime.CompilerServices;

namespace System;

internal static unsafe class SpanHelpers
{
    /// <summary>Copies <paramref name="length"/> bytes; the blocks may overlap.</summary>
    internal static void Memmove(ref byte destination, ref byte source, nuint length) =>
        global::Runtime.Bare.Libc.MemoryBlock.Move(Unsafe.AsPointer(ref destination), Unsafe.AsPointer(ref source), length);

    /// <summary>Zeroes <paramref name="length"/> bytes.</summary>
    internal static void ClearWithoutReferences(ref byte destination, nuint length) =>
        global::Runtime.Bare.Libc.MemoryBlock.Set(Unsafe.AsPointer(ref destination), 0, length);

    /// <summary>Sets <paramref name="length"/> bytes.</summary>
    internal static void Fill(ref byte destination, byte value, nuint length) =>
        global::Runtime.Bare.Libc.MemoryBlock.Set(Unsafe.AsPointer(ref destination), value, length);
}

/// <summary>Copies of raw memory.</summary>
public static unsafe class Buffer
{
    /// <summary>Copies bytes; the blocks may overlap. A destination that is too small stops the guest.</summary>
    public static void MemoryCopy(void* source, void* destination, ulong destinationSizeInBytes, ulong sourceBytesToCopy)
    {
        if (sourceBytesToCopy > destinationSizeInBytes)
        {
            Internal.Runtime.CompilerHelpers.ThrowHelpers.ThrowArgumentOutOfRangeException();
        }

        global::Runtime.Bare.Libc.MemoryBlock.Move(destination, source, (nuint)sourceBytesToCopy);
    }

    /// <summary>Copies bytes; the blocks may overlap. A destination that is too small stops the guest.</summary>
    public static void MemoryCopy(void* source, void* destination, long destinationSizeInBytes, long sourceBytesToCopy) =>
        MemoryCopy(source, destination, (ulong)destinationSizeInBytes, (ulong)sourceBytesToCopy);
}
