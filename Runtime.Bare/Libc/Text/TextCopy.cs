// Copies and concatenations of C strings. ISO C99 7.21.2, 7.21.3. The caller answers for the room, as in C.

namespace Runtime.Bare.Libc.Text;

/// <summary>Writes C strings. Any context. Each returns its destination.</summary>
internal static unsafe class TextCopy
{
    /// <summary>strcpy.</summary>
    internal static byte* Copy(byte* destination, byte* source)
    {
        nuint i = 0;
        do
        {
            destination[i] = source[i];
        }
        while (source[i++] != 0);

        return destination;
    }

    /// <summary>strncpy: writes exactly <paramref name="length"/> bytes, zeroes behind a short text, no NUL after a long one.</summary>
    internal static byte* CopyBounded(byte* destination, byte* source, nuint length)
    {
        nuint i = 0;
        for (; i < length && source[i] != 0; i++)
        {
            destination[i] = source[i];
        }

        for (; i < length; i++)
        {
            destination[i] = 0;
        }

        return destination;
    }

    /// <summary>strcat.</summary>
    internal static byte* Append(byte* destination, byte* source)
    {
        Copy(destination + TextScan.Length(destination), source);
        return destination;
    }

    /// <summary>strncat: appends at most <paramref name="limit"/> bytes and always a NUL behind them.</summary>
    internal static byte* AppendBounded(byte* destination, byte* source, nuint limit)
    {
        byte* end = destination + TextScan.Length(destination);
        nuint i = 0;
        for (; i < limit && source[i] != 0; i++)
        {
            end[i] = source[i];
        }

        end[i] = 0;
        return destination;
    }
}
