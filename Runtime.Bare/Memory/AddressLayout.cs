// Where ranges and stacks begin: somewhere else in each boot, so that an address learnt from one domain says nothing about
// another. The image itself is linked at its physical address and does not move. LIBOS_ASLR=0 on the command line gives the
// same addresses in every boot, for debugging.

using Runtime.Bare.Boot;
using Runtime.Bare.Cpu;

namespace Runtime.Bare.Memory;

/// <summary>Lowest addresses of the two kinds of memory; above its own each takes the lowest hole.</summary>
internal struct AddressLayout
{
    // 2^24 places of 2 MiB (32 TiB) for ranges; from 64 TiB on 2^28 places of 4 KiB (1 TiB) for stacks.
    private const int RangeBits = 24;
    private const int StackBits = 28;
    private const ulong StackArea = 1UL << 46;

    /// <summary>Of mmap and of the heaps; a multiple of 2 MiB.</summary>
    public ulong RangesFrom;

    /// <summary>Of stacks; a multiple of 4 KiB.</summary>
    public ulong StacksFrom;

    /// <summary>The same in every boot.</summary>
    internal static AddressLayout Fixed => new() { RangesFrom = AddressSpace.LowLimit, StacksFrom = AddressSpace.LowLimit };

    /// <summary>The layout that follows from a random number.</summary>
    internal static AddressLayout FromRandom(ulong random) => new()
    {
        RangesFrom = AddressSpace.LowLimit + ((random & ((1UL << RangeBits) - 1)) << PageSize.LargeShift),
        StacksFrom = StackArea + (((random >> RangeBits) & ((1UL << StackBits) - 1)) << PageSize.Shift),
    };

    /// <summary>This boot's layout. Boot context, when the environment is there.</summary>
    internal static unsafe AddressLayout Choose()
    {
        fixed (byte* name = "LIBOS_ASLR\0"u8)
        {
            byte* value = EnvironmentBlock.Find(name);
            return value != null && value[0] == (byte)'0' && value[1] == 0 ? Fixed : FromRandom(Entropy.BestEffort());
        }
    }
}
