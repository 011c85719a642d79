// The guest's CPUs.

namespace Runtime.Bare.Cpu;

/// <summary>Finds CPUs by index, and knows which run threads and which are idle.</summary>
internal static unsafe class Cpus
{
    /// <summary>More are left down. Xen's own limit for this kind of guest (HVM_MAX_VCPUS, hvm_info_table.h).</summary>
    internal const int Limit = CpuSet.Limit;

    /// <summary>CPUs that run threads. Changed by who starts and stops them, atomically.</summary>
    internal static CpuSet Online;

    /// <summary>CPUs that halt, or are about to and will look for work once more. Changed atomically.</summary>
    internal static CpuSet Idle;

    private static Table s_table;

    /// <summary>One more than the largest index of a CPU that was ever started.</summary>
    internal static int Count { get; private set; }

    /// <summary>The CPU that booted. It is always online.</summary>
    internal static PerCpu* Boot => At(0);

    /// <summary>A CPU, or null when it was never started.</summary>
    internal static PerCpu* At(int index) => (PerCpu*)s_table.Records[index];

    /// <summary>Makes a CPU known. Boot context and the starting CPU's record is complete.</summary>
    internal static void Add(PerCpu* cpu)
    {
        s_table.Records[cpu->Index] = (ulong)cpu;
        Count = Math.Max(Count, cpu->Index + 1);
    }

    private struct Table
    {
        public fixed ulong Records[Limit];
    }
}
