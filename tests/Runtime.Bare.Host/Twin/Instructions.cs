// The twin of Cpu/Instructions.cs: one CPU as plain state (TwinCpu) that tests set and read.
// What has no meaning outside the guest (descriptor tables, calls by address) throws.

using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using Runtime.Bare.Threading;

namespace Runtime.Bare.Cpu;

/// <summary>The instructions, on the state of <see cref="TwinCpu"/>.</summary>
internal static unsafe class Instructions
{
    private const ulong InterruptFlag = 0x200;

    internal static void Cpuid(uint leaf, uint subleaf, CpuidResult* result) => *result = TwinCpu.Cpuid(leaf, subleaf);

    internal static ulong ReadMsr(uint msr) => TwinCpu.Msrs.GetValueOrDefault(msr);

    internal static void WriteMsr(uint msr, ulong value) => TwinCpu.Msrs[msr] = value;

    internal static ulong ReadCr2() => TwinCpu.Cr2;

    internal static ulong ReadCr3() => TwinCpu.Cr3;

    internal static void WriteCr3(ulong value)
    {
        TwinCpu.Cr3 = value;
        TwinCpu.TlbFlushes++;
    }

    internal static ulong ReadCr4() => TwinCpu.Cr4;

    internal static void WriteCr4(ulong value) => TwinCpu.Cr4 = value;

    internal static void WriteXcr0(ulong value) => _ = value;

    internal static ulong ReadTsc()
    {
        TwinCpu.Machine?.Point();
        return TwinCpu.Tsc;
    }

    internal static void Pause()
    {
        if (TwinCpu.Machine is { } machine)
        {
            machine.Pause();
            return;
        }

        if (!TwinCpu.IsOneOfMany)
        {
            throw new InvalidOperationException("the twin has one CPU: a spin would not end");
        }

        if (TwinCpu.HasFailed)
        {
            throw new OperationCanceledException("another CPU has failed");
        }

        System.Threading.Thread.Yield();
    }

    internal static void EnableInterrupts()
    {
        TwinCpu.AreInterruptsOn = true;
        TwinCpu.Machine?.Point();
    }

    internal static ulong DisableInterrupts()
    {
        TwinCpu.Machine?.Point();
        ulong flags = ReadFlags();
        TwinCpu.AreInterruptsOn = false;
        return flags;
    }

    internal static void RestoreInterrupts(ulong flags)
    {
        TwinCpu.AreInterruptsOn = (flags & InterruptFlag) != 0;
        TwinCpu.Machine?.Point();
    }

    internal static ulong ReadFlags() => TwinCpu.AreInterruptsOn ? InterruptFlag : 0;

    internal static void WaitForInterrupt()
    {
        if (TwinCpu.Machine is { } machine)
        {
            machine.Halt();
        }
        else
        {
            TwinMachine.Missing();
        }
    }

    [DoesNotReturn]
    internal static void Stop() => throw new InvalidOperationException("the twin stopped");

    internal static void WritePort8(ushort port, byte value)
    {
        _ = port;
        _ = value;
    }

    internal static int TryRdrand(ulong* value) => 0;

    internal static int TryRdseed(ulong* value) => 0;

    internal static void LoadGdt(void* pointer, ulong codeSelector, ulong dataSelector, ulong taskSelector) => throw NotHere();

    internal static void LoadIdt(void* pointer) => throw NotHere();

    internal static void* PerCpuPointer()
    {
        TwinCpu.Machine?.Point();
        return TwinCpu.State;
    }

    internal static void* CurrentThreadPointer()
    {
        TwinCpu.Machine?.Point();
        return TwinCpu.State->Current;
    }

    internal static void ResetFpu()
    {
    }

    internal static ulong FramePointer() => 0;

    internal static ulong StackPointer()
    {
        byte here = 0;
        return (ulong)&here;
    }

    internal static ulong Call(void* function, ulong a0, ulong a1, ulong a2) => throw NotHere();

    internal static void SwitchContext(ulong* savedStackPointer, ulong newStackPointer)
    {
        if (TwinCpu.Machine is { } machine)
        {
            machine.SwitchContext(savedStackPointer, newStackPointer);
        }
        else
        {
            TwinMachine.Missing();
        }
    }

    private static NotSupportedException NotHere() => new("the twin has no such instruction");
}

/// <summary>What CPUID returned.</summary>
internal struct CpuidResult
{
    public uint Eax;
    public uint Ebx;
    public uint Ecx;
    public uint Edx;
}
