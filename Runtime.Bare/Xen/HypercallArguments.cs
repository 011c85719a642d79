// Structures that hypercalls take. Each names its C struct; sizes and offsets are checked against the headers by a test.

using System.Runtime.InteropServices;

namespace Runtime.Bare.Xen;

/// <summary>struct xen_add_to_physmap (memory.h).</summary>
[StructLayout(LayoutKind.Explicit, Size = 24)]
internal struct AddToPhysmap
{
    [FieldOffset(0)]
    public ushort Domain;
    [FieldOffset(2)]
    public ushort Size;
    [FieldOffset(4)]
    public uint Space;
    [FieldOffset(8)]
    public ulong Index;
    [FieldOffset(16)]
    public ulong GuestFrame;
}

/// <summary>struct xen_memory_map (memory.h).</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal unsafe struct MemoryMapRequest
{
    [FieldOffset(0)]
    public uint EntryCount;
    [FieldOffset(8)]
    public byte* Buffer;
}

/// <summary>struct xen_hvm_param (hvm/hvm_op.h).</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct HvmParameter
{
    [FieldOffset(0)]
    public ushort Domain;
    [FieldOffset(4)]
    public uint Index;
    [FieldOffset(8)]
    public ulong Value;
}

/// <summary>struct sched_poll (sched.h).</summary>
[StructLayout(LayoutKind.Explicit, Size = 24)]
internal unsafe struct PollRequest
{
    [FieldOffset(0)]
    public uint* Ports;
    [FieldOffset(8)]
    public uint PortCount;
    [FieldOffset(16)]
    public ulong Timeout;
}

/// <summary>struct evtchn_bind_virq (event_channel.h).</summary>
[StructLayout(LayoutKind.Explicit, Size = 12)]
internal struct BindVirqRequest
{
    [FieldOffset(0)]
    public uint Virq;
    [FieldOffset(4)]
    public uint Cpu;
    [FieldOffset(8)]
    public uint Port;
}

/// <summary>struct evtchn_bind_ipi (event_channel.h).</summary>
[StructLayout(LayoutKind.Explicit, Size = 8)]
internal struct BindIpiRequest
{
    [FieldOffset(0)]
    public uint Cpu;
    [FieldOffset(4)]
    public uint Port;
}

/// <summary>struct vcpu_register_vcpu_info (vcpu.h).</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct RegisterVcpuInfo
{
    [FieldOffset(0)]
    public ulong Frame;
    [FieldOffset(8)]
    public uint Offset;
}

/// <summary>struct vcpu_hvm_context with its 64-bit registers (hvm/hvm_vcpu.h): those that are not 0 here.</summary>
[StructLayout(LayoutKind.Explicit, Size = 128)]
internal struct VcpuContext
{
    internal const uint VCPU_HVM_MODE_64B = 1;

    [FieldOffset(0)]
    public uint Mode;
    [FieldOffset(8 + 32)]
    public ulong Rsp;
    [FieldOffset(8 + 56)]
    public ulong Rdi;
    [FieldOffset(8 + 64)]
    public ulong Rip;
    [FieldOffset(8 + 72)]
    public ulong Rflags;
    [FieldOffset(8 + 80)]
    public ulong Cr0;
    [FieldOffset(8 + 88)]
    public ulong Cr3;
    [FieldOffset(8 + 96)]
    public ulong Cr4;
    [FieldOffset(8 + 104)]
    public ulong Efer;
}
