// All RAM is mapped once more at a fixed place (the direct map), so that a frame can be read and written by its physical
// address: page tables, zeroing, free lists. On a host under test the base is a block of ordinary memory.

namespace Runtime.Bare.Memory;

/// <summary>Physical addresses and the pointers through which they are reached.</summary>
internal static unsafe class PhysicalMemory
{
    /// <summary>Where physical address 0 appears. Written once, before anything else here is used.</summary>
    internal static ulong DirectMapBase { get; set; }

    /// <summary>The pointer for a physical address.</summary>
    internal static byte* ToPointer(ulong physicalAddress) => (byte*)(DirectMapBase + physicalAddress);

    /// <summary>The physical address of a pointer into the direct map.</summary>
    internal static ulong FromPointer(void* pointer) => (ulong)pointer - DirectMapBase;
}
