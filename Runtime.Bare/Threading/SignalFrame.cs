// A synthetic signal frame on the interrupted thread's own stack: siginfo_t, ucontext_t and the extended state, with the
// offsets of glibc on x86-64 that the stock runtime reads and writes. A preempted thread is kept in the same shape, so a
// GC activation can be delivered to it when it runs again.

using System.Runtime.InteropServices;

namespace Runtime.Bare.Threading;

/// <summary>siginfo_t followed by ucontext_t; the extended state follows at <see cref="ExtendedState"/>, 64-byte aligned.</summary>
[StructLayout(LayoutKind.Explicit, Size = FrameSize)]
internal unsafe struct SignalFrame
{
    /// <summary>sizeof(siginfo_t) + sizeof(ucontext_t) without its FPU area, rounded up to 64.</summary>
    internal const int FrameSize = 576;

    /// <summary>Offset of the ucontext in the frame.</summary>
    internal const int ContextOffset = 128;

    /// <summary>si_signo; 0 marks a preemption.</summary>
    [FieldOffset(0)]
    public int Signal;

    /// <summary>si_errno.</summary>
    [FieldOffset(4)]
    public int ErrorNumber;

    /// <summary>si_code.</summary>
    [FieldOffset(8)]
    public int Code;

    /// <summary>si_pid of a sent signal.</summary>
    [FieldOffset(16)]
    public int ProcessId;

    /// <summary>si_addr of a fault.</summary>
    [FieldOffset(16)]
    public ulong Address;

    /// <summary>gregs[0..14]: r8-r15 rdi rsi rbp rbx rdx rax rcx.</summary>
    [FieldOffset(ContextOffset + 0x28)]
    public fixed ulong Registers[15];

    /// <summary>gregs[REG_RBP].</summary>
    [FieldOffset(ContextOffset + 0x78)]
    public ulong Rbp;

    /// <summary>gregs[REG_RSP].</summary>
    [FieldOffset(ContextOffset + 0xA0)]
    public ulong Rsp;

    /// <summary>gregs[REG_RIP].</summary>
    [FieldOffset(ContextOffset + 0xA8)]
    public ulong Rip;

    /// <summary>gregs[REG_EFL].</summary>
    [FieldOffset(ContextOffset + 0xB0)]
    public ulong Rflags;

    /// <summary>gregs[REG_CSGSFS].</summary>
    [FieldOffset(ContextOffset + 0xB8)]
    public ulong Segments;

    /// <summary>gregs[REG_ERR].</summary>
    [FieldOffset(ContextOffset + 0xC0)]
    public ulong Error;

    /// <summary>gregs[REG_TRAPNO].</summary>
    [FieldOffset(ContextOffset + 0xC8)]
    public ulong TrapNumber;

    /// <summary>gregs[REG_OLDMASK].</summary>
    [FieldOffset(ContextOffset + 0xD0)]
    public ulong OldMask;

    /// <summary>gregs[REG_CR2].</summary>
    [FieldOffset(ContextOffset + 0xD8)]
    public ulong Cr2;

    /// <summary>fpregs: the extended state's address.</summary>
    [FieldOffset(ContextOffset + 0xE0)]
    public byte* ExtendedState;
}
