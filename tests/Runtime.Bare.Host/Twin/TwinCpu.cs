// The state of the twin's CPU. One for the process: tests that use it do not run in parallel. A test that wants several CPUs
// starts them on threads of their own: then a CPU is a thread, with its own record and interrupt flag.

using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace Runtime.Bare.Cpu;

/// <summary>Registers and counters of the emulated CPU.</summary>
internal static unsafe class TwinCpu
{
    [ThreadStatic]
    private static PerCpu* t_state;

    [ThreadStatic]
    private static bool t_areInterruptsOn;

    private static PerCpu* s_state;
    private static bool s_areInterruptsOn;

    /// <summary>The per-CPU record that GS would point to.</summary>
    internal static PerCpu* State => t_state == null ? s_state : t_state;

    /// <summary>Is this thread one of several CPUs.</summary>
    internal static bool IsOneOfMany => t_state != null;

    /// <summary>Has one of several CPUs failed: what it held stays held, so nobody waits for it.</summary>
    internal static bool HasFailed { get; private set; }

    internal static Dictionary<uint, ulong> Msrs { get; } = [];

    internal static ulong Cr2 { get; set; }

    internal static ulong Cr3 { get; set; }

    internal static ulong Cr4 { get; set; }

    /// <summary>The time-stamp counter; moves only when a test moves it.</summary>
    internal static ulong Tsc { get; set; }

    internal static bool AreInterruptsOn
    {
        get => t_state == null ? s_areInterruptsOn : t_areInterruptsOn;
        set => _ = t_state == null ? s_areInterruptsOn = value : t_areInterruptsOn = value;
    }

    /// <summary>Context switches so far.</summary>
    internal static int Switches { get; set; }

    /// <summary>TLB invalidations so far.</summary>
    internal static int TlbFlushes { get; set; }

    /// <summary>What CPUID says.</summary>
    internal static Func<uint, uint, CpuidResult> Cpuid { get; set; } = (_, _) => default;

    /// <summary>A CPU that was never used; interrupts are on.</summary>
    internal static void Reset()
    {
        if (s_state == null)
        {
            s_state = (PerCpu*)NativeMemory.AllocZeroed((nuint)sizeof(PerCpu));
        }

        *s_state = default;
        s_state->Self = s_state;
        Msrs.Clear();
        (Cr2, Cr3, Cr4, Tsc) = (0, 0, 0, 0);
        (Switches, TlbFlushes) = (0, 0);
        AreInterruptsOn = true;
        HasFailed = false;
        Cpuid = (_, _) => default;
    }

    /// <summary>Runs as the CPU of an index on the calling thread; interrupts are on.</summary>
    internal static void RunAs(int index, Action body)
    {
        t_state = (PerCpu*)NativeMemory.AllocZeroed((nuint)sizeof(PerCpu));
        t_state->Self = t_state;
        t_state->Index = index;
        t_areInterruptsOn = true;
        try
        {
            body();
        }
        catch
        {
            HasFailed = true;
            throw;
        }
        finally
        {
            NativeMemory.Free(t_state);
            t_state = null;
        }
    }
}
