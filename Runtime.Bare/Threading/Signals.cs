// Signals as upcalls: hardware faults become SIGSEGV and SIGFPE with a true ucontext, and the GC's SIGRTMIN reaches a
// thread that was preempted in managed code. Handlers run on the thread's own stack, below the red zone, with interrupts
// on: they are ordinary code of that thread and may block.

using Runtime.Bare.Cpu;
using Runtime.Bare.Diagnostics;
using Runtime.Bare.Libc;
using Runtime.Bare.Memory;

namespace Runtime.Bare.Threading;

/// <summary>Builds signal frames and calls handlers.</summary>
internal static unsafe class Signals
{
    private const ulong RedZone = 128;
    private const ulong ResumeFlag = 0x10000;
    private const ulong InterruptFlag = 0x200;

    /// <summary>
    /// Sends SIGRTMIN. Delivered only to a thread that was preempted in managed code, when it runs next; for any other
    /// the runtime is told to try again (EAGAIN), which it does until the thread polls or blocks by itself. One that runs on
    /// another CPU is interrupted meanwhile, and takes the signal if that is in managed code.
    /// </summary>
    internal static int Activate(Thread* target)
    {
        int result = Errno.EAGAIN;
        ulong flags = Instructions.DisableInterrupts();
        PerCpu* cpu = Scheduler.LockCpuOf(target);
        bool mustInterrupt = false;
        if (target->State == ThreadState.Ended)
        {
            result = Errno.ESRCH;
        }
        else if (target->PreemptedAt != null)
        {
            if (IsManaged(target->PreemptedAt->Rip))
            {
                target->ActivationPending = true;
                Scheduler.PromoteLocked(target);
                result = 0;
            }
        }
        else if (target->State == ThreadState.Running && cpu != PerCpu.Here)
        {
            target->ActivationRequested = true;
            mustInterrupt = true;
        }

        cpu->Lock.ReleaseInterruptsOff();
        if (mustInterrupt)
        {
            Scheduler.Interrupt(cpu);
        }

        Instructions.RestoreInterrupts(flags);
        return result;
    }

    /// <summary>Lets the interrupted thread take SIGRTMIN when the trap returns; false where it may not. Context: upcall.</summary>
    internal static bool TryActivate(Thread* thread, TrapFrame* trap, byte* extendedState)
    {
        if (!IsManaged(trap->Rip) || !Enter(trap, extendedState, 0, 0, 0))
        {
            return false;
        }

        thread->ActivationPending = true;
        return true;
    }

    /// <summary>
    /// Moves an interrupted computation to its own stack: when the trap returns, <see cref="Dispatch"/> runs there.
    /// Context: trap, interrupts off. Returns false when the stack has no room (the caller decides what that means).
    /// </summary>
    internal static bool Enter(TrapFrame* trap, byte* extendedState, int signal, int code, ulong address)
    {
        ulong extendedSize = *Linker.Table()->ExtendedSize;
        ulong extended = (trap->Rsp - RedZone - extendedSize) & ~63UL;
        ulong place = extended - SignalFrame.FrameSize;
        if (!AddressSpace.EnsureMapped(place, trap->Rsp - place))
        {
            return false;
        }

        SignalFrame* frame = (SignalFrame*)place;
        MemoryBlock.Set(frame, 0, SignalFrame.FrameSize);
        frame->Signal = signal;
        frame->Code = code;
        frame->Address = address;
        MemoryBlock.Copy(frame->Registers, trap, 15 * 8);
        frame->Rsp = trap->Rsp;
        frame->Rip = trap->Rip;
        frame->Rflags = trap->Rflags;
        frame->Segments = trap->Cs | (trap->Ss << 48);
        frame->Error = trap->Error;
        frame->TrapNumber = trap->Vector;
        frame->Cr2 = address;
        frame->ExtendedState = (byte*)extended;
        MemoryBlock.Copy((void*)extended, extendedState, (nuint)extendedSize);

        trap->Rip = (ulong)Linker.Table()->TrapSignalEnter;
        trap->Rsp = place;
        trap->Rflags = 2; // interrupts off until Dispatch decides
        return true;
    }

    /// <summary>Runs on the thread's stack with interrupts off; afterwards the frame is restored, as changed by handlers.</summary>
    [System.Runtime.RuntimeExport("bare_signal")]
    internal static void Dispatch(SignalFrame* frame)
    {
        if (frame->Signal != 0)
        {
            Call(frame);
            return;
        }

        Thread* self = Thread.Current;
        if (!self->ActivationPending)
        {
            Scheduler.PreemptedYield(frame);
        }

        if (self->ActivationPending)
        {
            self->ActivationPending = false;
            frame->Signal = SignalNumbers.SIGRTMIN;
            frame->Code = SignalNumbers.SI_TKILL;
            frame->Address = 0;
            frame->ProcessId = Process.Id;
            Call(frame);
        }
    }

    private static bool IsManaged(ulong instruction) =>
        instruction >= (ulong)Linker.Table()->ManagedCodeStart && instruction < (ulong)Linker.Table()->ManagedCodeEnd;

    private static void Call(SignalFrame* frame)
    {
        SignalAction* action = SignalActions.Find(frame->Signal);
        if (action->Handler == SignalNumbers.SIG_IGN && frame->Signal == SignalNumbers.SIGRTMIN)
        {
            return;
        }

        if (action->Handler is SignalNumbers.SIG_DFL or SignalNumbers.SIG_IGN)
        {
            CrashReport.FailAt(frame);
        }

        Instructions.EnableInterrupts();
        Instructions.Call(
            (void*)action->Handler,
            (ulong)frame->Signal,
            (ulong)frame,
            (ulong)frame + SignalFrame.ContextOffset);
        Instructions.DisableInterrupts();
        frame->Rflags = (frame->Rflags | InterruptFlag) & ~ResumeFlag;
    }
}
