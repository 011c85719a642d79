// Xen for the scheduler: a shared page with a clock of one nanosecond a count, and the one-shot timer.

using System;
using System.Runtime.InteropServices;
using Runtime.Bare.Cpu;
using Runtime.Bare.Memory;
using Runtime.Bare.Time;
using Runtime.Bare.Xen;

namespace Runtime.Bare.Tests.Threading;

/// <summary>The hypercalls that scheduling makes. Boots the clock; one instance at a time.</summary>
internal sealed unsafe class TwinXen : IDisposable
{
    // Hypercall numbers of xen.h.
    private const ulong MemoryOp = 12;
    private const ulong SetTimerOp = 15;

    // The guest starts long after the host.
    internal const ulong SystemTimeAtBoot = 5_000_000_000;

    private readonly byte* _page = (byte*)NativeMemory.AllocZeroed((nuint)PageSize.Bytes);

    /// <summary>Monotonic time at which the timer fires; null when it was never armed or has fired.</summary>
    internal ulong? TimerNs { get; private set; }

    internal static ulong NowNs => TwinCpu.Tsc;

    internal void Reset()
    {
        TwinCpu.Reset();
        NativeMemory.Clear(_page, (nuint)PageSize.Bytes);
        StaticState.Clear(typeof(Clock), typeof(SharedInfo), typeof(KernelMemory));
        HypercallInstruction.Xen = Answer;
        TimerNs = null;
        SharedInfo.Initialize();
        TwinCpu.State->EventRecord = SharedInfo.VcpuInfo(SharedInfo.Page, 0);
        TwinCpu.State->TimeRecord = &TwinCpu.State->EventRecord->Time;
        VcpuTimeInfo* record = &SharedInfo.VcpuInfo(SharedInfo.Page, 0)->Time;
        *record = new VcpuTimeInfo { Version = 2, SystemTime = SystemTimeAtBoot, TscToSystemMul = 1u << 31, TscShift = 1 };
        Clock.Initialize(entryTsc: TwinCpu.Tsc);
    }

    internal static void SetNow(ulong ns) => TwinCpu.Tsc = ns;

    /// <summary>The timer fires: Xen forgets it.</summary>
    internal void Fire() => TimerNs = null;

    public void Dispose()
    {
        HypercallInstruction.Xen = null;
        PhysicalMemory.DirectMapBase = 0;
        NativeMemory.Free(_page);
    }

    private ulong Answer(ulong number, ulong a1, ulong a2, ulong a3, ulong a4, ulong a5)
    {
        switch (number)
        {
            case MemoryOp:
                // The shared page appears at the frame that the guest chose: the only RAM here.
                ulong address = ((AddToPhysmap*)a2)->GuestFrame << PageSize.Shift;
                PhysicalMemory.DirectMapBase = unchecked((ulong)_page - address);
                return 0;
            case SetTimerOp:
                TimerNs = a1 - SystemTimeAtBoot;
                return 0;
            default:
                throw new InvalidOperationException($"the scheduler made hypercall {number}");
        }
    }
}
