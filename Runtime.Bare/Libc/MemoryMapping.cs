// mmap, mprotect, munmap, madvise over the address space, with Linux's flags and errors. There are no files at this
// layer, and nothing can become executable: the image is sealed.

using System.Runtime;
using Runtime.Bare.Diagnostics;
using Runtime.Bare.Memory;
using Runtime.Bare.Threading;

namespace Runtime.Bare.Libc;

/// <summary>Memory mapping.</summary>
internal static unsafe class MemoryMapping
{
    private const int PROT_READ = 1;
    private const int PROT_WRITE = 2;
    private const int PROT_EXEC = 4;
    private const int MAP_FIXED = 0x10;
    private const int MAP_ANONYMOUS = 0x20;
    private const int MAP_HUGETLB = 0x40000;
    private const int MADV_DONTNEED = 4;

    /// <summary>Maps anonymous memory; returns an errno.</summary>
    internal static int Map(byte* address, nuint length, int protection, int flags, out byte* result)
    {
        result = (byte*)nuint.MaxValue;
        if (length == 0 || (flags & MAP_ANONYMOUS) == 0)
        {
            return length == 0 ? Errno.EINVAL : Errno.EBADF;
        }

        if ((flags & MAP_HUGETLB) != 0)
        {
            return Errno.ENOMEM; // no huge-page pool; ordinary mappings get 2 MiB pages where they fit
        }

        if (!TryTranslate(protection, out MemoryProtection translated))
        {
            return Errno.EACCES;
        }

        ulong size = (length + PageSize.Mask) & ~PageSize.Mask;
        ulong place = (ulong)address;
        int error = (flags & MAP_FIXED) != 0
            ? AddressSpace.MapFixed(place, size, translated)
            : AddressSpace.Reserve(size, PageSize.Bytes, translated, out place);
        if (error == 0)
        {
            result = (byte*)place;
        }

        return error;
    }

    /// <summary>Unmaps; returns an errno.</summary>
    internal static int Unmap(byte* address, nuint length) =>
        AddressSpace.Unmap((ulong)address, (length + PageSize.Mask) & ~(nuint)PageSize.Mask);

    /// <summary>Changes protection; returns an errno.</summary>
    internal static int Protect(byte* address, nuint length, int protection)
    {
        if (!TryTranslate(protection, out MemoryProtection translated))
        {
            return Errno.EACCES;
        }

        return AddressSpace.Protect((ulong)address, (length + PageSize.Mask) & ~(nuint)PageSize.Mask, translated);
    }

    /// <summary>
    /// Advice about use; returns an errno. MADV_DONTNEED frees the pages, which then read as zero; of anything else, MADV_FREE
    /// too, note is taken and contents stay.
    /// </summary>
    internal static int Advise(byte* address, nuint length, int advice)
    {
        if (((ulong)address & PageSize.Mask) != 0)
        {
            return Errno.EINVAL;
        }

        return advice == MADV_DONTNEED && length != 0
            ? AddressSpace.Clear((ulong)address, (length + PageSize.Mask) & ~(nuint)PageSize.Mask)
            : 0;
    }

    [RuntimeExport("mmap64")]
    private static byte* mmap64(byte* address, nuint length, int protection, int flags, int file, long offset)
    {
        _ = file;
        _ = offset;
        Return(Map(address, length, protection, flags, out byte* result));
        return result;
    }

    [RuntimeExport("mmap")]
    private static byte* mmap(byte* address, nuint length, int protection, int flags, int file, long offset) =>
        mmap64(address, length, protection, flags, file, offset);

    [RuntimeExport("munmap")]
    private static int munmap(byte* address, nuint length) => Return(Unmap(address, length));

    [RuntimeExport("mprotect")]
    private static int mprotect(byte* address, nuint length, int protection) => Return(Protect(address, length, protection));

    [RuntimeExport("madvise")]
    private static int madvise(byte* address, nuint length, int advice) => Return(Advise(address, length, advice));

    // Nothing is ever swapped out: every mapping is locked.
    [RuntimeExport("mlock")]
    private static int mlock(byte* address, nuint length)
    {
        _ = address;
        _ = length;
        return 0;
    }

    [RuntimeExport("munlock")]
    private static int munlock(byte* address, nuint length)
    {
        _ = address;
        _ = length;
        return 0;
    }

    private static bool TryTranslate(int protection, out MemoryProtection translated)
    {
        translated = (protection & PROT_WRITE) != 0 ? MemoryProtection.ReadWrite
            : (protection & PROT_READ) != 0 ? MemoryProtection.Read
            : MemoryProtection.None;
        return (protection & PROT_EXEC) == 0;
    }

    private static int Return(int error)
    {
        if (error == 0)
        {
            return 0;
        }

        Errno.Value = error;
        return -1;
    }
}
