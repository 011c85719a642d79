// Memory mapping of files and of nothing: the mmap part of pal_io.h. A shared mapping of a file is the memory that the file
// itself then lies in; a private one is a copy.

using System.Collections.Generic;
using System.Runtime.InteropServices;
using LibOS.Vfs;

namespace LibOS.SystemNative;

/// <summary>Exports that map memory. None throws; errors are errno values.</summary>
internal static unsafe class MappingExports
{
    // pal_io.h: the protection bits are Linux's, the flags are not.
    private const int PAL_MAP_SHARED = 0x01;
    private const int PAL_MAP_PRIVATE = 0x02;
    private const int PAL_MAP_ANONYMOUS = 0x10;
    private const int PAL_MAP_MASK = PAL_MAP_SHARED | PAL_MAP_PRIVATE | PAL_MAP_ANONYMOUS;
    private const int PAL_MS_MASK = 0x13; // PAL_MS_ASYNC, PAL_MS_SYNC, PAL_MS_INVALIDATE
    private const int PROT_WRITE = 2;
    private const int PROT_MASK = 7;
    private const int MAP_PRIVATE_ANONYMOUS = 0x22;
    private const nint MAP_FAILED = -1;

    // Shared mappings of files that are in use. Under the lock.
    private static readonly List<SharedMapping> s_shared = [];

    /// <summary>mmap(2): the address, or null.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_MMap")]
    internal static byte* MMap(byte* address, ulong length, int protection, int flags, nint descriptor, long offset)
    {
        bool isKnown = (protection & ~PROT_MASK) == 0 && (flags & ~PAL_MAP_MASK) == 0;
        if (!isKnown || length is 0 or > long.MaxValue || (flags & (PAL_MAP_SHARED | PAL_MAP_PRIVATE)) is not (PAL_MAP_SHARED or PAL_MAP_PRIVATE))
        {
            Bare.SetErrno(Errno.EINVAL);
            return null;
        }

        if ((flags & PAL_MAP_ANONYMOUS) != 0)
        {
            // Without a second process, shared anonymous memory is private memory.
            byte* memory = Bare.Map(address, (nuint)length, protection, MAP_PRIVATE_ANONYMOUS, -1, 0);
            return (nint)memory == MAP_FAILED ? null : memory;
        }

        var request = new Request { Length = (long)length, Protection = protection, IsShared = (flags & PAL_MAP_SHARED) != 0, Offset = offset };
        return FileCall.OnDescriptor(descriptor, (nint)(&request), 0, &MapFile) < 0 ? null : (byte*)request.Result;
    }

    /// <summary>munmap(2). Of a shared mapping of a file only the whole can be unmapped.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_MUnmap")]
    internal static int MUnmap(byte* address, ulong length)
    {
        Files.Gate.Enter();
        int index = IndexOfShared((nint)address, length);
        bool isWhole = index >= 0 && s_shared[index].Address == (nint)address && PagesOf(s_shared[index].Length) == PagesOf((long)length);
        if (isWhole)
        {
            RegularFile file = s_shared[index].File;
            s_shared.RemoveAt(index);
            file.Unmap();
        }

        Files.Gate.Exit();
        return index < 0 ? Bare.Unmap(address, (nuint)length) : Errno.Return(isWhole ? 0 : Errno.EINVAL);
    }

    /// <summary>msync(2): the file has the bytes already; it is told that it was written to.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_MSync")]
    internal static int MSync(byte* address, ulong length, int flags)
    {
        if ((flags & ~PAL_MS_MASK) != 0 || (nint)address % FilePages.Bytes != 0)
        {
            return Errno.Return(Errno.EINVAL);
        }

        Files.Gate.Enter();
        int index = IndexOfShared((nint)address, length);
        if (index >= 0 && s_shared[index].IsWritable)
        {
            s_shared[index].File.Modified(GuestHost.Instance.NowNs);
        }

        Files.Gate.Exit();
        return 0;
    }

    private static long MapFile(OpenFile file, long argument, long unused)
    {
        // SAFETY: the request lies on the caller's stack.
        var request = (Request*)(nint)argument;
        if (file.Inode is not RegularFile regular)
        {
            return -Errno.ENODEV;
        }

        bool isWritable = (request->Protection & PROT_WRITE) != 0;
        if (!file.CanRead || (request->IsShared && isWritable && !file.CanWrite))
        {
            return -Errno.EACCES;
        }

        if (request->Offset < 0 || request->Offset % FilePages.Bytes != 0)
        {
            return -Errno.EINVAL;
        }

        return request->IsShared ? MapShared(regular, request, isWritable) : MapPrivate(regular, request);
    }

    private static long MapShared(RegularFile file, Request* request, bool isWritable)
    {
        // SAFETY: as in MapFile.
        int error = file.MapShared(request->Offset, request->Length, GuestHost.Instance, out nint address);
        if (error == 0)
        {
            s_shared.Add(new SharedMapping(address, request->Length, file, isWritable));
            request->Result = address;
        }

        return error;
    }

    private static long MapPrivate(RegularFile file, Request* request)
    {
        // SAFETY: as in MapFile; the memory is new and nobody else has it.
        byte* memory = Bare.Map(null, (nuint)request->Length, request->Protection | PROT_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0);
        if ((nint)memory == MAP_FAILED)
        {
            return -Errno.ENOMEM;
        }

        const int Piece = 1 << 30;
        for (long done = 0; done < request->Length; done += Piece)
        {
            _ = file.Read(new Span<byte>(memory + done, (int)Math.Min(Piece, request->Length - done)), request->Offset + done);
        }

        if ((request->Protection & PROT_WRITE) == 0)
        {
            _ = Bare.Protect(memory, (nuint)request->Length, request->Protection);
        }

        request->Result = (nint)memory;
        return 0;
    }

    private static int IndexOfShared(nint address, ulong length)
    {
        for (int i = 0; i < s_shared.Count; i++)
        {
            SharedMapping mapping = s_shared[i];
            if (address < mapping.Address + (nint)mapping.Length && mapping.Address < address + (nint)length)
            {
                return i;
            }
        }

        return -1;
    }

    private static long PagesOf(long length) => (length + FilePages.Bytes - 1) / FilePages.Bytes;

    private struct Request
    {
        public long Length;
        public long Offset;
        public int Protection;
        public bool IsShared;
        public nint Result;
    }

    private sealed class SharedMapping(nint address, long length, RegularFile file, bool isWritable)
    {
        internal nint Address { get; } = address;

        internal long Length { get; } = length;

        internal RegularFile File { get; } = file;

        internal bool IsWritable { get; } = isWritable;
    }
}
