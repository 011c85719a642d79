// Random UUIDs: /proc/sys/kernel/random (RFC 9562, 5.4).

namespace LibOS.Vfs;

/// <summary>Makes version 4 UUIDs.</summary>
internal static class RandomIdentifier
{
    /// <summary>A new one, in its text form. Without a source of randomness its random bits are 0.</summary>
    internal static string Make(VfsHost host)
    {
        Span<byte> bytes = stackalloc byte[16];
        _ = host.TryFillRandom(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40); // version
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80); // variant
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
