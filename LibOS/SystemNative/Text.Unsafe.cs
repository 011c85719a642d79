// Text of callers, and handing text to them: in blocks that they free, in buffers that they bring.

using System.Runtime.InteropServices;

namespace LibOS.SystemNative;

/// <summary>NUL-terminated UTF-8 text.</summary>
internal static unsafe class Text
{
    /// <summary>A caller's string; empty for null.</summary>
    internal static ReadOnlySpan<byte> At(byte* text) =>
        // SAFETY: a NUL-terminated string of the caller's, or null.
        MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text);

    /// <summary>A copy in a block of its own, which the caller frees; null without memory.</summary>
    internal static byte* AllocateCopy(ReadOnlySpan<byte> text)
    {
        // SAFETY: the block has room for the text and the NUL.
        byte* block = Bare.Allocate((nuint)text.Length + 1);
        if (block != null)
        {
            var destination = new Span<byte>(block, text.Length + 1);
            text.CopyTo(destination);
            destination[text.Length] = 0;
        }

        return block;
    }

    /// <summary>Appends text and a NUL at a position of a buffer; false without room. The position moves behind the NUL.</summary>
    internal static bool TryAppend(Span<byte> buffer, ref int position, ReadOnlySpan<byte> text)
    {
        if (text.Length >= buffer.Length - position)
        {
            return false;
        }

        text.CopyTo(buffer[position..]);
        buffer[position + text.Length] = 0;
        position += text.Length + 1;
        return true;
    }
}
