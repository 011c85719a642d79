// The C heap as System.Native names it: pal_memory.h, and what concerns memory that is mapped already (mapping it may be
// about a file and is above).

using System;
using System.Runtime;
using Runtime.Bare.Libc;
using Runtime.Bare.Memory;
using Runtime.Bare.Threading;

namespace Runtime.Bare.SystemNative;

/// <summary>Exports over <see cref="KernelHeap"/> and <see cref="MemoryMapping"/>. Thread context.</summary>
internal static unsafe class MemoryExports
{
    // pal_io.h; the bits are Linux's.
    private const int PAL_PROT_MASK = 0x7;
    private const int PAL_MADV_DONTFORK = 1;

    [RuntimeExport("SystemNative_Malloc")]
    private static byte* Malloc(nuint size) => Checked(KernelHeap.Allocate(size));

    [RuntimeExport("SystemNative_Calloc")]
    private static byte* Calloc(nuint count, nuint size) =>
        size != 0 && count > nuint.MaxValue / size ? Checked(null) : Checked(KernelHeap.AllocateZeroed(count * size));

    [RuntimeExport("SystemNative_Realloc")]
    private static byte* Realloc(byte* block, nuint size) => Checked(KernelHeap.Reallocate(block, size));

    [RuntimeExport("SystemNative_Free")]
    private static void Free(byte* block) => KernelHeap.Free(block);

    [RuntimeExport("SystemNative_AlignedAlloc")]
    private static byte* AlignedAlloc(nuint alignment, nuint size) => Checked(KernelHeap.AllocateAligned(alignment, size));

    [RuntimeExport("SystemNative_AlignedFree")]
    private static void AlignedFree(byte* block) => KernelHeap.Free(block);

    /// <summary>A block of the new size and alignment with the old contents; on failure null, and the old block stays.</summary>
    [RuntimeExport("SystemNative_AlignedRealloc")]
    private static byte* AlignedRealloc(byte* block, nuint alignment, nuint size)
    {
        byte* result = Checked(KernelHeap.AllocateAligned(alignment, size));
        if (result != null && block != null)
        {
            MemoryBlock.Copy(result, block, Math.Min(KernelHeap.UsableSize(block), size));
            KernelHeap.Free(block);
        }

        return result;
    }

    [RuntimeExport("SystemNative_MProtect")]
    private static int MProtect(byte* address, ulong length, int protection) =>
        Result((protection & ~PAL_PROT_MASK) != 0 ? Errno.EINVAL : MemoryMapping.Protect(address, (nuint)length, protection));

    /// <summary>madvise(2); the PAL's only advice is MADV_DONTFORK, and nothing forks here.</summary>
    [RuntimeExport("SystemNative_MAdvise")]
    private static int MAdvise(byte* address, ulong length, int advice) =>
        Result(advice == PAL_MADV_DONTFORK ? MemoryMapping.Advise(address, (nuint)length, advice) : Errno.EINVAL);

    private static byte* Checked(byte* block)
    {
        if (block == null)
        {
            Errno.Value = Errno.ENOMEM;
        }

        return block;
    }

    private static int Result(int error)
    {
        if (error == 0)
        {
            return 0;
        }

        Errno.Value = error;
        return -1;
    }
}
