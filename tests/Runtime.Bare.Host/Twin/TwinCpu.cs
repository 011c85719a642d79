// The state of the twin's only CPU. One for the process: tests that use it do not run in parallel.

using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace Runtime.Bare.Cpu;

/// <summary>Registers and counters of the emulated CPU.</summary>
internal static unsafe class TwinCpu
{
    /// <summary>The per-CPU record that GS would point to.</summary>
    internal static PerCpu* State { get; private set; }

    internal static Dictionary<uint, ulong> Msrs { get; } = [];

    internal static ulong Cr2 { get; set; }

    internal static ulong Cr3 { get; set; }

    internal static ulong Cr4 { get; set; }

    /// <summary>The time-stamp counter; moves only when a test moves it.</summary>
    internal static ulong Tsc { get; set; }

    internal static bool AreInterruptsOn { get; set; }

    /// <summary>Context switches so far.</summary>
    internal static int Switches { get; set; }

    /// <summary>TLB invalidations so far.</summary>
    internal static int TlbFlushes { get; set; }

    /// <summary>What CPUID says.</summary>
    internal static Func<uint, uint, CpuidResult> Cpuid { get; set; } = (_, _) => default;

    /// <summary>A CPU that was never used; interrupts are on.</summary>
    internal static void Reset()
    {
        if (State == null)
        {
            State = (PerCpu*)NativeMemory.AllocZeroed((nuint)sizeof(PerCpu));
        }

        *State = default;
        State->Self = State;
        Msrs.Clear();
        (Cr2, Cr3, Cr4, Tsc) = (0, 0, 0, 0);
        (Switches, TlbFlushes) = (0, 0);
        AreInterruptsOn = true;
        Cpuid = (_, _) => default;
    }
}
