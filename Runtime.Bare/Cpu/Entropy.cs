// Random bytes: a ChaCha20 generator that takes fresh numbers from the CPU (RDSEED, else RDRAND) for each request, over a key that
// start-up mixed from the CPU, the clocks and the domain's handle (Boot/BootEntropy.cs): a CPU whose numbers were bad or known
// would have to be known together with those. Without RDSEED and RDRAND the strong call fails: nothing weak is passed off as strong.

using Runtime.Bare.Threading;

namespace Runtime.Bare.Cpu;

/// <summary>Random numbers for secrets, and weak ones for hash seeds. Any context but under the address-space lock.</summary>
internal static unsafe class Entropy
{
    // Intel's advice: ten tries, then the unit is at fault (DRNG Software Implementation Guide 4.2.1).
    private const int Tries = 10;

    // Bytes for one hold of the lock: interrupts are off.
    private const nuint Piece = 1024;

    private static ChaCha20 s_generator;
    private static SpinLock s_lock = new(LockRank.Leaf);

    /// <summary>Does the CPU have a random source.</summary>
    internal static bool IsAvailable => CpuFeatures.HasRdseed || CpuFeatures.HasRdrand;

    /// <summary>Fills with randomness of the hardware; false when the CPU has none or it fails.</summary>
    internal static bool TryFill(byte* buffer, nuint length)
    {
        ulong* fresh = stackalloc ulong[4];
        for (int i = 0; i < 4; i++)
        {
            if (!TryNext(fresh + i))
            {
                return false;
            }
        }

        Generate(fresh, buffer, length);
        return true;
    }

    /// <summary>Fills with numbers that differ from boot to boot but could be guessed where the CPU has no source; for hash seeds only.</summary>
    internal static void FillWeak(byte* buffer, nuint length)
    {
        ulong* fresh = stackalloc ulong[4] { Instructions.ReadTsc(), 0, 0, 0 };
        Generate(fresh, buffer, length);
    }

    /// <summary>One number, the best there is.</summary>
    internal static ulong BestEffort()
    {
        ulong value;
        if (!TryFill((byte*)&value, sizeof(ulong)))
        {
            FillWeak((byte*)&value, sizeof(ulong));
        }

        return value;
    }

    /// <summary>Mixes in what may be unknown to others. It need not be random and cannot do harm.</summary>
    internal static void Mix(ulong w0, ulong w1, ulong w2, ulong w3)
    {
        ulong flags = s_lock.Acquire();
        s_generator.Absorb(w0, w1, w2, w3);
        s_generator.Fill(null, 0);
        s_lock.Release(flags);
    }

    private static void Generate(ulong* fresh, byte* buffer, nuint length)
    {
        for (nuint done = 0; done < length;)
        {
            nuint count = Math.Min(length - done, Piece);
            ulong flags = s_lock.Acquire();
            s_generator.Absorb(fresh[0], fresh[1], fresh[2], fresh[3]);
            s_generator.Fill(buffer + done, count);
            s_lock.Release(flags);
            done += count;
        }
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

            if (!IsAvailable)
            {
                return false;
            }

            Instructions.Pause();
        }

        return false;
    }
}
