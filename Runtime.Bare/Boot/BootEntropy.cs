// The generator's first key: what the CPU gives, mixed with what differs between boots and between hosts. Where the CPU gives
// nothing, the console says so and the program can see it.

using Runtime.Bare.Cpu;
using Runtime.Bare.Time;
using Runtime.Bare.Xen;

namespace Runtime.Bare.Boot;

/// <summary>Seeds <see cref="Entropy"/>. Boot context, when clock and console are there.</summary>
internal static unsafe class BootEntropy
{
    /// <summary>Mixes the clocks, the domain's handle and the CPU's numbers.</summary>
    /// <param name="entryTsc">The time-stamp counter at the guest's first instruction.</param>
    internal static void Initialize(ulong entryTsc)
    {
        ulong* handle = stackalloc ulong[2];
        _ = Hypercall.DomainHandle((byte*)handle); // stays zero when Xen refuses
        Entropy.Mix(handle[0], handle[1], Clock.RealtimeNs(), Clock.MonotonicNs());
        Entropy.Mix(entryTsc, Instructions.ReadTsc(), 0, 0);
        _ = Entropy.BestEffort(); // mixes the CPU's numbers in
    }

    /// <summary>Says that secrets cannot be made, on the console and to the program.</summary>
    internal static void WarnWithoutSource(ref EnvironmentTable environment)
    {
        if (Entropy.IsAvailable)
        {
            return;
        }

        ReadOnlySpan<byte> text =
            "[libos] warning: the CPU has neither RDSEED nor RDRAND: random numbers for secrets are refused, and addresses can be guessed (cpuid= in xl.cfg)\n"u8;
        fixed (byte* start = text)
        {
            _ = Xen.Console.Write(start, text.Length);
        }

        _ = environment.TryAddDefault("LIBOS_ENTROPY"u8, "none"u8);
    }
}
