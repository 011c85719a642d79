// One entry of the memory map as memory that can be used: whole frames of RAM that the kernel can reach.
// Entry types: xen/include/public/arch-x86/hvm/start_info.h (the numbers of the ACPI specification, E820).

using Runtime.Bare.Memory;

namespace Runtime.Bare.Boot;

/// <summary>A range of usable frames. Pure.</summary>
internal struct RamRange
{
    internal const uint XEN_HVM_MEMMAP_TYPE_RAM = 1;

    /// <summary>The direct map covers the physical addresses below this.</summary>
    internal const ulong AddressLimit = 1UL << 46;

    /// <summary>Physical address of the first byte, a multiple of the page size.</summary>
    public ulong Start;

    /// <summary>Bytes, a multiple of the page size and not zero.</summary>
    public ulong Size;

    /// <summary>Physical address behind the last byte.</summary>
    internal readonly ulong End => Start + Size;

    /// <summary>The frames that lie wholly inside a map entry.</summary>
    /// <returns>False when the entry is no RAM, holds no whole frame, wraps, or is not wholly below <see cref="AddressLimit"/>.</returns>
    internal static bool TryFromEntry(ulong address, ulong size, uint type, out RamRange range)
    {
        range = default;
        if (type != XEN_HVM_MEMMAP_TYPE_RAM || address >= AddressLimit || size > AddressLimit - address)
        {
            return false;
        }

        ulong start = (address + PageSize.Mask) & ~PageSize.Mask;
        ulong end = (address + size) & ~PageSize.Mask;
        if (end <= start)
        {
            return false;
        }

        range.Start = start;
        range.Size = end - start;
        return true;
    }

    /// <summary>Do the two share a frame.</summary>
    internal readonly bool Overlaps(RamRange other) => Start < other.End && other.Start < End;
}
