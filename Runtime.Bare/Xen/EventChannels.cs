// Event channels, 2-level ABI (event_channel.h; the order of steps as in Linux's events_2l.c).
//
// Xen's side: set pending[port]; unless masked, set the selector bit of the port's word in the bound vCPU's record; if
// that was clear, set upcall_pending and inject the upcall. Ours: clear upcall_pending before reading the selector, clear
// a port's bit before running its handler. An event that comes in between is seen by the next round, never lost.

using System.Numerics;
using System.Threading;
using Runtime.Bare.Cpu;
using Runtime.Bare.Diagnostics;
using Runtime.Bare.Memory;

namespace Runtime.Bare.Xen;

/// <summary>Binds handlers to ports and dispatches upcalls. Handlers run with interrupts off and only wake threads.</summary>
internal static unsafe class EventChannels
{
    internal const uint VIRQ_TIMER = 0;

    private const uint HVM_PARAM_CALLBACK_IRQ = 0;
    private const ulong CallbackIsVector = 2UL << 56;
    private const uint PortLimit = 4096;

    // Handlers by port: void(uint port) as managed function pointers, in pages of 512 made when a port needs one.
    private static HandlerPages s_handlers;

    /// <summary>Does this CPU have events to serve.</summary>
    internal static bool IsUpcallPending =>
        Volatile.Read(ref SharedInfo.VcpuInfo(SharedInfo.Page, PerCpu.Here->Index)->UpcallPending) != 0;

    /// <summary>Asks for the upcall at its vector, on all CPUs.</summary>
    internal static void Initialize()
    {
        long result = Hypercall.SetParameter(HVM_PARAM_CALLBACK_IRQ, CallbackIsVector | TrapVector.Upcall);
        if (result < 0)
        {
            Panic.Fail("HVM_PARAM_CALLBACK_IRQ was refused: this Xen has no event upcall by vector"u8, (ulong)result);
        }
    }

    /// <summary>Sets a port's handler and unmasks it.</summary>
    internal static void Bind(uint port, delegate*<uint, void> handler)
    {
        if (port is 0 or >= PortLimit)
        {
            Panic.Fail("event channel port out of range"u8, port);
        }

        ulong page = s_handlers.Pages[port / 512];
        if (page == 0)
        {
            page = (ulong)KernelHeap.AllocateZeroed(512 * 8);
            if (page == 0)
            {
                Panic.Fail("out of memory: event channel table"u8);
            }

            s_handlers.Pages[port / 512] = page;
        }

        ((ulong*)page)[port % 512] = (ulong)handler;
        Interlocked.MemoryBarrier(); // the handler stands before the event can come
        Hypercall.Unmask(port);
    }

    /// <summary>Dispatches outside the upcall. Interrupts are off or become so.</summary>
    internal static void Poll()
    {
        ulong flags = Instructions.DisableInterrupts();
        Dispatch();
        Instructions.RestoreInterrupts(flags);
    }

    /// <summary>Runs the handlers of all pending ports. Interrupts are off.</summary>
    internal static void Dispatch()
    {
        SharedInfo* shared = SharedInfo.Page;
        VcpuInfo* vcpu = SharedInfo.VcpuInfo(shared, PerCpu.Here->Index);
        do
        {
            Volatile.Write(ref vcpu->UpcallPending, 0);

            // The exchange is a full fence: the flag is clear before the selector is read.
            ulong selector = Interlocked.Exchange(ref vcpu->PendingSelector, 0);
            while (selector != 0)
            {
                int word = BitOperations.TrailingZeroCount(selector);
                selector &= selector - 1;
                DispatchWord(shared, word);
            }
        }
        while (Volatile.Read(ref vcpu->UpcallPending) != 0);
    }

    private static void DispatchWord(SharedInfo* shared, int word)
    {
        ulong bits = Volatile.Read(ref shared->Pending[word]) & ~Volatile.Read(ref shared->Mask[word]);
        while (bits != 0)
        {
            int bit = BitOperations.TrailingZeroCount(bits);
            bits &= bits - 1;
            _ = Interlocked.And(ref shared->Pending[word], ~(1UL << bit));
            uint port = (uint)((word * 64) + bit);
            ulong page = s_handlers.Pages[port / 512];
            ulong handler = page == 0 ? 0 : ((ulong*)page)[port % 512];
            if (handler != 0)
            {
                ((delegate*<uint, void>)handler)(port);
            }
        }
    }

    private struct HandlerPages
    {
        public fixed ulong Pages[(int)PortLimit / 512];
    }
}
