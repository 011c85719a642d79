// malloc and its family over the kernel heap.

using System.Runtime;
using Runtime.Bare.Memory;
using Runtime.Bare.Threading;

namespace Runtime.Bare.Libc;

/// <summary>The allocation names of stdlib.h. Any thread context.</summary>
internal static unsafe class Allocation
{
    [RuntimeExport("malloc")]
    private static byte* malloc(nuint size) => Checked(KernelHeap.Allocate(size));

    [RuntimeExport("free")]
    private static void free(byte* block) => KernelHeap.Free(block);

    [RuntimeExport("calloc")]
    private static byte* calloc(nuint count, nuint size)
    {
        if (size != 0 && count > nuint.MaxValue / size)
        {
            return Checked(null);
        }

        return Checked(KernelHeap.AllocateZeroed(count * size));
    }

    [RuntimeExport("realloc")]
    private static byte* realloc(byte* block, nuint size) => Checked(KernelHeap.Reallocate(block, size));

    [RuntimeExport("aligned_alloc")]
    private static byte* aligned_alloc(nuint alignment, nuint size) => Checked(KernelHeap.AllocateAligned(alignment, size));

    [RuntimeExport("posix_memalign")]
    private static int posix_memalign(byte** result, nuint alignment, nuint size)
    {
        if (alignment < 8 || (alignment & (alignment - 1)) != 0)
        {
            return Errno.EINVAL;
        }

        byte* block = KernelHeap.AllocateAligned(alignment, size);
        if (block == null)
        {
            return Errno.ENOMEM;
        }

        *result = block;
        return 0;
    }

    [RuntimeExport("malloc_usable_size")]
    private static nuint malloc_usable_size(byte* block) => block == null ? 0 : KernelHeap.UsableSize(block);

    private static byte* Checked(byte* block)
    {
        if (block == null)
        {
            Errno.Value = Errno.ENOMEM;
        }

        return block;
    }
}
