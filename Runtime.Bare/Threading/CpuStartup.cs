// Starting the CPUs beside the one that booted: VCPUOP_initialise and VCPUOP_up (vcpu.h, hvm/hvm_vcpu.h). All of them start at
// once and come up by themselves; one that does not is reported and left out.

using System.Runtime;
using System.Threading;
using Runtime.Bare.Boot;
using Runtime.Bare.Cpu;
using Runtime.Bare.Diagnostics;
using Runtime.Bare.Libc.Format;
using Runtime.Bare.Memory;
using Runtime.Bare.Time;
using Runtime.Bare.Xen;

namespace Runtime.Bare.Threading;

/// <summary>Makes CPUs and starts them.</summary>
internal static unsafe class CpuStartup
{
    private const uint MsrEfer = 0xC0000080;
    private const ulong EferLongMode = 1UL << 8;
    private const ulong EferNoExecute = 1UL << 11;
    private const ulong Cr0Boot = 0x80010033; // PG WP NE ET MP PE, as Boot/PvhEntry.S
    private const ulong IdleStackBytes = 16 << 10;

    // Xen and a loaded host need milliseconds.
    private const ulong PatienceNs = 5_000_000_000;

    // PerCpu.StartState.
    private const int Starting = 0;
    private const int Started = 1;
    private const int GivenUp = 2;

    /// <summary>Starts the CPUs that the domain has at its start. Boot context, with memory and events; waits for them.</summary>
    internal static void StartAll()
    {
        ulong limit = Clock.MonotonicNs() + PatienceNs;
        CpuSet begun = default;
        for (int index = 1; index < Machine.PossibleCpus; index++)
        {
            if (!Machine.StartCpus.Contains(index))
            {
                continue;
            }

            if (TryBegin(index))
            {
                begun.Add(index);
            }
            else
            {
                Report(index);
            }
        }

        for (int index = begun.First; index >= 0; index = begun.NextAfter(index))
        {
            if (!TryAwait(Cpus.At(index), limit))
            {
                Report(index);
            }
        }
    }

    /// <summary>Starts one CPU that never ran, and waits for it. Thread context, one caller at a time.</summary>
    internal static bool TryStart(int index) => TryBegin(index) && TryAwait(Cpus.At(index), Clock.MonotonicNs() + PatienceNs);

    private static bool TryBegin(int index)
    {
        if (Cpus.Boot->InterruptPort == 0)
        {
            BindInterrupt(Cpus.Boot);
        }

        PerCpu* cpu = Cpus.At(index);
        if (cpu == null)
        {
            cpu = Create(index, out ulong stackTop);
            if (cpu == null)
            {
                return false;
            }

            VcpuContext context = new()
            {
                Mode = VcpuContext.VCPU_HVM_MODE_64B,
                Rip = (ulong)Linker.Table()->CpuEntry,
                Rsp = stackTop,
                Rdi = (ulong)cpu,
                Rflags = 2,
                Cr0 = Cr0Boot,
                Cr3 = Instructions.ReadCr3(),
                Cr4 = Instructions.ReadCr4(),
                Efer = EferLongMode | (Instructions.ReadMsr(MsrEfer) & EferNoExecute),
            };
            if (Hypercall.InitializeCpu((uint)index, &context) < 0)
            {
                return false;
            }

            BindTimer(cpu);
            BindInterrupt(cpu);
            Cpus.Add(cpu);
        }
        else if (Volatile.Read(ref cpu->StartState) == GivenUp)
        {
            return false; // it went down, or will, and does not come back from there
        }

        Tlb.OtherCpus++;
        if (Hypercall.CpuUp((uint)index) < 0)
        {
            Tlb.OtherCpus--;
            return false;
        }

        return true;
    }

    private static bool TryAwait(PerCpu* cpu, ulong limitNs)
    {
        while (!Cpus.Online.Contains(cpu->Index))
        {
            Hypercall.Yield();
            if (Clock.MonotonicNs() > limitNs && Interlocked.CompareExchange(ref cpu->StartState, GivenUp, Starting) == Starting)
            {
                _ = Hypercall.CpuDown((uint)cpu->Index);
                Tlb.OtherCpus--;
                return false;
            }
        }

        return true;
    }

