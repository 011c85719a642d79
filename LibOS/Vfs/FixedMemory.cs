// Memory that does not move: what a shared mapping and the file's own reads and writes both use, and what the archive lies in.

namespace LibOS.Vfs;

/// <summary>A range of memory at a constant address.</summary>
internal abstract class FixedMemory
{
    /// <summary>The address of the first byte.</summary>
    internal abstract nint Address { get; }

    /// <summary>Bytes that can be used.</summary>
    internal abstract long Length { get; }

    /// <summary>Some of the bytes.</summary>
    internal abstract Span<byte> At(long offset, int length);

    /// <summary>Makes it at least so long, without moving it, with zeroes; false where there is no room or no memory.</summary>
    internal abstract bool TryGrow(long lengthBytes);

    /// <summary>Gives the memory back. Nobody may use it afterwards.</summary>
    internal abstract void Release();
}
