using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Runtime.Bare.Boot;
using Runtime.Bare.Xen;

namespace Abi.Tests;

/// <summary>Structures shared with Xen, against libxen-dev.</summary>
public sealed class XenStructureTests
{
    private static readonly StructureMirror[] s_mirrors =
    [
        new(
            "struct hvm_start_info",
            typeof(HvmStartInfo),
            true,
            ("magic", nameof(HvmStartInfo.Magic)),
            ("version", nameof(HvmStartInfo.Version)),
            ("flags", nameof(HvmStartInfo.Flags)),
            ("nr_modules", nameof(HvmStartInfo.ModuleCount)),
            ("modlist_paddr", nameof(HvmStartInfo.ModuleList)),
            ("cmdline_paddr", nameof(HvmStartInfo.CommandLine)),
            ("rsdp_paddr", nameof(HvmStartInfo.Rsdp)),
            ("memmap_paddr", nameof(HvmStartInfo.MemoryMap)),
            ("memmap_entries", nameof(HvmStartInfo.MemoryMapEntries))),
        new(
            "struct hvm_modlist_entry",
            typeof(HvmModule),
            true,
            ("paddr", nameof(HvmModule.Address)),
            ("size", nameof(HvmModule.Size)),
            ("cmdline_paddr", nameof(HvmModule.CommandLine))),
        new(
            "struct hvm_memmap_table_entry",
            typeof(HvmMemoryMapEntry),
            true,
            ("addr", nameof(HvmMemoryMapEntry.Address)),
            ("size", nameof(HvmMemoryMapEntry.Size)),
            ("type", nameof(HvmMemoryMapEntry.Type))),
        new(
            "struct xen_add_to_physmap",
            typeof(AddToPhysmap),
            true,
            ("domid", nameof(AddToPhysmap.Domain)),
            ("size", nameof(AddToPhysmap.Size)),
            ("space", nameof(AddToPhysmap.Space)),
            ("idx", nameof(AddToPhysmap.Index)),
            ("gpfn", nameof(AddToPhysmap.GuestFrame))),
        new(
            "struct xen_memory_map",
            typeof(MemoryMapRequest),
            true,
            ("nr_entries", nameof(MemoryMapRequest.EntryCount)),
            ("buffer", nameof(MemoryMapRequest.Buffer))),
        new(
            "struct xen_hvm_param",
            typeof(HvmParameter),
            true,
            ("domid", nameof(HvmParameter.Domain)),
            ("index", nameof(HvmParameter.Index)),
            ("value", nameof(HvmParameter.Value))),
        new(
            "struct sched_poll",
            typeof(PollRequest),
            true,
            ("ports", nameof(PollRequest.Ports)),
            ("nr_ports", nameof(PollRequest.PortCount)),
            ("timeout", nameof(PollRequest.Timeout))),
        new(
            "struct evtchn_bind_virq",
            typeof(BindVirqRequest),
            true,
            ("virq", nameof(BindVirqRequest.Virq)),
            ("vcpu", nameof(BindVirqRequest.Cpu)),
            ("port", nameof(BindVirqRequest.Port))),
        new(
            "struct evtchn_bind_ipi",
            typeof(BindIpiRequest),
            true,
            ("vcpu", nameof(BindIpiRequest.Cpu)),
            ("port", nameof(BindIpiRequest.Port))),
        new(
            "struct vcpu_register_vcpu_info",
            typeof(RegisterVcpuInfo),
            true,
            ("mfn", nameof(RegisterVcpuInfo.Frame)),
            ("offset", nameof(RegisterVcpuInfo.Offset))),
        new(
            "struct vcpu_hvm_context",
            typeof(VcpuContext),
            true,
            ("mode", nameof(VcpuContext.Mode)),
            ("cpu_regs.x86_64.rsp", nameof(VcpuContext.Rsp)),
            ("cpu_regs.x86_64.rdi", nameof(VcpuContext.Rdi)),
            ("cpu_regs.x86_64.rip", nameof(VcpuContext.Rip)),
            ("cpu_regs.x86_64.rflags", nameof(VcpuContext.Rflags)),
            ("cpu_regs.x86_64.cr0", nameof(VcpuContext.Cr0)),
            ("cpu_regs.x86_64.cr3", nameof(VcpuContext.Cr3)),
            ("cpu_regs.x86_64.cr4", nameof(VcpuContext.Cr4)),
            ("cpu_regs.x86_64.efer", nameof(VcpuContext.Efer))),
        new(
            "struct vcpu_time_info",
            typeof(VcpuTimeInfo),
            true,
            ("version", nameof(VcpuTimeInfo.Version)),
            ("tsc_timestamp", nameof(VcpuTimeInfo.TscTimestamp)),
            ("system_time", nameof(VcpuTimeInfo.SystemTime)),
            ("tsc_to_system_mul", nameof(VcpuTimeInfo.TscToSystemMul)),
            ("tsc_shift", nameof(VcpuTimeInfo.TscShift)),
            ("flags", nameof(VcpuTimeInfo.Flags))),
        new(
            "struct vcpu_info",
            typeof(VcpuInfo),
            true,
            ("evtchn_upcall_pending", nameof(VcpuInfo.UpcallPending)),
            ("evtchn_upcall_mask", nameof(VcpuInfo.UpcallMask)),
            ("evtchn_pending_sel", nameof(VcpuInfo.PendingSelector)),
            ("time", nameof(VcpuInfo.Time))),
        new(
            "struct shared_info",
            typeof(SharedInfo),
            true,
            ("vcpu_info", "_vcpuInfo"),
            ("evtchn_pending", nameof(SharedInfo.Pending)),
            ("evtchn_mask", nameof(SharedInfo.Mask)),
            ("wc_version", nameof(SharedInfo.WallClockVersion)),
            ("wc_sec", nameof(SharedInfo.WallClockSeconds)),
            ("wc_nsec", nameof(SharedInfo.WallClockNanoseconds)),
            ("wc_sec_hi", nameof(SharedInfo.WallClockSecondsHigh))),
        new(
            "struct xencons_interface",
            typeof(ConsoleInterface),
            false, // later fields (connection, error) are not used
            ("in", nameof(ConsoleInterface.Input)),
            ("out", nameof(ConsoleInterface.Output)),
            ("in_cons", nameof(ConsoleInterface.InputConsumer)),
            ("in_prod", nameof(ConsoleInterface.InputProducer)),
            ("out_cons", nameof(ConsoleInterface.OutputConsumer)),
            ("out_prod", nameof(ConsoleInterface.OutputProducer))),
    ];

