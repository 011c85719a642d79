// Hypercalls in two tiers: the raw instruction (HypercallInstruction.cs), which only this file uses, and one typed function
// per operation in use.
// Numbers and structures: xen/include/public/{xen,sched,event_channel,memory,vcpu,hvm/hvm_op,hvm/params}.h (4.17).

namespace Runtime.Bare.Xen;

/// <summary>Typed hypercalls. Results are 0 or a negative errno unless said otherwise. Any context.</summary>
internal static unsafe class Hypercall
{
    internal const ushort DOMID_SELF = 0x7FF0;

    private const ulong __HYPERVISOR_memory_op = 12;
    private const ulong __HYPERVISOR_set_timer_op = 15;
    private const ulong __HYPERVISOR_xen_version = 17;
    private const ulong __HYPERVISOR_vcpu_op = 24;
    private const ulong __HYPERVISOR_sched_op = 29;
    private const ulong __HYPERVISOR_event_channel_op = 32;
    private const ulong __HYPERVISOR_hvm_op = 34;

    private const ulong XENMEM_add_to_physmap = 7;
    private const ulong XENMEM_memory_map = 9;
    private const uint XENMAPSPACE_shared_info = 0;
    private const ulong XENVER_version = 0;
    private const ulong XENVER_guest_handle = 8;
    private const ulong SCHEDOP_yield = 0;
    private const ulong SCHEDOP_shutdown = 2;
    private const ulong SCHEDOP_poll = 3;
    private const ulong EVTCHNOP_bind_virq = 1;
    private const ulong EVTCHNOP_send = 4;
    private const ulong EVTCHNOP_bind_ipi = 7;
    private const ulong EVTCHNOP_unmask = 9;
    private const ulong VCPUOP_initialise = 0;
    private const ulong VCPUOP_up = 1;
    private const ulong VCPUOP_down = 2;
    private const ulong VCPUOP_is_up = 3;
    private const ulong VCPUOP_register_vcpu_info = 10;
    private const ulong VCPUOP_send_nmi = 11;
    private const ulong HVMOP_set_param = 0;
    private const ulong HVMOP_get_param = 1;
    private const ulong HVMOP_flush_tlbs = 5;

    /// <summary>Xen's version, major in the upper 16 bits, or a negative errno.</summary>
    internal static long Version() => (long)Raw(__HYPERVISOR_xen_version, XENVER_version, 0, 0, 0, 0);

    /// <summary>The domain's handle, the UUID that the toolstack gave it: 16 bytes.</summary>
    internal static long DomainHandle(byte* handle) => (long)Raw(__HYPERVISOR_xen_version, XENVER_guest_handle, (ulong)handle, 0, 0, 0);

    /// <summary>Arms the calling CPU's one-shot timer for an absolute Xen system time.</summary>
    internal static void SetTimer(ulong systemTimeNs) => _ = Raw(__HYPERVISOR_set_timer_op, systemTimeNs, 0, 0, 0, 0);

    /// <summary>Puts the shared information page at a guest frame.</summary>
    internal static long MapSharedInfo(ulong guestFrame)
    {
        AddToPhysmap request = new() { Domain = DOMID_SELF, Space = XENMAPSPACE_shared_info, GuestFrame = guestFrame };
        return (long)Raw(__HYPERVISOR_memory_op, XENMEM_add_to_physmap, (ulong)&request, 0, 0, 0);
    }

    /// <summary>The memory map as the toolstack set it, in packed entries of 20 bytes; <paramref name="count"/> in and out.</summary>
    internal static long MemoryMap(byte* buffer, ref uint count)
    {
        MemoryMapRequest request = new() { EntryCount = count, Buffer = buffer };
        long result = (long)Raw(__HYPERVISOR_memory_op, XENMEM_memory_map, (ulong)&request, 0, 0, 0);
        count = request.EntryCount;
        return result;
    }

    /// <summary>Reads an HVM parameter.</summary>
    internal static long GetParameter(uint index, out ulong value)
    {
        HvmParameter request = new() { Domain = DOMID_SELF, Index = index };
        long result = (long)Raw(__HYPERVISOR_hvm_op, HVMOP_get_param, (ulong)&request, 0, 0, 0);
        value = request.Value;
        return result;
    }

    /// <summary>Sets an HVM parameter.</summary>
    internal static long SetParameter(uint index, ulong value)
    {
        HvmParameter request = new() { Domain = DOMID_SELF, Index = index, Value = value };
        return (long)Raw(__HYPERVISOR_hvm_op, HVMOP_set_param, (ulong)&request, 0, 0, 0);
    }

