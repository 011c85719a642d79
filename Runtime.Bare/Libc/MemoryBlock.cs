// The assembly memmove and memset (Libc/MemoryBlock.S), for C#.

using System.Runtime;
using System.Runtime.CompilerServices;

namespace Runtime.Bare.Libc;

/// <summary>Block copy, fill and comparison.</summary>
internal static unsafe class MemoryBlock
{
    /// <summary>Copies; the blocks may overlap.</summary>
    internal static void Move(void* destination, void* source, nuint length) => memmove(destination, source, length);

    /// <summary>Copies.</summary>
    internal static void Copy(void* destination, void* source, nuint length) => memmove(destination, source, length);

    /// <summary>Fills with a byte.</summary>
    internal static void Set(void* destination, byte value, nuint length) => memset(destination, value, length);

    [RuntimeImport("*", "memmove")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void* memmove(void* destination, void* source, nuint length);

    [RuntimeImport("*", "memset")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void* memset(void* destination, int value, nuint length);
}
