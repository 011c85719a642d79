// Translation cache invalidation. One CPU so far: the other CPUs' caches become part of these two calls with SMP.

namespace Runtime.Bare.Cpu;

/// <summary>Invalidates cached translations after a page-table entry was weakened or removed.</summary>
internal static class Tlb
{
    /// <summary>Drops the translation of one page.</summary>
    internal static void InvalidatePage(ulong virtualAddress) => Instructions.InvalidatePage(virtualAddress);

    /// <summary>Drops all translations.</summary>
    internal static void FlushAll() => Instructions.WriteCr3(Instructions.ReadCr3());
}
