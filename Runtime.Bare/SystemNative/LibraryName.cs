// Names of library files: directory, "lib" prefix and ".so" suffix are decoration.

using System;

namespace Runtime.Bare.SystemNative;

/// <summary>Compares the file name of a library with its bare name.</summary>
internal static unsafe class LibraryName
{
    /// <summary>Is this [directory/][lib]NAME[.so[.version]].</summary>
    /// <param name="fileName">NUL-terminated.</param>
    /// <param name="name">The bare name.</param>
    internal static bool Is(byte* fileName, ReadOnlySpan<byte> name)
    {
        byte* last = fileName;
        for (byte* position = fileName; *position != 0; position++)
        {
            if (*position == (byte)'/')
            {
                last = position + 1;
            }
        }

        return IsName(last, name) || (StartsWith(last, "lib"u8) && IsName(last + 3, name));
    }

    private static bool IsName(byte* text, ReadOnlySpan<byte> name)
    {
        if (!StartsWith(text, name))
        {
            return false;
        }

        byte* rest = text + name.Length;
        return *rest == 0 || (StartsWith(rest, ".so"u8) && rest[3] is 0 or (byte)'.');
    }

    private static bool StartsWith(byte* text, ReadOnlySpan<byte> start)
    {
        for (int i = 0; i < start.Length; i++)
        {
            if (text[i] != start[i])
            {
                return false;
            }
        }

        return true;
    }
}
