// The state of the twin's CPU. One for the process: tests that use it do not run in parallel. A test that wants several CPUs at
// once starts them on threads of their own: then a CPU is a thread, with its own record and interrupt flag. A test that wants
// them in an order of its choice has a machine (TwinMachine.cs).

using System.Collections.Generic;
using System.Runtime.InteropServices;
using Runtime.Bare.Xen;

namespace Runtime.Bare.Cpu;

/// <summary>Registers and counters of the emulated CPU.</summary>
internal static unsafe class TwinCpu
{
    [ThreadStatic]
    private static PerCpu* t_state;

    [ThreadStatic]
    private static bool t_areInterruptsOn;

    // A clock that stands still: who waits for a lock reads it.
    private static readonly VcpuTimeInfo* s_time = (VcpuTimeInfo*)NativeMemory.AllocZeroed((nuint)sizeof(VcpuTimeInfo));

    // There before any test: locks ask which CPU they are taken on.
    private static readonly PerCpu* s_own = Allocate();
    private static PerCpu* s_state = s_own;
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

    /// <summary>TLB invalidations so far.</summary>
    internal static int TlbFlushes { get; set; }

    /// <summary>Several CPUs in turn on one processor, or null: then the twin neither switches threads nor halts.</summary>
    internal static TwinMachine? Machine { get; set; }

    /// <summary>What CPUID says.</summary>
    internal static Func<uint, uint, CpuidResult> Cpuid { get; set; } = (_, _) => default;

    /// <summary>A CPU that was never used; interrupts are on.</summary>
    internal static void Reset()
    {
        s_state = s_own;
        Clear(s_own);
        Msrs.Clear();
        (Cr2, Cr3, Cr4, Tsc) = (0, 0, 0, 0);
        TlbFlushes = 0;
        AreInterruptsOn = true;
        HasFailed = false;
        Machine = null;
        Cpuid = (_, _) => default;
    }

    /// <summary>Runs as the CPU of an index on the calling thread; interrupts are on.</summary>
    internal static void RunAs(int index, Action body)
    {
        t_state = Allocate();
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

    /// <summary>From here on the process is the CPU of a record, until the next <see cref="Reset"/>.</summary>
    internal static void Become(PerCpu* cpu, bool areInterruptsOn)
    {
        s_state = cpu;
        s_areInterruptsOn = areInterruptsOn;
    }

    private static PerCpu* Allocate()
    {
        var state = (PerCpu*)NativeMemory.AllocZeroed((nuint)sizeof(PerCpu));
        Clear(state);
        return state;
    }

    private static void Clear(PerCpu* state)
    {
        *state = default;
        state->Self = state;
        state->TimeRecord = s_time;
    }
}
