// The order of this layer's locks. A debug build (-c Debug) asserts it at every acquisition.

using System.Diagnostics;
using Runtime.Bare.Cpu;
using Runtime.Bare.Diagnostics;

namespace Runtime.Bare.Threading;

/// <summary>A lock is only taken while locks of smaller ranks are held.</summary>
internal enum LockRank
{
    /// <summary>Not checked: before its owner is set up.</summary>
    None = 0,

    /// <summary>The kernel heap.</summary>
    Heap = 1,

    /// <summary>The list of all threads.</summary>
    Threads = 2,

    /// <summary>The console's ring.</summary>
    Console = 3,

    /// <summary>Locks under which no other one is taken but by a page fault.</summary>
    Leaf = 4,

    /// <summary>Wait queues: one at a time.</summary>
    Wait = 5,

    /// <summary>What a CPU runs. A second one only under that of the CPU that booted.</summary>
    Cpu = 6,

    /// <summary>The address space, which a page fault takes under any other.</summary>
    AddressSpace = 7,
}

/// <summary>The assertions. <see cref="PerCpu.HeldRanks"/> has a bit for each rank that the CPU holds.</summary>
internal static unsafe class LockOrder
{
    /// <summary>Before a lock is taken: nothing of its rank or a larger one is held.</summary>
    [Conditional("DEBUG")]
    internal static void Check(LockRank rank)
    {
        PerCpu* cpu = PerCpu.Here;
        bool isSecondCpu = rank == LockRank.Cpu && cpu->HeldRanks >> (int)rank == 1 && Cpus.Boot->Lock.IsHeldHere;
        if (rank != LockRank.None && cpu->HeldRanks >> (int)rank != 0 && !isSecondCpu)
        {
            Panic.Fail("lock order (Threading/LockRank.cs): rank above, and those held as bits below"u8, ((ulong)rank << 32) | cpu->HeldRanks);
        }
    }

    /// <summary>After a lock was taken.</summary>
    [Conditional("DEBUG")]
    internal static void Enter(LockRank rank) => PerCpu.Here->HeldRanks |= 1u << (int)rank;

    /// <summary>Before a lock is freed.</summary>
    [Conditional("DEBUG")]
    internal static void Leave(LockRank rank) => PerCpu.Here->HeldRanks &= ~(1u << (int)rank);
}
