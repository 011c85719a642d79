// What is printed when the guest dies: cause, registers, thread, stack with names. Goes to the console and to the debug
// port. Uses no lock, no heap and no thread; a second failure on the way ends at once.

using System.Diagnostics.CodeAnalysis;
using System.Threading;
using Runtime.Bare.Boot;
using Runtime.Bare.Cpu;
using Runtime.Bare.Libc;
using Runtime.Bare.Libc.Format;
using Runtime.Bare.Memory;
using Runtime.Bare.Threading;
using Runtime.Bare.Time;
using Runtime.Bare.Xen;

namespace Runtime.Bare.Diagnostics;

/// <summary>Writes one report, line by line.</summary>
internal unsafe struct CrashReport
{
    private const int LineLimit = 256;
    private const int StackWords = 512;
    private const int FrameLimit = 24;
    private const int ThreadFrameLimit = 10;

    // How long another CPU may take to write its part.
    private const ulong PartNs = 1_000_000_000;

    // Index of the CPU that reports, plus one.
    private static int s_failing;

    // Index of the CPU whose part is asked for, plus one; 0 when it is done.
    private static int s_asked;

    private fixed byte _line[LineLimit];

    /// <summary>Reports an exception at a signal frame and stops. Does not return.</summary>
    [DoesNotReturn]
    internal static void FailAt(SignalFrame* frame)
    {
        CrashReport report = new();
        report.Begin(SignalText(frame->Signal));
        report.Fault(frame->TrapNumber, frame->Error, frame->Cr2);
        report.Registers((TrapFrame*)frame->Registers, frame->Rip, frame->Rsp, frame->Rflags);
        report.End(frame->Rsp, frame->Rip);
    }

    /// <summary>Reports a trap that nothing can handle and stops. Does not return.</summary>
    [DoesNotReturn]
    internal static void FailAt(TrapFrame* trap, ulong address, ReadOnlySpan<byte> message)
    {
        CrashReport report = new();
        report.Begin(message);
        report.Fault(trap->Vector, trap->Error, address);
        report.Registers(trap, trap->Rip, trap->Rsp, trap->Rflags);
        if (trap->Vector == TrapVector.NonMaskable)
        {
            report.Stack(trap->Rsp, trap->Rip, FrameLimit);
            report.OtherCpus();
            report.AllThreads();
            Finish();
        }

        report.End(trap->Rsp, trap->Rip);
    }

    /// <summary>An NMI: from outside, or from the CPU that reports, which wants to know what this one does. Does not return.</summary>
    [DoesNotReturn]
    internal static void OnNonMaskable(TrapFrame* trap)
    {
        int self = PerCpu.Here->Index + 1;
        if (Volatile.Read(ref s_asked) == self)
        {
            CrashReport report = new();
            report.Cpu(trap);
            Volatile.Write(ref s_asked, 0);
            Instructions.Stop();
        }

        if (Volatile.Read(ref s_failing) != 0)
        {
            Instructions.Stop();
        }

        FailAt(trap, 0, "NMI: stopped from outside"u8);
    }

    /// <summary>The first line.</summary>
    internal void Begin(ReadOnlySpan<byte> message)
    {
        Instructions.DisableInterrupts();
        int self = PerCpu.Here->Index + 1;
        int failing = Interlocked.CompareExchange(ref s_failing, self, 0);
        if (failing != 0 && failing != self)
        {
            // One report at a time; that CPU asks this one for its part, and ends the domain.
            while (true)
            {
                Hypercall.Yield();
            }
        }

        if (failing != 0)
        {
            DebugPort.Write("\n[libos] panic while reporting a panic: "u8);
            DebugPort.Write(message);
            DebugPort.Write("\n"u8);
            Shutdown.Request(Shutdown.SHUTDOWN_crash);
        }

        FormatWriter line = NewLine();
        line.WriteText("\n[libos] panic: "u8);
        line.WriteText(message);
        Emit(ref line);
        Thread* thread = Machine.HasThreads ? Thread.Current : null;
        if (thread != null)
        {
            line = NewLine();
            line.WriteText("thread "u8);
            line.WriteDecimal((ulong)(uint)thread->Id);
            line.WriteText(" \""u8);
            line.WriteText(thread->Name);
            line.WriteText("\" on cpu "u8);
            line.WriteDecimal((ulong)(uint)PerCpu.Here->Index);
            Emit(ref line);
        }
    }

