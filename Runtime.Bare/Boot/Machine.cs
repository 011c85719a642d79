// What the guest knows of its machine: RAM ranges, CPUs, and how far it has come up.

using Runtime.Bare.Diagnostics;

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

    /// <summary>CPUs that run threads. The others of a domain with vcpus above 1 are left down.</summary>
    internal static int CpuCount => 1;

    /// <summary>Is there a current thread.</summary>
    internal static bool HasThreads { get; set; }

    /// <summary>Range <paramref name="index"/>: start and size, bytes.</summary>
    internal static ulong RamStart(int index) => s_ranges.Starts[index];

    /// <summary>Size of range <paramref name="index"/>, bytes.</summary>
    internal static ulong RamSize(int index) => s_ranges.Sizes[index];

    /// <summary>Adds a range of whole frames.</summary>
    internal static void AddRam(ulong start, ulong size)
    {
        if (RamRangeCount == RangeLimit)
        {
            Panic.Fail("the memory map has more RAM ranges than the kernel keeps (32)"u8);
        }

        s_ranges.Starts[RamRangeCount] = start;
        s_ranges.Sizes[RamRangeCount] = size;
        RamRangeCount++;
        TotalMemory += size;
    }

    private struct RangeTable
    {
        public fixed ulong Starts[RangeLimit];
        public fixed ulong Sizes[RangeLimit];
    }
}
