// A watch: xenstore tells of changes at and below a path. It fires once when it is set, and may fire without a change.

using System.Text;

namespace Drivers.Xen.XenStore;

/// <summary>The events of one watch, to be taken in order. Its members want the connection's lock held.</summary>
internal sealed class StoreWatch(uint token)
{
    // A path that waits already is not added again, so more than this means that the other side invents paths.
    private const int Limit = 256;

    private readonly byte[]?[] _paths = new byte[Limit][];
    private int _count;

    /// <summary>Names the watch in events, as a decimal number.</summary>
    internal uint Token { get; } = token;

    /// <summary>The next older watch of the connection.</summary>
    internal StoreWatch? Next { get; init; }

    /// <summary>Adds a changed path; false when too many wait.</summary>
    internal bool TryAddLocked(ReadOnlySpan<byte> path)
    {
        for (int i = 0; i < _count; i++)
        {
            if (path.SequenceEqual(_paths[i]))
            {
                return true;
            }
        }

        if (_count == Limit)
        {
            return false;
        }

        _paths[_count++] = path.ToArray();
        return true;
    }

    /// <summary>Takes the oldest; null when there is none.</summary>
    internal string? TakeLocked()
    {
        if (_count == 0)
        {
            return null;
        }

        byte[] path = _paths[0]!;
        _count--;
        Array.Copy(_paths, 1, _paths, 0, _count);
        _paths[_count] = null;
        return Encoding.UTF8.GetString(path);
    }
}
