// A bounded byte buffer that text is formatted into, with the counting rule of snprintf: what does not fit is counted,
// not stored, and the stored text is always NUL-terminated. Read ISO C99 7.19.6.5 (snprintf) first.
// Usable anywhere, the panic path included: no allocation, no lock, no static state.

using System;

namespace Runtime.Bare.Libc.Format;

/// <summary>Writes ASCII and UTF-8 text into a caller's buffer and counts what the whole text needs.</summary>
/// <remarks>Invariant: the last byte of the buffer is kept for the terminating NUL.</remarks>
public ref struct FormatWriter
{
    private readonly Span<byte> _buffer;
    private ulong _total;

    /// <summary>Starts an empty text in <paramref name="buffer"/>; an empty buffer only counts.</summary>
    public FormatWriter(Span<byte> buffer)
    {
        _buffer = buffer;
        _total = 0;
    }

    /// <summary>Bytes that the whole text needs, without the NUL, stored or not.</summary>
    public readonly ulong Total => _total;

    /// <summary>Bytes stored, without the NUL.</summary>
    public readonly int StoredBytes => (int)Math.Min(_total, (ulong)(uint)Capacity);

    /// <summary>True when part of the text did not fit.</summary>
    public readonly bool IsTruncated => _total > (ulong)(uint)Capacity;

    /// <summary>The stored text.</summary>
    public readonly ReadOnlySpan<byte> Written => _buffer.Slice(0, StoredBytes);

    private readonly int Capacity => _buffer.Length == 0 ? 0 : _buffer.Length - 1;

    /// <summary>Appends one byte.</summary>
    public void Write(byte value)
    {
        if (_total < (ulong)(uint)Capacity)
        {
            _buffer[(int)_total] = value;
        }

        _total++;
    }

    /// <summary>Appends <paramref name="text"/>.</summary>
    public void WriteText(ReadOnlySpan<byte> text)
    {
        int room = Capacity - StoredBytes;
        int stored = Math.Min(room, text.Length);
        if (stored > 0)
        {
            text.Slice(0, stored).CopyTo(_buffer.Slice(StoredBytes));
        }

        _total += (ulong)(uint)text.Length;
    }

    /// <summary>Appends a C string up to its NUL; a null pointer appends "(null)".</summary>
    public unsafe void WriteText(byte* text)
    {
        if (text == null)
        {
            WriteText("(null)"u8);
            return;
        }

        for (; *text != 0; text++)
        {
            Write(*text);
        }
    }

    /// <summary>Appends <paramref name="value"/> <paramref name="count"/> times; a negative count appends nothing.</summary>
    public void WriteFill(byte value, long count)
    {
        if (count <= 0)
        {
            return;
        }

        int room = Capacity - StoredBytes;
        if (room > 0)
        {
            _buffer.Slice(StoredBytes, (int)Math.Min(room, count)).Fill(value);
        }

        _total += (ulong)count;
    }

    /// <summary>Appends lower-case hexadecimal without a prefix, zero-padded to <paramref name="digits"/> (at most 16 are added).</summary>
    public void WriteHex(ulong value, int digits)
    {
        int needed = 1;
        while (needed < 16 && value >> (4 * needed) != 0)
        {
            needed++;
        }

        for (int i = Math.Max(needed, Math.Min(digits, 16)) - 1; i >= 0; i--)
        {
            Write("0123456789abcdef"u8[(int)(value >> (4 * i)) & 15]);
        }
    }

    /// <summary>Appends an unsigned decimal number.</summary>
    public void WriteDecimal(ulong value)
    {
        ulong scale = 1;
        while (value / scale >= 10)
        {
            scale *= 10;
        }

        for (; scale != 0; scale /= 10)
        {
            Write((byte)('0' + ((value / scale) % 10)));
        }
    }

    /// <summary>Appends a decimal number with its sign when negative.</summary>
    public void WriteDecimal(long value)
    {
        if (value < 0)
        {
            Write((byte)'-');
        }

        // The negation wraps for the smallest value, whose magnitude is the same bit pattern read as unsigned.
        WriteDecimal(value < 0 ? unchecked(0 - (ulong)value) : (ulong)value);
    }

    /// <summary>Puts the NUL behind the stored text; call it last. Does nothing in an empty buffer.</summary>
    public readonly void Terminate()
    {
        if (_buffer.Length != 0)
        {
            _buffer[StoredBytes] = 0;
        }
    }
}
