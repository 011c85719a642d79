// The assembly leaf functions of Cpu/Instructions.S and Cpu/ContextSwitch.S, by name.

using System.Diagnostics.CodeAnalysis;
using System.Runtime;
using System.Runtime.CompilerServices;

namespace Runtime.Bare.Cpu;

/// <summary>Single privileged or special instructions. All may be called in any context.</summary>
internal static unsafe class Instructions
{
    [RuntimeImport("*", "cpu_cpuid")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void Cpuid(uint leaf, uint subleaf, CpuidResult* result);

    [RuntimeImport("*", "cpu_read_msr")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern ulong ReadMsr(uint msr);

    [RuntimeImport("*", "cpu_write_msr")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void WriteMsr(uint msr, ulong value);

    [RuntimeImport("*", "cpu_read_cr2")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern ulong ReadCr2();

    [RuntimeImport("*", "cpu_read_cr3")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern ulong ReadCr3();

    [RuntimeImport("*", "cpu_write_cr3")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void WriteCr3(ulong value);

    [RuntimeImport("*", "cpu_read_cr4")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern ulong ReadCr4();

    [RuntimeImport("*", "cpu_write_cr4")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void WriteCr4(ulong value);

    [RuntimeImport("*", "cpu_write_xcr0")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void WriteXcr0(ulong value);

    /// <summary>The time-stamp counter, read after all earlier loads.</summary>
    [RuntimeImport("*", "cpu_read_tsc")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern ulong ReadTsc();

    [RuntimeImport("*", "cpu_pause")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void Pause();

    [RuntimeImport("*", "cpu_enable_interrupts")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void EnableInterrupts();

    /// <summary>Clears IF and returns the earlier RFLAGS, for <see cref="RestoreInterrupts"/>.</summary>
    [RuntimeImport("*", "cpu_disable_interrupts")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern ulong DisableInterrupts();

    [RuntimeImport("*", "cpu_restore_interrupts")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void RestoreInterrupts(ulong flags);

    [RuntimeImport("*", "cpu_read_flags")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern ulong ReadFlags();

    /// <summary>Halts until an upcall was served; entered and left with interrupts off, no wake-up is lost.</summary>
    [RuntimeImport("*", "cpu_wait_for_interrupt")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void WaitForInterrupt();

    /// <summary>Halts for ever with interrupts off. Does not return.</summary>
    [DoesNotReturn]
    [RuntimeImport("*", "cpu_stop")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void Stop();

    [RuntimeImport("*", "cpu_write_port8")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void WritePort8(ushort port, byte value);

    [RuntimeImport("*", "cpu_try_rdrand")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern int TryRdrand(ulong* value);

    [RuntimeImport("*", "cpu_try_rdseed")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern int TryRdseed(ulong* value);

    [RuntimeImport("*", "cpu_load_gdt")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void LoadGdt(void* pointer, ulong codeSelector, ulong dataSelector, ulong taskSelector);

    [RuntimeImport("*", "cpu_load_idt")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void LoadIdt(void* pointer);

    [RuntimeImport("*", "cpu_percpu")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void* PerCpuPointer();

    [RuntimeImport("*", "cpu_current_thread")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void* CurrentThreadPointer();

    /// <summary>Sets FCW = 0x37F and MXCSR = 0x1F80, as the ABI wants them at a thread's start.</summary>
    [RuntimeImport("*", "cpu_reset_fpu")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void ResetFpu();

    [RuntimeImport("*", "cpu_frame_pointer")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern ulong FramePointer();

    [RuntimeImport("*", "cpu_stack_pointer")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern ulong StackPointer();

    /// <summary>Calls a C function by address with up to three integer arguments.</summary>
    [RuntimeImport("*", "cpu_call")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern ulong Call(void* function, ulong a0, ulong a1, ulong a2);

    [RuntimeImport("*", "context_switch")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void SwitchContext(ulong* savedStackPointer, ulong newStackPointer);
}

/// <summary>What CPUID returned.</summary>
internal struct CpuidResult
{
    public uint Eax;
    public uint Ebx;
    public uint Ecx;
    public uint Edx;
}
