// Ranges of RAM that have an owner from the start (the image, the archive, the states of the frames), and what is left between
// them.

using Runtime.Bare.Diagnostics;

namespace Runtime.Bare.Memory;

/// <summary>A few ranges of physical addresses. Pure. They may touch and overlap; addresses are multiples of the page size.</summary>
internal unsafe struct OwnedMemory
{
    private const int Limit = 4;

    private fixed ulong _starts[Limit];
    private fixed ulong _ends[Limit];
    private int _count;

    /// <summary>Adds a range; an empty one is left out.</summary>
    internal void Add(ulong start, ulong end)
    {
        if (end <= start)
        {
            return;
        }

        if (_count == Limit)
        {
            Panic.Fail("memory: more owned ranges than are kept"u8, start);
        }

        _starts[_count] = start;
        _ends[_count] = end;
        _count++;
    }

    /// <summary>Does a range share a byte with one that is owned; then <paramref name="behind"/> is the end of that one.</summary>
    internal readonly bool Overlaps(ulong start, ulong end, out ulong behind)
    {
        for (int i = 0; i < _count; i++)
        {
            if (start < _ends[i] && _starts[i] < end)
            {
                behind = _ends[i];
                return true;
            }
        }

        behind = 0;
        return false;
    }

    /// <summary>The lowest piece of [<paramref name="start"/>, <paramref name="end"/>) that nobody owns; false when there is none.</summary>
    /// <param name="start">Moved to the piece's begin.</param>
    /// <param name="end">End of the whole range.</param>
    /// <param name="pieceEnd">End of the piece: continue there.</param>
    internal readonly bool TryNextFree(ref ulong start, ulong end, out ulong pieceEnd)
    {
        while (start < end && Overlaps(start, start + PageSize.Bytes, out ulong behind))
        {
            start = behind;
        }

        pieceEnd = end;
        for (int i = 0; i < _count; i++)
        {
            if (_starts[i] > start && _starts[i] < pieceEnd)
            {
                pieceEnd = _starts[i];
            }
        }

        return start < end;
    }
}