    // The record and the stacks. Null without memory.
    private static PerCpu* Create(int index, out ulong stackTop)
    {
        stackTop = 0;
        PerCpu* cpu = (PerCpu*)KernelHeap.AllocateAligned(64, (nuint)sizeof(PerCpu));
        Thread* idle = (Thread*)KernelHeap.AllocateZeroed((nuint)sizeof(Thread));
        if (cpu == null || idle == null || !TryCreateStack(IdleStackBytes, out stackTop))
        {
            return null;
        }

        *cpu = default;
        cpu->Self = cpu;
        cpu->Index = index;
        for (int slot = 0; slot < DescriptorTables.TrapStackCount; slot++)
        {
            if (!TryCreateStack(DescriptorTables.TrapStackSize, out ulong top))
            {
                return null;
            }

            DescriptorTables.SetTrapStack(&cpu->Tables, slot, top);
        }

        cpu->EventRecord = EventRecord(index);
        if (cpu->EventRecord == null)
        {
            return null;
        }

        cpu->TimeRecord = &cpu->EventRecord->Time;
        ThreadCreation.AdoptIdle(cpu, idle, (byte*)(stackTop - IdleStackBytes), (nuint)IdleStackBytes);
        return cpu;
    }

    // Xen's shared page has records for the first CPUs; further ones have theirs in memory of the guest.
    private static VcpuInfo* EventRecord(int index)
    {
        if (index < SharedInfo.VcpuLimit)
        {
            return SharedInfo.VcpuInfo(SharedInfo.Page, index);
        }

        byte* record = KernelHeap.AllocateAligned(64, (nuint)sizeof(VcpuInfo));
        if (record == null)
        {
            return null;
        }

        *(VcpuInfo*)record = default;
        RegisterVcpuInfo request = new()
        {
            Frame = KernelMemory.PhysicalAddress((ulong)record) >> PageSize.Shift,
            Offset = (uint)((ulong)record & PageSize.Mask),
        };
        return Hypercall.RegisterVcpuInfo((uint)index, &request) < 0 ? null : (VcpuInfo*)record;
    }

    private static bool TryCreateStack(ulong size, out ulong top)
    {
        bool done = AddressSpace.TryReserveStack(size, out ulong start) && AddressSpace.EnsureMapped(start, size);
        top = start + size;
        return done;
    }

    internal static void BindTimer(PerCpu* cpu)
    {
        long result = Hypercall.BindVirq(EventChannels.VIRQ_TIMER, (uint)cpu->Index, out uint port);
        if (result < 0)
        {
            Panic.Fail("EVTCHNOP_bind_virq of the timer failed"u8, (ulong)result);
        }

        EventChannels.Bind(cpu, port, &OnTimer);
    }

    private static void BindInterrupt(PerCpu* cpu)
    {
        long result = Hypercall.BindIpi((uint)cpu->Index, out uint port);
        if (result < 0)
        {
            Panic.Fail("EVTCHNOP_bind_ipi failed"u8, (ulong)result);
        }

        EventChannels.Bind(cpu, port, &OnInterrupt);
        cpu->InterruptPort = port;
    }

    private static void OnTimer(uint port)
    {
        _ = port;
        Scheduler.OnTimer();
    }

    private static void OnInterrupt(uint port)
    {
        _ = port;
        Scheduler.OnInterrupt();
    }

    private static void Report(int index)
    {
        byte* text = stackalloc byte[160];
        FormatWriter writer = new(new Span<byte>(text, 160));
        writer.WriteText("[libos] vCPU "u8);
        writer.WriteDecimal((ulong)index);
        writer.WriteText(" did not come up and is left out\n"u8);
        Xen.Console.WriteUrgent(text, writer.StoredBytes);
        DebugPort.Write(new ReadOnlySpan<byte>(text, writer.StoredBytes));
    }

    /// <summary>First C# code of a CPU, on its idle stack, with interrupts off (Cpu/CpuEntry.S).</summary>
    [RuntimeExport("bare_cpu_main")]
    private static void Main(PerCpu* cpu)
    {
        DescriptorTables.Load(&cpu->Tables);
        Instructions.WriteMsr(PerCpu.MsrGsBase, (ulong)cpu);
        CpuFeatures.EnableExtendedState();
        if (Interlocked.CompareExchange(ref cpu->StartState, Started, Starting) != Starting)
        {
            _ = Hypercall.CpuDown((uint)cpu->Index); // too late: nobody counts on this CPU
            Instructions.Stop();
        }

        Cpus.Online.AtomicAdd(cpu->Index);
        Scheduler.Idle();
    }
}
