// What the domain builder leaves for a PVH guest: struct hvm_start_info, its memory map and its modules
// (xen/include/public/arch-x86/hvm/start_info.h). It lies in ordinary RAM, so everything needed is copied out first.
// A module (ramdisk= in xl.cfg) stays where it is: behind the kernel, as xg_dom_core.c loads it (gunzipped, if it was).

using System.Runtime.InteropServices;
using Runtime.Bare.Cpu;
using Runtime.Bare.Diagnostics;
using Runtime.Bare.Memory;
using Runtime.Bare.Xen;

namespace Runtime.Bare.Boot;

/// <summary>struct hvm_start_info, version 1.</summary>
[StructLayout(LayoutKind.Explicit, Size = 56)]
internal struct HvmStartInfo
{
    [FieldOffset(0)]
    public uint Magic;
    [FieldOffset(4)]
    public uint Version;
    [FieldOffset(8)]
    public uint Flags;
    [FieldOffset(12)]
    public uint ModuleCount;
    [FieldOffset(16)]
    public ulong ModuleList;
    [FieldOffset(24)]
    public ulong CommandLine;
    [FieldOffset(32)]
    public ulong Rsdp;
    [FieldOffset(40)]
    public ulong MemoryMap;
    [FieldOffset(48)]
    public uint MemoryMapEntries;
}

/// <summary>struct hvm_modlist_entry.</summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
internal struct HvmModule
{
    [FieldOffset(0)]
    public ulong Address;
    [FieldOffset(8)]
    public ulong Size;
    [FieldOffset(16)]
    public ulong CommandLine;
}

/// <summary>struct hvm_memmap_table_entry.</summary>
[StructLayout(LayoutKind.Explicit, Size = 24)]
internal struct HvmMemoryMapEntry
{
    [FieldOffset(0)]
    public ulong Address;
    [FieldOffset(8)]
    public ulong Size;
    [FieldOffset(16)]
    public uint Type;
}

/// <summary>Reads the start information. Boot context, on the boot page tables (the low 4 GiB are reachable).</summary>
internal static unsafe class StartInfo
{
    private const uint XEN_HVM_START_MAGIC_VALUE = 0x336EC578;
    private const int HypercallEntrySize = 20;
    private const uint EntryLimit = 128;
    private const ulong Reachable = 1UL << 32;

    /// <summary>The structure at a physical address; panics by name when it is not one.</summary>
    internal static HvmStartInfo* Check(ulong physicalAddress)
    {
        if (physicalAddress == 0 || physicalAddress > Reachable - 4096 || (physicalAddress & 3) != 0)
        {
            Panic.Fail("start_info: not at an address that a domain builder would use"u8, physicalAddress);
        }

        HvmStartInfo* info = (HvmStartInfo*)PhysicalMemory.ToPointer(physicalAddress);
        if (info->Magic != XEN_HVM_START_MAGIC_VALUE)
        {
            Panic.Fail("start_info: wrong magic number (the kernel was not started by the PVH protocol)"u8, info->Magic);
        }

        if (info->CommandLine > Reachable - 8192)
        {
            Panic.Fail("start_info: the command line lies beyond 4 GiB"u8, info->CommandLine);
        }

        return info;
    }

    /// <summary>The command line, NUL-terminated, or null.</summary>
    internal static byte* CommandLine(HvmStartInfo* info) =>
        info->CommandLine == 0 ? null : PhysicalMemory.ToPointer(info->CommandLine);

    /// <summary>Copies the RAM ranges into the machine's table: from the start information, else by hypercall.</summary>
    internal static void ReadMemoryMap(HvmStartInfo* info)
    {
        if (info->Version >= 1 && info->MemoryMap != 0 && info->MemoryMapEntries != 0)
        {
            uint count = Math.Min(info->MemoryMapEntries, EntryLimit);
            if (info->MemoryMap > Reachable - (count * 24))
            {
                Panic.Fail("start_info: the memory map lies beyond 4 GiB"u8, info->MemoryMap);
            }

            HvmMemoryMapEntry* entries = (HvmMemoryMapEntry*)PhysicalMemory.ToPointer(info->MemoryMap);
            for (uint i = 0; i < count; i++)
            {
                Add(entries[i].Address, entries[i].Size, entries[i].Type);
            }
        }
        else
        {
            ReadMemoryMapByHypercall();
        }

        if (Machine.RamRangeCount == 0)
        {
            Panic.Fail("the memory map names no RAM"u8);
        }
    }

    /// <summary>
    /// Notes the first module, which is the archive of the program's files; a further one is nobody's, and its frames are free.
    /// After <see cref="ReadMemoryMap"/>; panics by name when it is not where a domain builder would put it.
    /// </summary>
    internal static void ReadModule(HvmStartInfo* info)
    {
        if (info->ModuleCount == 0)
        {
            return;
        }

        if (info->ModuleList == 0 || info->ModuleList > Reachable - (ulong)sizeof(HvmModule))
        {
            Panic.Fail("start_info: the list of modules lies beyond 4 GiB"u8, info->ModuleList);
        }

        HvmModule module = *(HvmModule*)PhysicalMemory.ToPointer(info->ModuleList);
        if (module.Size == 0)
        {
            return;
        }

        // Outwards to whole frames: nobody else may have a part of one.
        ulong last = module.Address + (module.Size - 1);
        ulong start = module.Address & ~PageSize.Mask;
        if (last < module.Address || last >= RamRange.AddressLimit || !Machine.IsRam(start, (last | PageSize.Mask) + 1))
        {
            Panic.Fail("start_info: the module does not lie in the domain's memory"u8, module.Address);
        }

        if (start < (ulong)Linker.ImageEnd && last >= (ulong)Linker.ImageStart)
        {
            Panic.Fail("start_info: the module lies in the kernel"u8, module.Address);
        }

        Machine.ArchiveAddress = module.Address;
        Machine.ArchiveBytes = module.Size;
    }

    private static void ReadMemoryMapByHypercall()
    {
        byte* buffer = stackalloc byte[(int)EntryLimit * HypercallEntrySize];
        uint count = EntryLimit;
        long result = Hypercall.MemoryMap(buffer, ref count);
        if (result < 0)
        {
            Panic.Fail("no memory map: start_info has none and XENMEM_memory_map failed"u8, (ulong)result);
        }

        for (uint i = 0; i < Math.Min(count, EntryLimit); i++)
        {
            byte* entry = buffer + (i * HypercallEntrySize);
            Add(*(ulong*)entry, *(ulong*)(entry + 8), *(uint*)(entry + 16));
        }
    }

    private static void Add(ulong address, ulong size, uint type)
    {
        if (RamRange.TryFromEntry(address, size, type, out RamRange range))
        {
            Machine.AddRam(range);
        }
    }
}
