// The C heap and memory mapping as System.Native names them: pal_memory.h, and the mmap part of pal_io.h.

using System;
using System.Runtime;
using Runtime.Bare.Libc;
using Runtime.Bare.Memory;
using Runtime.Bare.Threading;

namespace Runtime.Bare.SystemNative;

/// <summary>Exports over <see cref="KernelHeap"/> and <see cref="MemoryMapping"/>. Thread context.</summary>
internal static unsafe class MemoryExports
{
    // pal_io.h: the protection bits are Linux's, the flags are not.
    private const int PAL_MAP_SHARED = 0x01;
    private const int PAL_MAP_PRIVATE = 0x02;
    private const int PAL_MAP_ANONYMOUS = 0x10;
    private const int PAL_PROT_MASK = 0x7;
    private const int PAL_MADV_DONTFORK = 1;

    private const int MAP_SHARED = 0x01;
    private const int MAP_PRIVATE = 0x02;
    private const int MAP_ANONYMOUS = 0x20;

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

    /// <summary>mmap(2) of anonymous memory; a file is refused with EBADF or ENODEV: no descriptor here can be mapped.</summary>
    [RuntimeExport("SystemNative_MMap")]
    private static byte* MMap(byte* address, ulong length, int protection, int flags, nint file, long offset)
    {
        _ = offset;
        int error = Errno.EINVAL;
        byte* result = null;
        if ((protection & ~PAL_PROT_MASK) == 0 && (flags & ~(PAL_MAP_SHARED | PAL_MAP_PRIVATE | PAL_MAP_ANONYMOUS)) == 0)
        {
            // Without a second process, shared anonymous memory is private memory.
            int translated = ((flags & PAL_MAP_SHARED) != 0 ? MAP_SHARED : 0)
                | ((flags & PAL_MAP_PRIVATE) != 0 ? MAP_PRIVATE : 0)
                | ((flags & PAL_MAP_ANONYMOUS) != 0 ? MAP_ANONYMOUS : 0);
            error = MemoryMapping.Map(address, (nuint)length, protection, translated, out result);
        }

        if (error == 0)
        {
            return result;
        }

        _ = file;
        Errno.Value = error;
        return null;
    }

    [RuntimeExport("SystemNative_MUnmap")]
    private static int MUnmap(byte* address, ulong length) => Result(MemoryMapping.Unmap(address, (nuint)length));

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
