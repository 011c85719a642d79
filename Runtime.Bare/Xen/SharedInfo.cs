// The page that Xen shares with the domain (struct shared_info, xen.h and arch-x86/xen.h, 64-bit layout).

using System.Runtime.InteropServices;
using Runtime.Bare.Diagnostics;
using Runtime.Bare.Memory;

namespace Runtime.Bare.Xen;

/// <summary>struct vcpu_time_info.</summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
internal struct VcpuTimeInfo
{
    [FieldOffset(0)]
    public uint Version;
    [FieldOffset(8)]
    public ulong TscTimestamp;
    [FieldOffset(16)]
    public ulong SystemTime;
    [FieldOffset(24)]
    public uint TscToSystemMul;
    [FieldOffset(28)]
    public sbyte TscShift;
    [FieldOffset(29)]
    public byte Flags;
}

/// <summary>struct vcpu_info.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal struct VcpuInfo
{
    [FieldOffset(0)]
    public byte UpcallPending;
    [FieldOffset(1)]
    public byte UpcallMask;
    [FieldOffset(8)]
    public ulong PendingSelector;
    [FieldOffset(32)]
    public VcpuTimeInfo Time;
}

/// <summary>struct shared_info. Xen writes it at any time: single accesses, atomic changes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 3136)]
internal unsafe struct SharedInfo
{
    /// <summary>vCPUs that have their record in this page.</summary>
    internal const int VcpuLimit = 32;

    // A guest-physical hole between the ACPI tables and the LAPIC (libxl 4.17): mapping there gives up no RAM.
    private const ulong Frame = 0xFD000;

    [FieldOffset(0)]
    private fixed byte _vcpuInfo[VcpuLimit * 64];

    /// <summary>evtchn_pending, a bit for each port.</summary>
    [FieldOffset(2048)]
    public fixed ulong Pending[64];

    /// <summary>evtchn_mask, a bit for each port.</summary>
    [FieldOffset(2560)]
    public fixed ulong Mask[64];

    [FieldOffset(3072)]
    public uint WallClockVersion;
    [FieldOffset(3076)]
    public uint WallClockSeconds;
    [FieldOffset(3080)]
    public uint WallClockNanoseconds;
    [FieldOffset(3084)]
    public uint WallClockSecondsHigh;

    private static SharedInfo* s_page;

    /// <summary>The page; mapped by <see cref="Initialize"/>.</summary>
    internal static SharedInfo* Page => s_page;

    /// <summary>The record of one vCPU.</summary>
    internal static VcpuInfo* VcpuInfo(SharedInfo* shared, int cpu) => (VcpuInfo*)(shared->_vcpuInfo + (cpu * 64));

    /// <summary>Maps the page and masks every port: a fresh page has all of them unmasked.</summary>
    internal static void Initialize()
    {
        long result = Hypercall.MapSharedInfo(Frame);
        if (result < 0)
        {
            Panic.Fail("XENMEM_add_to_physmap of the shared information page failed"u8, (ulong)result);
        }

        s_page = (SharedInfo*)KernelMemory.MapShared(Frame * PageSize.Bytes);
        for (int i = 0; i < 64; i++)
        {
            s_page->Mask[i] = ulong.MaxValue;
        }
    }
}