    /// <summary>A line "name 0x...".</summary>
    internal void Value(ReadOnlySpan<byte> name, ulong value)
    {
        FormatWriter line = NewLine();
        line.WriteText(name);
        line.WriteText(" 0x"u8);
        line.WriteHex(value, 16);
        Emit(ref line);
    }

    /// <summary>The stack, then the domain crashes. Does not return.</summary>
    [DoesNotReturn]
    internal void End(ulong stackPointer, ulong instructionPointer)
    {
        Stack(stackPointer, instructionPointer, FrameLimit);
        OtherCpus();
        Finish();
    }

    [DoesNotReturn]
    private static void Finish()
    {
        Xen.Console.Drain();
        Shutdown.Request(Shutdown.SHUTDOWN_crash);
    }

    // What the other CPUs do, each by its own NMI. One that does not answer is said to.
    private void OtherCpus()
    {
        for (int index = 0; index < Cpus.Count; index++)
        {
            PerCpu* cpu = Cpus.At(index);
            if (cpu == null || cpu == PerCpu.Here || !Cpus.Online.Contains(index))
            {
                continue;
            }

            Volatile.Write(ref s_asked, index + 1);
            ulong limit = Clock.MonotonicNs() + PartNs;
            bool isAsked = Hypercall.SendNmi((uint)index) == 0;
            while (isAsked && Volatile.Read(ref s_asked) != 0 && Clock.MonotonicNs() < limit)
            {
                Hypercall.Yield();
            }

            if (Interlocked.Exchange(ref s_asked, 0) != 0)
            {
                FormatWriter line = NewLine();
                line.WriteText("cpu "u8);
                line.WriteDecimal((ulong)(uint)index);
                line.WriteText(" does not answer"u8);
                Emit(ref line);
            }
        }
    }

    private void Cpu(TrapFrame* trap)
    {
        PerCpu* cpu = PerCpu.Here;
        FormatWriter line = NewLine();
        line.WriteText("cpu "u8);
        line.WriteDecimal((ulong)(uint)cpu->Index);
        line.WriteText(" runs thread "u8);
        line.WriteDecimal((ulong)(uint)cpu->Current->Id);
        line.WriteText(" \""u8);
        line.WriteText(cpu->Current->Name);
        line.WriteText(trap->InterruptsEnabled ? "\""u8 : "\", interrupts off"u8);
        if (cpu->SpinsOn != null)
        {
            line.WriteText(", spins on a lock of cpu "u8);
            line.WriteDecimal((ulong)(uint)cpu->SpinsOn->Owner);
        }

        Emit(ref line);
        if (!cpu->Current->IsIdle)
        {
            Stack(trap->Rsp, trap->Rip, ThreadFrameLimit);
        }
    }

    // The others' stacks, for a guest that hangs: an NMI (xl trigger DOMAIN nmi) asks for them.
    private void AllThreads()
    {
        for (Thread* thread = ThreadCreation.All; thread != null; thread = thread->NextAll)
        {
            if (thread->State == Threading.ThreadState.Running)
            {
                continue;
            }

            FormatWriter line = NewLine();
            line.WriteText("thread "u8);
            line.WriteDecimal((ulong)(uint)thread->Id);
            line.WriteText(" \""u8);
            line.WriteText(thread->Name);
            line.WriteText(thread->State == Threading.ThreadState.Ready ? "\" is ready"u8 : "\" waits"u8);
            Thread* owner = thread->WaitsFor == null ? null : PthreadMutex.OwnerOf(thread->WaitsFor);
            if (owner != null)
            {
                line.WriteText(" for a mutex of thread "u8);
                line.WriteDecimal((ulong)(uint)owner->Id);
            }

            Emit(ref line);
            Stack(thread->StackPointer, 0, ThreadFrameLimit);
        }
    }

