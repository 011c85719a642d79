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
    private const uint PortLimit = PortWords * 64;

    /// <summary>Words of a set of ports.</summary>
    internal const int PortWords = 64;

    // Handlers by port: void(uint port) as managed function pointers, in pages of 512 made when a port needs one.
    private static HandlerPages s_handlers;

    /// <summary>Does this CPU have events to serve.</summary>
    internal static bool IsUpcallPending =>
        Volatile.Read(ref PerCpu.Here->EventRecord->UpcallPending) != 0;

    /// <summary>Asks for the upcall at its vector, on all CPUs.</summary>
    internal static void Initialize()
    {
        long result = Hypercall.SetParameter(HVM_PARAM_CALLBACK_IRQ, CallbackIsVector | TrapVector.Upcall);
        if (result < 0)
        {
            Panic.Fail("HVM_PARAM_CALLBACK_IRQ was refused: this Xen has no event upcall by vector"u8, (ulong)result);
        }
    }

    /// <summary>Sets the handler of a port whose events the booting CPU serves, and unmasks it.</summary>
    internal static void Bind(uint port, delegate*<uint, void> handler) => Bind(Cpus.Boot, port, handler);

    /// <summary>Sets the handler of a port that Xen knows as a CPU's, and unmasks it. Thread and boot context.</summary>
    internal static void Bind(PerCpu* cpu, uint port, delegate*<uint, void> handler)
    {
        if (port is 0 or >= PortLimit)
        {
            Panic.Fail("event channel port out of range"u8, port);
        }

        ulong page = Volatile.Read(ref s_handlers.Pages[port / 512]);
        if (page == 0)
        {
            page = (ulong)KernelHeap.AllocateZeroed(512 * 8);
            if (page == 0)
            {
                Panic.Fail("out of memory: event channel table"u8);
            }

            ulong earlier = Interlocked.CompareExchange(ref s_handlers.Pages[port / 512], page, 0);
            if (earlier != 0)
            {
                KernelHeap.Free((byte*)page);
                page = earlier;
            }
        }

        ((ulong*)page)[port % 512] = (ulong)handler;
        _ = Interlocked.Or(ref cpu->Ports[port / 64], 1UL << (int)(port % 64));
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
        PerCpu* cpu = PerCpu.Here;
        VcpuInfo* vcpu = cpu->EventRecord;
        do
        {
            Volatile.Write(ref vcpu->UpcallPending, 0);

            // The exchange is a full fence: the flag is clear before the selector is read.
            ulong selector = Interlocked.Exchange(ref vcpu->PendingSelector, 0);
            while (selector != 0)
            {
                int word = BitOperations.TrailingZeroCount(selector);
                selector &= selector - 1;
                DispatchWord(shared, cpu, word);
            }
        }
        while (Volatile.Read(ref vcpu->UpcallPending) != 0);
    }

    private static void DispatchWord(SharedInfo* shared, PerCpu* cpu, int word)
    {
        // A word may have ports of several CPUs.
        ulong bits = Volatile.Read(ref shared->Pending[word]) & ~Volatile.Read(ref shared->Mask[word]) & Volatile.Read(ref cpu->Ports[word]);
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
