// The twin of Libc/MemoryBlock.cs, over the ordinary runtime's block operations.

using System.Runtime.InteropServices;

namespace Runtime.Bare.Libc;

/// <summary>Block copy and fill.</summary>
internal static unsafe class MemoryBlock
{
    internal static void Move(void* destination, void* source, nuint length) => NativeMemory.Copy(source, destination, length);

    internal static void Copy(void* destination, void* source, nuint length) => NativeMemory.Copy(source, destination, length);

    internal static void Set(void* destination, byte value, nuint length) => NativeMemory.Fill(destination, length, value);
}
