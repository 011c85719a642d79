// Xen for the scheduler: a shared page with a clock of one nanosecond a count, each CPU's one-shot timer, event channels between
// CPUs, and CPUs that go down.

using System;
using System.Collections.Generic;
using System.Reflection;
using System.Runtime.InteropServices;
using Runtime.Bare.Cpu;
using Runtime.Bare.Memory;
using Runtime.Bare.Threading;
using Runtime.Bare.Time;
using Runtime.Bare.Xen;

namespace Runtime.Bare.Tests.Threading;

/// <summary>The hypercalls that scheduling makes. Boots the clock; one instance at a time.</summary>
internal sealed unsafe class TwinXen : IDisposable
{
    internal const int CpuLimit = 4;

    // The guest starts long after the host.
    internal const ulong SystemTimeAtBoot = 5_000_000_000;

    // Hypercall and operation numbers of xen.h, sched.h, vcpu.h, event_channel.h.
    private const ulong MemoryOp = 12;
    private const ulong SetTimerOp = 15;
    private const ulong VcpuOp = 24;
    private const ulong VcpuUp = 1;
    private const ulong VcpuDown = 2;
    private const ulong VcpuIsUp = 3;
    private const ulong SchedulerOp = 29;
    private const ulong SchedulerYield = 0;
    private const ulong EventChannelOp = 32;
    private const ulong EventChannelSend = 4;

    private const int PortsOfCpu = 3;

    private readonly byte* _page = (byte*)NativeMemory.AllocZeroed((nuint)PageSize.Bytes);
    private readonly ulong* _handlers = (ulong*)NativeMemory.AllocZeroed((nuint)PageSize.Bytes);
    private readonly ulong?[] _timers = new ulong?[CpuLimit];

    /// <summary>Monotonic time at which the first CPU's timer fires; null when it was never armed or has fired.</summary>
    internal ulong? TimerNs => _timers[0];

    /// <summary>CPUs that were interrupted by another one, in order.</summary>
    internal List<int> Interrupted { get; } = [];

    /// <summary>CPUs that are down.</summary>
    internal bool[] IsDown { get; } = new bool[CpuLimit];

    /// <summary>Xen starts no CPU.</summary>
    internal bool RefusesUp { get; set; }

    /// <summary>A CPU has gone down by itself: returns when it is up again.</summary>
    internal Action? Down { get; set; }

    /// <summary>A CPU offers its processor to others.</summary>
    internal Action? Yield { get; set; }

    internal static ulong NowNs => TwinCpu.Tsc;

    internal void Reset()
    {
        TwinCpu.Reset();
        NativeMemory.Clear(_page, (nuint)PageSize.Bytes);
        StaticState.Clear(typeof(Clock), typeof(SharedInfo), typeof(KernelMemory));
        HypercallInstruction.Xen = Answer;
        Array.Clear(_timers);
        Array.Clear(IsDown);
        Interrupted.Clear();
        (Down, Yield, RefusesUp) = (null, null, false);
        SharedInfo.Initialize();
        SharedInfo.Page->Mask[0] = 0;
        for (int i = 0; i < CpuLimit; i++)
        {
            VcpuTimeInfo* record = &SharedInfo.VcpuInfo(SharedInfo.Page, i)->Time;
            *record = new VcpuTimeInfo { Version = 2, SystemTime = SystemTimeAtBoot, TscToSystemMul = 1u << 31, TscShift = 1 };
        }

        Introduce(TwinCpu.State);
        Clock.Initialize(entryTsc: TwinCpu.Tsc);
    }

    /// <summary>Gives a CPU its records and ports.</summary>
    internal static void Introduce(PerCpu* cpu)
    {
        cpu->EventRecord = SharedInfo.VcpuInfo(SharedInfo.Page, cpu->Index);
        cpu->TimeRecord = &cpu->EventRecord->Time;
        cpu->InterruptPort = Port(cpu->Index, 1);
        for (int i = 0; i < PortsOfCpu; i++)
        {
            cpu->Ports[0] |= 1UL << (int)Port(cpu->Index, i);
        }
    }

