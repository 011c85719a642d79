// Random bytes: pal_random.h.

using System.Runtime;
using Runtime.Bare.Cpu;
using Runtime.Bare.Threading;

namespace Runtime.Bare.SystemNative;

/// <summary>Exports over <see cref="Entropy"/>. Any context.</summary>
internal static unsafe class RandomExports
{
    /// <summary>Seeds of hash codes and of System.Random: the hardware's numbers, without hardware weak ones.</summary>
    [RuntimeExport("SystemNative_GetNonCryptographicallySecureRandomBytes")]
    private static void GetNonCryptographicallySecureRandomBytes(byte* buffer, int bufferLength)
    {
        if (bufferLength > 0 && !Entropy.TryFill(buffer, (nuint)bufferLength))
        {
            Entropy.FillWeak(buffer, (nuint)bufferLength);
        }
    }

    /// <summary>0, or -1 when the CPU has neither RDSEED nor RDRAND: the caller throws, and no weak number leaves here.</summary>
    [RuntimeExport("SystemNative_GetCryptographicallySecureRandomBytes")]
    private static int GetCryptographicallySecureRandomBytes(byte* buffer, int bufferLength)
    {
        if (bufferLength >= 0 && Entropy.TryFill(buffer, (nuint)bufferLength))
        {
            return 0;
        }

        Errno.Value = bufferLength < 0 ? Errno.EINVAL : Errno.EAGAIN;
        return -1;
    }
}
