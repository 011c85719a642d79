// The boot story, in order: find Xen, get a voice, seed the random numbers, learn the machine, descriptor tables, memory, events and time,
// the first thread. The boot stack then belongs to the idle thread.

using System.Runtime;
using Runtime.Bare.Cpu;
using Runtime.Bare.Diagnostics;
using Runtime.Bare.Memory;
using Runtime.Bare.Threading;
using Runtime.Bare.Time;
using Runtime.Bare.Xen;

namespace Runtime.Bare.Boot;

/// <summary>From the assembly entry to the first thread.</summary>
internal static unsafe class BootMain
{
    private const ulong BootStackSize = 0x4000; // Boot/PvhEntry.S

    private const int CommandLineBufferBytes = Runtime.Bare.Boot.CommandLine.BufferBytes + 8;

    private static BootState s_state;

    [RuntimeExport("bare_boot")]
    private static void Boot(ulong startInfoAddress, ulong entryTsc)
    {
        PhysicalMemory.DirectMapBase = KernelMemory.DirectMapBase;
        if (!Hypervisor.TryDetect())
        {
            DebugPort.Write("[libos] this kernel runs on Xen, and CPUID shows none: start it with xl create (type=\"pvh\")\n"u8);
            Instructions.Stop();
        }

        ThreadLocalStorage.InitializeBoot(Instructions.ReadTsc());
        InitializeCpu();
        SharedInfo.Initialize();
        PerCpu.Here->EventRecord = SharedInfo.VcpuInfo(SharedInfo.Page, 0);
        PerCpu.Here->TimeRecord = &PerCpu.Here->EventRecord->Time;
        Clock.Initialize(entryTsc);
        Console.Initialize();
        if (!CpuFeatures.HasCmpxchg16b)
        {
            Panic.Fail("the CPU lacks CMPXCHG16B, which the .NET runtime needs"u8);
        }

        BootEntropy.Initialize(entryTsc);
        ReadStartInfo(startInfoAddress);
        TimeSlice.Initialize();
        WaitLocks.Initialize();
        KernelMemory.Initialize(AddressLayout.Choose());
        EventChannels.Initialize();
        ThreadLocalStorage.InitializeBoot(Entropy.BestEffort());
        fixed (Thread* idle = &s_state.Idle)
        {
            byte* stack = Linker.Table()->BootStackTop - BootStackSize;
            ThreadCreation.AdoptIdle(PerCpu.Here, idle, stack, (nuint)BootStackSize);
        }

        Machine.HasThreads = true;
        CpuStartup.BindTimer(PerCpu.Here);
        CpuStartup.StartAll();
        Console.EnableEvents();
        MainThread.Start(s_state.CommandLine);
        Scheduler.Idle();
    }

    private static void InitializeCpu()
    {
        fixed (PerCpu* cpu = &s_state.Cpu)
        {
            cpu->Self = cpu;
            cpu->ArmedDeadlineNs = Scheduler.Never;
            DescriptorTables.InitializeIdt();
            for (int slot = 0; slot < DescriptorTables.TrapStackCount; slot++)
            {
                const int Distance = DescriptorTables.TrapGuardSize + DescriptorTables.TrapStackSize;
                DescriptorTables.SetTrapStack(&cpu->Tables, slot, (ulong)Linker.Table()->TrapStacks + (ulong)((slot + 1) * Distance));
            }

            DescriptorTables.Load(&cpu->Tables);
            Instructions.WriteMsr(PerCpu.MsrGsBase, (ulong)cpu);
            Cpus.Add(cpu);
            Cpus.Online.Add(0);
        }

        CpuFeatures.Initialize();
    }

    private static void ReadStartInfo(ulong address)
    {
        HvmStartInfo* info = StartInfo.Check(address);
        StartInfo.ReadMemoryMap(info);
        StartInfo.ReadModule(info);
        Machine.ReadCpus(info->Rsdp);
        fixed (byte* name = "/app/program\0"u8)
        fixed (byte* buffer = s_state.CommandLineBuffer)
        {
            byte* aligned = (byte*)(((ulong)buffer + 7) & ~7UL);
            CommandLineError error = CommandLine.Parse(
                StartInfo.CommandLine(info),
                name,
                aligned,
                out s_state.CommandLine,
                out EnvironmentTable environment);
            if (error != CommandLineError.None)
            {
                Panic.Fail(CommandLine.Describe(error));
            }

            _ = environment.TryAddStandardDefaults();
            GcDefaults.Add(ref environment);
            BootEntropy.WarnWithoutSource(ref environment);
            EnvironmentBlock.Publish(environment);
        }
    }

    // Static memory of the boot CPU; zero in the image, so it costs no bytes in the file.
    private struct BootState
    {
        public PerCpu Cpu;
        public Thread Idle;
        public CommandLine CommandLine;
        public fixed byte CommandLineBuffer[CommandLineBufferBytes];
    }
}
