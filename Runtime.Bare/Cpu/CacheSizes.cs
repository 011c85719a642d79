// Data cache sizes from CPUID leaf 4 (Intel) or 0x8000001D (AMD); the GC's first generation budget follows the last level.

namespace Runtime.Bare.Cpu;

/// <summary>Sizes of data and unified caches.</summary>
internal static unsafe class CacheSizes
{
    private const uint IntelLeaf = 4;
    private const uint AmdLeaf = 0x8000001D;
    private const uint TypeInstruction = 2;

    /// <summary>Bytes of the data or unified cache of a level, 0 when there is none or CPUID does not say.</summary>
    internal static long Bytes(uint level)
    {
        CpuidResult result;
        Instructions.Cpuid(0x80000000, 0, &result);
        uint leaf = result.Eax >= AmdLeaf ? AmdLeaf : IntelLeaf;
        long size = Find(leaf, level);
        return size != 0 || leaf == IntelLeaf ? size : Find(IntelLeaf, level);
    }

    private static long Find(uint leaf, uint level)
    {
        CpuidResult result;
        for (uint index = 0; index < 16; index++)
        {
            Instructions.Cpuid(leaf, index, &result);
            uint type = result.Eax & 0x1F;
            if (type == 0)
            {
                return 0;
            }

            if (((result.Eax >> 5) & 7) == level && type != TypeInstruction)
            {
                long ways = (result.Ebx >> 22) + 1;
                long partitions = ((result.Ebx >> 12) & 0x3FF) + 1;
                long line = (result.Ebx & 0xFFF) + 1;
                return ways * partitions * line * ((long)result.Ecx + 1);
            }
        }

        return 0;
    }
}
