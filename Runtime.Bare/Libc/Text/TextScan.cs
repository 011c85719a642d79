// Lengths and searches in C strings and memory: the pure part of string.h. ISO C99 7.21.5, 7.21.6.3; POSIX strnlen.
// Byte loops: the runtime calls these on short names and /proc texts; managed code has its own vectorised ones.

namespace Runtime.Bare.Libc.Text;

/// <summary>Reads C strings. Any context.</summary>
internal static unsafe class TextScan
{
    /// <summary>isspace of the C locale: blank, \t, \n, \v, \f, \r.</summary>
    internal static bool IsSpace(byte value) => value is (byte)' ' or (>= 9 and <= 13);

    /// <summary>strlen: bytes before the NUL.</summary>
    internal static nuint Length(byte* text)
    {
        byte* end = text;
        while (*end != 0)
        {
            end++;
        }

        return (nuint)(end - text);
    }

    /// <summary>strnlen: the same, reading at most <paramref name="limit"/> bytes.</summary>
    internal static nuint Length(byte* text, nuint limit)
    {
        nuint length = 0;
        while (length < limit && text[length] != 0)
        {
            length++;
        }

        return length;
    }

    /// <summary>strchr: the first place of <paramref name="value"/> (the NUL counts as part of the string), or null.</summary>
    internal static byte* FindFirst(byte* text, byte value)
    {
        for (; *text != value; text++)
        {
            if (*text == 0)
            {
                return null;
            }
        }

        return text;
    }

    /// <summary>strrchr: the last place of <paramref name="value"/> (the NUL counts as part of the string), or null.</summary>
    internal static byte* FindLast(byte* text, byte value)
    {
        byte* found = null;
        for (; ; text++)
        {
            if (*text == value)
            {
                found = text;
            }

            if (*text == 0)
            {
                return found;
            }
        }
    }

    /// <summary>strstr: the first place of <paramref name="part"/>, or null; an empty part is found at the start.</summary>
    internal static byte* FindText(byte* text, byte* part)
    {
        for (; ; text++)
        {
            int matched = 0;
            while (part[matched] != 0 && text[matched] == part[matched])
            {
                matched++;
            }

            if (part[matched] == 0)
            {
                return text;
            }

            if (*text == 0)
            {
                return null;
            }
        }
    }

    /// <summary>memchr: the first place of <paramref name="value"/> within <paramref name="length"/> bytes, or null.</summary>
    internal static byte* FindByte(byte* memory, byte value, nuint length)
    {
        for (nuint i = 0; i < length; i++)
        {
            if (memory[i] == value)
            {
                return memory + i;
            }
        }

        return null;
    }

    /// <summary>strtok_r: the next token of a text that is cut up in place.</summary>
    /// <param name="text">The text at the first call, null afterwards.</param>
    /// <param name="separators">Bytes that separate; a run of them counts once.</param>
    /// <param name="state">The caller's place to go on from.</param>
    /// <returns>The token, NUL-terminated; null when there is none left.</returns>
    internal static byte* NextToken(byte* text, byte* separators, byte** state)
    {
        byte* token = text != null ? text : *state;
        if (token == null)
        {
            return null;
        }

        while (*token != 0 && FindFirst(separators, *token) != null)
        {
            token++;
        }

        if (*token == 0)
        {
            *state = token;
            return null;
        }

        byte* end = token;
        while (FindFirst(separators, *end) == null)
        {
            end++;
        }

        // The NUL is found in the separators too, so the loop stops there; going on from it yields no token.
        *state = *end == 0 ? end : end + 1;
        *end = 0;
        return token;
    }
}
