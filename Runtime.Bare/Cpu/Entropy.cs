// Random bytes from the CPU (RDSEED, RDRAND). Without either the strong call fails: nothing weak is passed off as strong.

namespace Runtime.Bare.Cpu;

/// <summary>Random numbers of the hardware, and weak ones for hash seeds.</summary>
internal static unsafe class Entropy
{
    // Intel's advice: ten tries, then the unit is at fault (DRNG Software Implementation Guide 4.2.1).
    private const int Tries = 10;

    private static ulong s_weakState;

    /// <summary>Does the CPU have a random source.</summary>
    internal static bool IsAvailable => CpuFeatures.HasRdseed || CpuFeatures.HasRdrand;

    /// <summary>Fills with hardware randomness; false when the CPU has none or it fails.</summary>
    internal static bool TryFill(byte* buffer, nuint length)
    {
        nuint done = 0;
        while (done < length)
        {
            ulong value;
            if (!TryNext(&value))
            {
                return false;
            }

            for (int i = 0; i < 8 && done < length; i++)
            {
                buffer[done++] = (byte)(value >> (8 * i));
            }
        }

        return true;
    }

    /// <summary>Fills with numbers that differ from boot to boot but could be guessed; for hash seeds only.</summary>
    internal static void FillWeak(byte* buffer, nuint length)
    {
        for (nuint i = 0; i < length; i++)
        {
            buffer[i] = (byte)(NextWeak() >> 32);
        }
    }

    /// <summary>One number, the best there is: hardware's, else the weak generator's.</summary>
    internal static ulong BestEffort()
    {
        ulong value;
        return TryNext(&value) ? value : NextWeak();
    }

    private static bool TryNext(ulong* value)
    {
        for (int i = 0; i < Tries; i++)
        {
            if ((CpuFeatures.HasRdseed && Instructions.TryRdseed(value) != 0)
                || (CpuFeatures.HasRdrand && Instructions.TryRdrand(value) != 0))
            {
                return true;
            }

            Instructions.Pause();
        }

        return false;
    }

    // splitmix64 (Steele, Lea, Flood 2014), stirred with the time-stamp counter.
    private static ulong NextWeak()
    {
        ulong z = System.Threading.Interlocked.Add(ref s_weakState, 0x9E3779B97F4A7C15) ^ Instructions.ReadTsc();
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