    /// <summary>Drops the translations of all of the domain's CPUs, and returns when that is done.</summary>
    internal static long FlushTlbs() => (long)Raw(__HYPERVISOR_hvm_op, HVMOP_flush_tlbs, 0, 0, 0, 0);

    /// <summary>Lets other domains run.</summary>
    internal static void Yield() => _ = Raw(__HYPERVISOR_sched_op, SCHEDOP_yield, 0, 0, 0, 0);

    /// <summary>Ends the domain for a reason of sched.h. Returns only when Xen refuses.</summary>
    internal static long Shutdown(uint reason) =>
        (long)Raw(__HYPERVISOR_sched_op, SCHEDOP_shutdown, (ulong)&reason, 0, 0, 0);

    /// <summary>Waits, whatever IF says, until the port is pending or the system time has come.</summary>
    internal static void Poll(uint port, ulong systemTimeNs)
    {
        PollRequest request = new() { Ports = &port, PortCount = 1, Timeout = systemTimeNs };
        _ = Raw(__HYPERVISOR_sched_op, SCHEDOP_poll, (ulong)&request, 0, 0, 0);
    }

    /// <summary>Binds a virtual interrupt of a CPU to a new port.</summary>
    internal static long BindVirq(uint virq, uint cpu, out uint port)
    {
        BindVirqRequest request = new() { Virq = virq, Cpu = cpu };
        long result = (long)Raw(__HYPERVISOR_event_channel_op, EVTCHNOP_bind_virq, (ulong)&request, 0, 0, 0);
        port = request.Port;
        return result;
    }

    /// <summary>Makes a port whose events are sent by this domain to one of its CPUs.</summary>
    internal static long BindIpi(uint cpu, out uint port)
    {
        BindIpiRequest request = new() { Cpu = cpu };
        long result = (long)Raw(__HYPERVISOR_event_channel_op, EVTCHNOP_bind_ipi, (ulong)&request, 0, 0, 0);
        port = request.Port;
        return result;
    }

    /// <summary>Sets the registers with which a CPU starts; once for each.</summary>
    internal static long InitializeCpu(uint cpu, VcpuContext* context) =>
        (long)Raw(__HYPERVISOR_vcpu_op, VCPUOP_initialise, cpu, (ulong)context, 0, 0);

    /// <summary>Lets a CPU run: from its start, or from where it went down.</summary>
    internal static long CpuUp(uint cpu) => (long)Raw(__HYPERVISOR_vcpu_op, VCPUOP_up, cpu, 0, 0, 0);

    /// <summary>Stops a CPU; on that CPU itself it returns when it is up again.</summary>
    internal static long CpuDown(uint cpu) => (long)Raw(__HYPERVISOR_vcpu_op, VCPUOP_down, cpu, 0, 0, 0);

    /// <summary>1 for a CPU that is up, 0 for one that is down, -ENOENT for one that the domain cannot have.</summary>
    internal static long IsCpuUp(uint cpu) => (long)Raw(__HYPERVISOR_vcpu_op, VCPUOP_is_up, cpu, 0, 0, 0);

    /// <summary>Moves the record of a CPU that is down out of the shared page; once for each.</summary>
    internal static long RegisterVcpuInfo(uint cpu, RegisterVcpuInfo* request) =>
        (long)Raw(__HYPERVISOR_vcpu_op, VCPUOP_register_vcpu_info, cpu, (ulong)request, 0, 0);

    /// <summary>Raises a CPU's NMI.</summary>
    internal static long SendNmi(uint cpu) => (long)Raw(__HYPERVISOR_vcpu_op, VCPUOP_send_nmi, cpu, 0, 0, 0);

    /// <summary>Raises the other side's event.</summary>
    internal static void Send(uint port) => _ = Raw(__HYPERVISOR_event_channel_op, EVTCHNOP_send, (ulong)&port, 0, 0, 0);

    /// <summary>Unmasks a port; an event that is pending is delivered.</summary>
    internal static void Unmask(uint port) => _ = Raw(__HYPERVISOR_event_channel_op, EVTCHNOP_unmask, (ulong)&port, 0, 0, 0);

    private static ulong Raw(ulong number, ulong a1, ulong a2, ulong a3, ulong a4, ulong a5) =>
        HypercallInstruction.Execute(number, a1, a2, a3, a4, a5);
}
