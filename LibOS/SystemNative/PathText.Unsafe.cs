// Paths as they come from callers: NUL-terminated bytes, handed on as one char for each byte.

using System.Runtime.InteropServices;
using LibOS.Vfs;

namespace LibOS.SystemNative;

/// <summary>Reads paths.</summary>
internal static unsafe class PathText
{
    /// <summary>Chars of the buffer that a path is read into; a longer path is cut to what is too long for a walk.</summary>
    internal const int Limit = PathWalk.PATH_MAX;

    /// <summary>The path as chars in the buffer; empty for null, which fails as an empty path does.</summary>
    internal static ReadOnlySpan<char> Read(byte* path, Span<char> buffer)
    {
        // SAFETY: a NUL-terminated string of the caller's, or null.
        ReadOnlySpan<byte> bytes = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(path);
        int length = Math.Min(bytes.Length, Limit);
        for (int i = 0; i < length; i++)
        {
            buffer[i] = (char)bytes[i];
        }

        return buffer[..length];
    }

    /// <summary>Writes chars as bytes, cut to the destination: how many.</summary>
    internal static int Write(ReadOnlySpan<char> text, Span<byte> destination)
    {
        int length = Math.Min(text.Length, destination.Length);
        for (int i = 0; i < length; i++)
        {
            destination[i] = (byte)text[i];
        }

        return length;
    }
}
