// Random UUIDs: /proc/sys/kernel/random (RFC 9562, 5.4).

namespace LibOS.Vfs;

/// <summary>Makes version 4 UUIDs.</summary>
internal static class RandomIdentifier
{
    private const string Digits = "0123456789abcdef";

    /// <summary>A new one, in its text form. Without a source of randomness its random bits are 0.</summary>
    internal static string Make(VfsHost host)
    {
        Span<byte> bytes = stackalloc byte[16];
        _ = host.TryFillRandom(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40); // version
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80); // variant
        string text = "";
        for (int i = 0; i < bytes.Length; i++)
        {
            // 8-4-4-4-12 digits; Guid would bring its parser along.
            text += (i is 4 or 6 or 8 or 10 ? "-" : "") + Digits[bytes[i] >> 4] + Digits[bytes[i] & 15];
        }

        return text;
    }
}
