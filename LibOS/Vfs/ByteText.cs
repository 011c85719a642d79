// Text of system files, built as bytes.

using System.Globalization;
using System.Runtime.CompilerServices;

namespace LibOS.Vfs;

/// <summary>A growing text of one byte for each char. Its callers chain many calls, which stay calls to keep them small.</summary>
internal sealed class ByteText
{
    private byte[] _bytes = new byte[512];
    private int _length;

    /// <summary>The bytes of such a text.</summary>
    internal static byte[] Bytes(string text) => new ByteText().Add(text).ToArray();

    /// <summary>The text of such bytes.</summary>
    internal static string Text(ReadOnlySpan<byte> bytes)
    {
        char[] chars = new char[bytes.Length];
        for (int i = 0; i < chars.Length; i++)
        {
            chars[i] = (char)bytes[i];
        }

        return new string(chars);
    }

    /// <summary>A number as text.</summary>
    internal static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Takes the first field off a text. String.Split would bring 15 KB of vector code into every kernel.</summary>
    /// <param name="rest">What follows the separator afterwards; null behind the last field.</param>
    internal static string NextField(ref string? rest, char separator)
    {
        string text = rest!;
        int end = 0;
        while (end < text.Length && text[end] != separator)
        {
            end++;
        }

        rest = end < text.Length ? text[(end + 1)..] : null;
        return text[..end];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal ByteText Add(string text)
    {
        foreach (char value in text)
        {
            Add((byte)value);
        }

        return this;
    }

    internal ByteText Add(ReadOnlySpan<byte> text)
    {
        foreach (byte value in text)
        {
            Add(value);
        }

        return this;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal ByteText Add(long number) => Add(Number(number));

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal ByteText AddHex(long number) => Add(number.ToString("x", CultureInfo.InvariantCulture));

    internal byte[] ToArray() => _bytes.AsSpan(0, _length).ToArray();

    private void Add(byte value)
    {
        if (_length == _bytes.Length)
        {
            Array.Resize(ref _bytes, _length * 2);
        }

        _bytes[_length++] = value;
    }
}