    private static readonly HeaderProgram s_headers = XenHeaders.Create();

    private static readonly TestCaseData[] s_cases =
    [
        .. s_mirrors.SelectMany(mirror => mirror.Comparisons()).Concat(PlainArguments())
            .Select(comparison => new TestCaseData(s_headers.Ask(comparison.Expression), comparison.Ours).SetName(comparison.Label)),
    ];

    [TestCaseSource(nameof(s_cases))]
    public void OursIsTheirs(string expression, long ours) => Assert.That(ours, Is.EqualTo(s_headers.ValueOf(expression)));

    [Test]
    public void EveryFieldIsCompared() =>
        Assert.That(s_mirrors.SelectMany(mirror => mirror.Uncompared().Select(field => $"{mirror.Mirror.Name}.{field}")), Is.Empty);

    [Test]
    public void EveryStructureIsCompared() =>
        Assert.That(
            typeof(Hypercall).Assembly.GetTypes()
                .Where(type => type.IsExplicitLayout && (type.Namespace is "Runtime.Bare.Xen" or "Runtime.Bare.Boot"))
                .Except(s_mirrors.Select(mirror => mirror.Mirror)),
            Is.Empty,
            "add these to the mirrors above");

    /// <summary>Arguments that are passed as one integer, without a structure of ours.</summary>
    private static IEnumerable<(string Label, string Expression, long Ours)> PlainArguments()
    {
        yield return ("sched_shutdown is its reason", "sizeof(struct sched_shutdown)", sizeof(uint));
        yield return ("evtchn_send is its port", "sizeof(struct evtchn_send)", sizeof(uint));
        yield return ("evtchn_unmask is its port", "sizeof(struct evtchn_unmask)", sizeof(uint));
        yield return ("a callback by vector", "(uint64_t)HVM_PARAM_CALLBACK_TYPE_VECTOR << 56", 2L << 56);
        yield return ("event channels of the 2-level ABI", "EVTCHN_2L_NR_CHANNELS", 4096);
        yield return ("the ELF note of Boot/PvhEntry.S", "XEN_ELFNOTE_PHYS32_ENTRY", 18);
        yield return ("vCPUs in the shared page", "XEN_LEGACY_MAX_VCPUS", SharedInfo.VcpuLimit);
    }
}