    /// <summary>Sets the handlers of all CPUs' ports, past the kernel heap.</summary>
    internal void Bind(delegate*<uint, void> timer, delegate*<uint, void> interrupt, delegate*<uint, void> device)
    {
        for (int cpu = 0; cpu < CpuLimit; cpu++)
        {
            _handlers[Port(cpu, 0)] = (ulong)timer;
            _handlers[Port(cpu, 1)] = (ulong)interrupt;
            _handlers[Port(cpu, 2)] = (ulong)device;
        }

        FieldInfo field = typeof(EventChannels).GetField("s_handlers", BindingFlags.Static | BindingFlags.NonPublic)!;
        object pages = Activator.CreateInstance(field.FieldType)!;
        GCHandle pin = GCHandle.Alloc(pages, GCHandleType.Pinned);
        *(ulong*)pin.AddrOfPinnedObject() = (ulong)_handlers;
        pin.Free();
        field.SetValue(null, pages);
    }

    internal static void SetNow(ulong ns) => TwinCpu.Tsc = ns;

    /// <summary>When a CPU's timer fires; null when it was never armed or has fired.</summary>
    internal ulong? Timer(int cpu) => _timers[cpu];

    /// <summary>Timers that are due fire: Xen forgets them.</summary>
    internal void FireDue()
    {
        for (int cpu = 0; cpu < CpuLimit; cpu++)
        {
            if (_timers[cpu] <= NowNs)
            {
                _timers[cpu] = null;
                Raise(Port(cpu, 0));
            }
        }
    }

    /// <summary>A device of a CPU raises its event.</summary>
    internal static void RaiseDevice(int cpu) => Raise(Port(cpu, 2));

    public void Dispose()
    {
        HypercallInstruction.Xen = null;
        PhysicalMemory.DirectMapBase = 0;
        NativeMemory.Free(_page);
        NativeMemory.Free(_handlers);
        StaticState.Clear(typeof(EventChannels));
    }

    private static uint Port(int cpu, int kind) => (uint)(1 + (cpu * PortsOfCpu) + kind);

    private static void Raise(uint port)
    {
        SharedInfo.Page->Pending[0] |= 1UL << (int)port;
        VcpuInfo* record = SharedInfo.VcpuInfo(SharedInfo.Page, (int)(port - 1) / PortsOfCpu);
        record->PendingSelector |= 1;
        record->UpcallPending = 1;
    }

    private ulong Answer(ulong number, ulong a1, ulong a2, ulong a3, ulong a4, ulong a5)
    {
        switch (number, a1)
        {
            case (MemoryOp, _):
                // The shared page appears at the frame that the guest chose: the only RAM here.
                ulong address = ((AddToPhysmap*)a2)->GuestFrame << PageSize.Shift;
                PhysicalMemory.DirectMapBase = unchecked((ulong)_page - address);
                return 0;
            case (SetTimerOp, _):
                _timers[TwinCpu.State->Index] = a1 - SystemTimeAtBoot;
                if (TwinCpu.Machine != null)
                {
                    FireDue(); // what is past fires at once
                }

                return 0;
            case (SchedulerOp, SchedulerYield):
                Yield?.Invoke();
                return 0;
            case (EventChannelOp, EventChannelSend):
                uint port = *(uint*)a2;
                Interrupted.Add((int)(port - 1) / PortsOfCpu);
                Raise(port);
                return 0;
            case (VcpuOp, VcpuDown):
                IsDown[a2] = true;
                Down!();
                return 0;
            case (VcpuOp, VcpuUp) when RefusesUp:
                return unchecked((ulong)-Errno.EINVAL);
            case (VcpuOp, VcpuUp):
                IsDown[a2] = false;
                return 0;
            case (VcpuOp, VcpuIsUp):
                return a2 >= CpuLimit ? unchecked((ulong)-2) : IsDown[a2] ? 0UL : 1;
            default:
                throw new InvalidOperationException($"the scheduler made hypercall {number}, operation {a1}");
        }
    }
}
