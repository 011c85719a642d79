// Finds a mark in a stream that comes in pieces of any size, and passes on everything before it at once.

namespace LibOS.Sandbox;

/// <summary>Splits a byte stream at the first occurrence of a mark.</summary>
internal sealed class MarkSplitter
{
    private readonly byte[] _mark;
    private readonly List<byte> _held = [];

    /// <param name="mark">The bytes to look for; not empty.</param>
    public MarkSplitter(byte[] mark)
    {
        _mark = mark;
    }

    /// <summary>True once the mark was seen.</summary>
    public bool Found { get; private set; }

    /// <summary>What came after the mark so far in the piece that completed it.</summary>
    public byte[] Rest { get; private set; } = [];

    /// <summary>Takes the next piece; what certainly precedes the mark goes to <paramref name="before"/>.</summary>
    public void Feed(ReadOnlySpan<byte> piece, Action<ReadOnlySpan<byte>>? before)
    {
        _held.AddRange(piece);
        byte[] all = [.. _held];
        int at = all.AsSpan().IndexOf(_mark);
        int certain = at >= 0 ? at : all.Length - PartialLength(all);
        if (certain > 0)
        {
            before?.Invoke(all.AsSpan(0, certain));
        }

        _held.Clear();
        if (at >= 0)
        {
            Found = true;
            Rest = all[(at + _mark.Length)..];
        }
        else
        {
            _held.AddRange(all.AsSpan(certain));
        }
    }

    // The longest end of the data that is a beginning of the mark: it may yet become the mark.
    private int PartialLength(ReadOnlySpan<byte> data)
    {
        for (int length = Math.Min(_mark.Length - 1, data.Length); length > 0; length--)
        {
            if (data.EndsWith(_mark.AsSpan(0, length)))
            {
                return length;
            }
        }

        return 0;
    }
}
