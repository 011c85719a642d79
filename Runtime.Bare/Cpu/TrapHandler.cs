// What happens at each exception and at the upcall. Runs on IST stacks, interrupts off, with the interrupted FPU state
// saved by the entry (Traps.S).

using System.Runtime;
using Runtime.Bare.Diagnostics;
using Runtime.Bare.Memory;
using Runtime.Bare.Threading;
using Runtime.Bare.Xen;

namespace Runtime.Bare.Cpu;

/// <summary>The trap entry's C# side.</summary>
internal static unsafe class TrapHandler
{
    // Page-fault error code bits (Intel SDM volume 3, 4.7).
    private const ulong FaultWrite = 2;
    private const ulong FaultFetch = 16;

    [RuntimeExport("bare_trap")]
    private static void Dispatch(TrapFrame* trap, byte* extendedState)
    {
        ulong address = trap->Vector == TrapVector.PageFault ? Instructions.ReadCr2() : 0;
        PerCpu* cpu = PerCpu.Here;
        if (trap->Vector == TrapVector.NonMaskable)
        {
            CrashReport.OnNonMaskable(trap);
        }

        if (cpu->TrapDepth != 0 && trap->Vector != TrapVector.PageFault)
        {
            CrashReport.FailAt(trap, address, "trap inside a trap handler"u8);
        }

        cpu->TrapDepth++;
        switch (trap->Vector)
        {
            case TrapVector.Upcall:
                Upcall(cpu, trap, extendedState);
                break;
            case TrapVector.PageFault:
                PageFault(trap, extendedState, address);
                break;
            case TrapVector.GeneralProtection:
                Signal(trap, extendedState, SignalNumbers.SIGSEGV, SignalNumbers.SI_KERNEL, 0);
                break;
            case TrapVector.DivideError:
                Signal(trap, extendedState, SignalNumbers.SIGFPE, SignalNumbers.FPE_INTDIV, trap->Rip);
                break;
            case TrapVector.X87Error:
            case TrapVector.SimdError:
                Signal(trap, extendedState, SignalNumbers.SIGFPE, SignalNumbers.FPE_FLTINV, trap->Rip);
                break;
            case TrapVector.InvalidOpcode:
                Signal(trap, extendedState, SignalNumbers.SIGILL, SignalNumbers.ILL_ILLOPN, trap->Rip);
                break;
            case 3:
                Signal(trap, extendedState, SignalNumbers.SIGTRAP, SignalNumbers.TRAP_BRKPT, trap->Rip);
                break;
            case TrapVector.DoubleFault:
                CrashReport.FailAt(trap, Instructions.ReadCr2(), "double fault"u8);
                break;
            default:
                CrashReport.FailAt(trap, 0, "unexpected exception"u8);
                break;
        }

        cpu->TrapDepth--;
    }

    /// <summary>The entry found itself interrupted at its first instruction: the emulator's fault, not the guest's.</summary>
    [RuntimeExport("bare_duplicate_upcall")]
    private static void DuplicateUpcall() =>
        Panic.Fail("duplicate upcall: the emulated CPU delivered one event twice and lost the interrupted state"u8);

    private static void Upcall(PerCpu* cpu, TrapFrame* trap, byte* extendedState)
    {
        cpu->Upcalls++;
        EventChannels.Dispatch();
        if (cpu->Current->ActivationRequested)
        {
            cpu->Current->ActivationRequested = false;
            if (Signals.TryActivate(cpu->Current, trap, extendedState))
            {
                return;
            }
        }

        if (!cpu->NeedReschedule || cpu->Current->IsIdle)
        {
            return;
        }

        // Give way on the thread's own stack. Where the stack has no room left the thread runs on: its next push
        // overflows and is reported as that.
        cpu->NeedReschedule = false;
        _ = Signals.Enter(trap, extendedState, 0, 0, 0);
    }

    private static void PageFault(TrapFrame* trap, byte* extendedState, ulong address)
    {
        // The code that faulted would wait for itself.
        if (AddressSpace.IsLockedHere)
        {
            CrashReport.FailAt(trap, address, "page fault while the address space is being changed"u8);
        }

        FaultResult result = AddressSpace.HandleFault(
            address,
            (trap->Error & FaultWrite) != 0,
            (trap->Error & FaultFetch) != 0);
        switch (result)
        {
            case FaultResult.Resolved:
                return;
            case FaultResult.GuardPage:
                CrashReport.FailAt(trap, address, "stack overflow"u8);
                return;
            case FaultResult.OutOfMemory:
                CrashReport.FailAt(trap, address, "out of memory: no frame left for a page that was promised"u8);
                return;
            case FaultResult.NoAccess when KernelMemory.IsStackGuard(address):
                CrashReport.FailAt(trap, address, "stack overflow in a trap or in the idle thread"u8);
                return;
            default:
                int code = result == FaultResult.NoRange ? SignalNumbers.SEGV_MAPERR : SignalNumbers.SEGV_ACCERR;
                Signal(trap, extendedState, SignalNumbers.SIGSEGV, code, address);
                return;
        }
    }

    private static void Signal(TrapFrame* trap, byte* extendedState, int signal, int code, ulong address)
    {
        // With interrupts off it was this layer's own critical code, which no handler may see.
        if (!trap->InterruptsEnabled || SignalActions.Find(signal)->Handler == SignalNumbers.SIG_DFL)
        {
            CrashReport.FailAt(trap, address, DefaultText(signal));
        }

        if (!Signals.Enter(trap, extendedState, signal, code, address))
        {
            CrashReport.FailAt(trap, address, "stack overflow: no room for a signal frame"u8);
        }
    }

    private static ReadOnlySpan<byte> DefaultText(int signal) => signal switch
    {
        SignalNumbers.SIGSEGV => "SIGSEGV: memory access violation"u8,
        SignalNumbers.SIGFPE => "SIGFPE: arithmetic fault"u8,
        SignalNumbers.SIGILL => "SIGILL: invalid instruction"u8,
        _ => "SIGTRAP: breakpoint"u8,
    };
}