    private void Stack(ulong stackPointer, ulong instructionPointer, int limit)
    {
        FormatWriter line = NewLine();
        line.WriteText("stack:"u8);
        Emit(ref line);
        int frames = 0;
        if (instructionPointer != 0)
        {
            Frame(instructionPointer);
            frames++;
        }

        // Return addresses found by value: neither this layer nor the runtime keeps frame pointers. A stale one may show.
        ulong* words = (ulong*)(stackPointer & ~7UL);
        LinkerSymbols* symbols = Linker.Table();
        for (int i = 0; i < StackWords && frames < limit; i++)
        {
            if (!KernelMemory.IsReadable((ulong)(words + i)))
            {
                break;
            }

            ulong word = words[i];
            if (word > (ulong)symbols->ImageStart && word < (ulong)symbols->TextEnd && IsAfterCall(word))
            {
                Frame(word);
                frames++;
            }
        }
    }

    private static ReadOnlySpan<byte> SignalText(int signal) => signal switch
    {
        SignalNumbers.SIGSEGV => "SIGSEGV: memory access violation outside managed code"u8,
        SignalNumbers.SIGFPE => "SIGFPE: arithmetic fault outside managed code"u8,
        SignalNumbers.SIGILL => "SIGILL: invalid instruction"u8,
        SignalNumbers.SIGTRAP => "SIGTRAP: breakpoint"u8,
        _ => "signal without a handler"u8,
    };

    // A return address follows a call: E8 rel32, or FF /2 in its lengths.
    private static bool IsAfterCall(ulong address)
    {
        byte* code = (byte*)address;
        return code[-5] == 0xE8
            || (code[-2] == 0xFF && (code[-1] & 0x38) == 0x10)
            || (code[-3] == 0xFF && (code[-2] & 0x38) == 0x10)
            || (code[-6] == 0xFF && (code[-5] & 0x38) == 0x10);
    }

    private void Fault(ulong vector, ulong error, ulong address)
    {
        FormatWriter line = NewLine();
        line.WriteText("vector "u8);
        line.WriteDecimal(vector);
        line.WriteText(" error 0x"u8);
        line.WriteHex(error, 4);
        line.WriteText(" address 0x"u8);
        line.WriteHex(address, 16);
        Emit(ref line);
    }

    private void Registers(TrapFrame* trap, ulong rip, ulong rsp, ulong rflags)
    {
        Pair("rip"u8, rip, "rsp"u8, rsp, "rfl"u8, rflags);
        Pair("rax"u8, trap->Rax, "rbx"u8, trap->Rbx, "rcx"u8, trap->Rcx);
        Pair("rdx"u8, trap->Rdx, "rsi"u8, trap->Rsi, "rdi"u8, trap->Rdi);
        Pair("rbp"u8, trap->Rbp, "r8 "u8, trap->R8, "r9 "u8, trap->R9);
        Pair("r10"u8, trap->R10, "r11"u8, trap->R11, "r12"u8, trap->R12);
        Pair("r13"u8, trap->R13, "r14"u8, trap->R14, "r15"u8, trap->R15);
    }

    private void Pair(ReadOnlySpan<byte> a, ulong x, ReadOnlySpan<byte> b, ulong y, ReadOnlySpan<byte> c, ulong z)
    {
        FormatWriter line = NewLine();
        line.WriteText(a);
        line.WriteText(" "u8);
        line.WriteHex(x, 16);
        line.WriteText("  "u8);
        line.WriteText(b);
        line.WriteText(" "u8);
        line.WriteHex(y, 16);
        line.WriteText("  "u8);
        line.WriteText(c);
        line.WriteText(" "u8);
        line.WriteHex(z, 16);
        Emit(ref line);
    }

    private void Frame(ulong address)
    {
        FormatWriter line = NewLine();
        line.WriteText("  0x"u8);
        line.WriteHex(address, 16);
        line.WriteText(" "u8);
        LinkerSymbols* symbols = Linker.Table();
        if (symbols->SymbolTable != null
            && SymbolTable.TryFind(symbols->SymbolTable, address, ref line, out ulong offset))
        {
            line.WriteText("+0x"u8);
            line.WriteHex(offset, 1);
        }

        Emit(ref line);
    }

    private FormatWriter NewLine()
    {
        fixed (byte* line = _line)
        {
            return new FormatWriter(new Span<byte>(line, LineLimit - 1));
        }
    }

    private void Emit(ref FormatWriter line)
    {
        fixed (byte* text = _line)
        {
            int length = line.StoredBytes;
            text[length] = (byte)'\n';
            DebugPort.Write(new ReadOnlySpan<byte>(text, length + 1));
            Xen.Console.WriteUrgent(text, length + 1);
        }
    }
}
