// The pages of a file, by number: a table of tables, so that a file with a hole of a terabyte costs little.

namespace LibOS.Vfs;

/// <summary>Pages of <see cref="Bytes"/> bytes; those that are not there read as whatever lies below.</summary>
internal sealed class FilePages
{
    internal const int Bytes = 4096;

    private const int LeafPages = 512;

    private byte[]?[]?[] _leaves = [];

    /// <summary>How many there are.</summary>
    internal long Count { get; private set; }

    /// <summary>The page, or null.</summary>
    internal byte[]? Find(long page) =>
        page / LeafPages < _leaves.Length && _leaves[page / LeafPages] is { } leaf ? leaf[page % LeafPages] : null;

    /// <summary>Puts a page where none is. Throws OutOfMemoryException, and nothing changed.</summary>
    internal void Add(long page, byte[] contents)
    {
        long index = page / LeafPages;
        if (index >= _leaves.Length)
        {
            Array.Resize(ref _leaves, (int)Math.Min(Math.Max(index + 1, _leaves.Length * 2L), Array.MaxLength));
        }

        byte[]?[] leaf = _leaves[index] ??= new byte[]?[LeafPages];
        leaf[page % LeafPages] = contents;
        Count++;
    }

    /// <summary>Takes a page away: was it there.</summary>
    internal bool Remove(long page)
    {
        if (Find(page) is null)
        {
            return false;
        }

        _leaves[page / LeafPages]![page % LeafPages] = null;
        Count--;
        return true;
    }

    /// <summary>Takes away a page and all behind it: how many there were.</summary>
    internal long RemoveFrom(long first)
    {
        long before = Count;
        for (long index = first / LeafPages; index < _leaves.Length; index++)
        {
            if (_leaves[index] is not { } leaf)
            {
                continue;
            }

            for (long page = Math.Max(first, index * LeafPages); page < (index + 1) * LeafPages; page++)
            {
                if (leaf[page % LeafPages] is not null)
                {
                    leaf[page % LeafPages] = null;
                    Count--;
                }
            }

            if (first <= index * LeafPages)
            {
                _leaves[index] = null;
            }
        }

        return before - Count;
    }
}
