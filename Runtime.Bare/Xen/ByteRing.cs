// The byte rings of the PV console (io/console.h): free-running 32-bit indices masked by a power-of-two size.

namespace Runtime.Bare.Xen;

/// <summary>Index arithmetic of a byte ring that a peer shares: its index may hold anything.</summary>
internal static class ByteRing
{
    /// <summary>Bytes that wait to be read; false when the peer's index is impossible (the ring is broken).</summary>
    /// <param name="producer">Free-running producer index.</param>
    /// <param name="consumer">Free-running consumer index.</param>
    /// <param name="size">Ring size in bytes, a power of two.</param>
    /// <param name="filled">Bytes between the two.</param>
    internal static bool TryGetFilled(uint producer, uint consumer, uint size, out uint filled)
    {
        filled = unchecked(producer - consumer);
        return filled <= size;
    }

    /// <summary>Offset of an index in the ring.</summary>
    internal static uint Offset(uint index, uint size) => index & (size - 1);

    /// <summary>Bytes from an index to the ring's end, at most <paramref name="count"/>: one contiguous copy.</summary>
    internal static uint Contiguous(uint index, uint size, uint count)
    {
        uint toEnd = size - Offset(index, size);
        return count < toEnd ? count : toEnd;
    }
}
