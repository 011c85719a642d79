// What the guest knows of its machine: RAM ranges, the archive in them, CPUs, and how far it has come up.

using Runtime.Bare.Cpu;
using Runtime.Bare.Diagnostics;
using Runtime.Bare.Xen;

namespace Runtime.Bare.Boot;

/// <summary>The machine. Written during boot, read-only afterwards.</summary>
internal static unsafe class Machine
{
    private const int RangeLimit = 32;

    private static RangeTable s_ranges;

    /// <summary>Number of RAM ranges.</summary>
    internal static int RamRangeCount { get; private set; }

    /// <summary>RAM of the domain, bytes, as the memory map says.</summary>
    internal static ulong TotalMemory { get; private set; }

    /// <summary>Physical address of the archive that the domain builder loaded.</summary>
    internal static ulong ArchiveAddress { get; set; }

    /// <summary>Bytes of the archive; 0 when there is none.</summary>
    internal static ulong ArchiveBytes { get; set; }

    /// <summary>CPUs that the domain can have (maxvcpus in xl.cfg); their indices are below it.</summary>
    internal static int PossibleCpus { get; set; } = 1;

    /// <summary>CPUs that the domain has at its start (vcpus in xl.cfg).</summary>
    internal static CpuSet StartCpus { get; private set; }

    /// <summary>Is there a current thread.</summary>
    internal static bool HasThreads { get; set; }

    /// <summary>Range <paramref name="index"/>: start and size, bytes.</summary>
    internal static ulong RamStart(int index) => s_ranges.Starts[index];

    /// <summary>Size of range <paramref name="index"/>, bytes.</summary>
    internal static ulong RamSize(int index) => s_ranges.Sizes[index];

    /// <summary>Does a range of physical addresses lie wholly in one range of RAM.</summary>
    internal static bool IsRam(ulong start, ulong end)
    {
        for (int i = 0; i < RamRangeCount; i++)
        {
            if (start >= RamStart(i) && end <= RamStart(i) + RamSize(i))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Adds a range; a map that names a frame twice would let two owners have it.</summary>
    internal static void AddRam(RamRange range)
    {
        if (RamRangeCount == RangeLimit)
        {
            Panic.Fail("the memory map has more RAM ranges than the kernel keeps (32)"u8);
        }

        for (int i = 0; i < RamRangeCount; i++)
        {
            if (range.Overlaps(new RamRange { Start = RamStart(i), Size = RamSize(i) }))
            {
                Panic.Fail("the memory map names the same RAM twice"u8, range.Start);
            }
        }

        s_ranges.Starts[RamRangeCount] = range.Start;
        s_ranges.Sizes[RamRangeCount] = range.Size;
        RamRangeCount++;
        TotalMemory += range.Size;
    }

    /// <summary>Learns which CPUs there are. Boot context, on the boot page tables.</summary>
    /// <param name="rsdp">Physical address of ACPI's root pointer, or 0.</param>
    internal static void ReadCpus(ulong rsdp)
    {
        while (PossibleCpus < CpuSet.Limit && Hypercall.IsCpuUp((uint)PossibleCpus) >= 0)
        {
            PossibleCpus++;
        }

        StartCpus = AcpiTables.TryReadEnabled(rsdp, out CpuSet enabled) ? enabled : CpuSet.All;
    }

    private struct RangeTable
    {
        public fixed ulong Starts[RangeLimit];
        public fixed ulong Sizes[RangeLimit];
    }
}
