// What the trap entry (Cpu/Traps.S) leaves on the IST stack.

using System.Runtime.InteropServices;

namespace Runtime.Bare.Cpu;

/// <summary>Interrupted registers. The first fifteen stand in the order of Linux's gregs, so they copy as a block.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TrapFrame
{
    public ulong R8;
    public ulong R9;
    public ulong R10;
    public ulong R11;
    public ulong R12;
    public ulong R13;
    public ulong R14;
    public ulong R15;
    public ulong Rdi;
    public ulong Rsi;
    public ulong Rbp;
    public ulong Rbx;
    public ulong Rdx;
    public ulong Rax;
    public ulong Rcx;
    public ulong Vector;
    public ulong Error;
    public ulong Rip;
    public ulong Cs;
    public ulong Rflags;
    public ulong Rsp;
    public ulong Ss;

    /// <summary>Were interrupts enabled at the interrupted instruction.</summary>
    public readonly bool InterruptsEnabled => (Rflags & 0x200) != 0;
}

/// <summary>Exception vectors that are told apart (Intel SDM volume 3, table 6-1).</summary>
internal static class TrapVector
{
    internal const ulong DivideError = 0;
    internal const ulong NonMaskable = 2;
    internal const ulong InvalidOpcode = 6;
    internal const ulong DoubleFault = 8;
    internal const ulong GeneralProtection = 13;
    internal const ulong PageFault = 14;
    internal const ulong X87Error = 16;
    internal const ulong SimdError = 19;

    /// <summary>Vector of the event-channel upcall (HVM_PARAM_CALLBACK_IRQ type 2).</summary>
    internal const ulong Upcall = 0x30;
}
