// Error numbers: the platform's are Linux's (asm-generic/errno.h), the PAL's are those of System.Native (Interop.Error),
// 0x10000 + n. Both directions are called without a GC transition: no lock, no wait, no managed code.

using System;

namespace Runtime.Bare.SystemNative;

/// <summary>Converts error numbers between Linux and System.Native's PAL. Any context.</summary>
internal static class ErrorNumbers
{
    /// <summary>PAL: an error that has no name there.</summary>
    internal const int Nonstandard = 0x1FFFF;

    /// <summary>PAL: a host name was not found; on the platform side its negative, one way only.</summary>
    internal const int HostNotFound = 0x20001;

    /// <summary>PAL: an error of a socket that has no name; on the platform side its negative, one way only.</summary>
    internal const int SocketError = 0x20002;

    private const int PalBase = 0x10000;

    // The low byte of the PAL number, by Linux number; 0 where the PAL has none.
    private static ReadOnlySpan<byte> PalByPlatform => new byte[]
    {
        0x00, 0x42, 0x2D, 0x4A, 0x1B, 0x1D, 0x3F, 0x01, 0x2E, 0x08, 0x0C, 0x06,
        0x31, 0x02, 0x15, 0x00, 0x0A, 0x14, 0x4F, 0x2C, 0x39, 0x1F, 0x1C, 0x29,
        0x21, 0x3E, 0x4E, 0x16, 0x34, 0x49, 0x48, 0x22, 0x43, 0x12, 0x47, 0x10,
        0x25, 0x2F, 0x37, 0x3A, 0x20, 0x00, 0x32, 0x18, 0x00, 0x00, 0x00, 0x00,
        0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
        0x00, 0x71, 0x00, 0x00, 0x00, 0x00, 0x00, 0x30, 0x00, 0x00, 0x00, 0x44,
        0x24, 0x00, 0x09, 0x40, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
        0x19, 0x00, 0x00, 0x00, 0x3C, 0x11, 0x23, 0x46, 0x33, 0x45, 0x5E, 0x3D,
        0x60, 0x05, 0x03, 0x04, 0x26, 0x28, 0x27, 0x0D, 0x0F, 0x2A, 0x1E, 0x38,
        0x6C, 0x00, 0x4D, 0x0E, 0x70, 0x17, 0x07, 0x1A, 0x4B, 0x00, 0x00, 0x00,
        0x00, 0x00, 0x13, 0x00, 0x00, 0x0B, 0x00, 0x00, 0x00, 0x00, 0x41, 0x3B,
    };

    /// <summary>The PAL number of a Linux error number.</summary>
    internal static int ToPal(int platform)
    {
        if (platform == 0)
        {
            return 0;
        }

        ReadOnlySpan<byte> table = PalByPlatform;
        int low = (uint)platform < (uint)table.Length ? table[platform] : 0;
        return low == 0 ? Nonstandard : PalBase + low;
    }

    /// <summary>The Linux number of a PAL error number; -1 when there is none.</summary>
    internal static int ToPlatform(int pal)
    {
        if (pal is HostNotFound or SocketError)
        {
            return -pal;
        }

        int low = pal - PalBase;
        if (pal == 0 || low is <= 0 or > byte.MaxValue)
        {
            return pal == 0 ? 0 : -1;
        }

        ReadOnlySpan<byte> table = PalByPlatform;
        for (int platform = 1; platform < table.Length; platform++)
        {
            if (table[platform] == low)
            {
                return platform;
            }
        }

        return -1;
    }
}
