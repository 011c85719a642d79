// Takes the guest's last words, "\n[libos] exit N\n", out of its console stream, whatever the pieces it comes in.
// Only at the very end of the stream do they mean anything: the same text in the middle is the program's own.

using System.Globalization;
using System.Text;

namespace LibOS.Sandbox;

/// <summary>Passes a console stream on, holding back what may turn out to be the exit line.</summary>
internal sealed class ExitLine
{
    private static readonly byte[] s_prefix = "[libos] exit "u8.ToArray();
    private const int MaxHeld = 64;

    private readonly Action<ReadOnlySpan<byte>> _next;
    private byte[] _held = [];

    /// <param name="next">Gets everything but the exit line.</param>
    public ExitLine(Action<ReadOnlySpan<byte>> next)
    {
        _next = next;
    }

    /// <summary>Takes the next piece.</summary>
    public void Feed(ReadOnlySpan<byte> piece)
    {
        byte[] all = [.. _held, .. piece];
        int start = 0;
        for (; start < all.Length; start++)
        {
            if (all.Length - start <= MaxHeld && CouldBecome(all.AsSpan(start), out _, out _))
            {
                break;
            }
        }

        if (start > 0)
        {
            _next(all.AsSpan(0, start));
        }

        _held = all[start..];
    }

    /// <summary>The stream has ended: the code, or null (then what was held back is passed on).</summary>
    public int? Finish()
    {
        if (CouldBecome(_held, out bool complete, out int code) && complete)
        {
            _held = [];
            return code;
        }

        if (_held.Length > 0)
        {
            _next(_held);
        }

        _held = [];
        return null;
    }

    // The form: \r? \n [libos] exit -?digits \r? \n. True when the data is the whole of it or a beginning.
    private static bool CouldBecome(ReadOnlySpan<byte> data, out bool complete, out int code)
    {
        complete = false;
        code = 0;
        if (data.Length > 0 && data[0] == '\r')
        {
            data = data[1..];
            if (data.IsEmpty)
            {
                return true;
            }
        }

        if (data.IsEmpty || data[0] != '\n')
        {
            return false;
        }

        data = data[1..];
        if (data.Length <= s_prefix.Length)
        {
            return s_prefix.AsSpan().StartsWith(data);
        }

        if (!data.StartsWith(s_prefix))
        {
            return false;
        }

        data = data[s_prefix.Length..];
        int digits = data[0] == '-' ? 1 : 0;
        while (digits < data.Length && char.IsAsciiDigit((char)data[digits]))
        {
            digits++;
        }

        string number = Encoding.ASCII.GetString(data[..digits]);
        ReadOnlySpan<byte> tail = data[digits..];
        bool parsed = int.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out code);
        complete = parsed && (tail.SequenceEqual("\n"u8) || tail.SequenceEqual("\r\n"u8));
        return complete || tail.IsEmpty || (parsed && tail.SequenceEqual("\r"u8));
    }
}
