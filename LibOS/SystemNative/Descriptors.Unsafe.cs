// Descriptors as such: closing and copying them, pipes, and fcntl(2). pal_io.h.

using System.Runtime.InteropServices;
using LibOS.Vfs;

namespace LibOS.SystemNative;

/// <summary>Exports about descriptors. None throws.</summary>
internal static unsafe class DescriptorExports
{
    private const int PAL_O_CLOEXEC = 0x10;
    private const int FD_CLOEXEC = 1;

    /// <summary>close(2).</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_Close")]
    internal static int Close(nint descriptor) => CloseDescriptor(descriptor);

    /// <summary>dup(2).</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_Dup")]
    internal static nint Dup(nint descriptor) => (nint)FileCall.OnDescriptor(descriptor, descriptor, 0, &Duplicate);

    /// <summary>pipe(2).</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_Pipe")]
    internal static int Pipe(int* descriptors, int flags)
    {
        if ((flags & ~PAL_O_CLOEXEC) != 0)
        {
            return Errno.Return(Errno.EINVAL);
        }

        return (int)FileCall.OnPath(null, (nint)descriptors, 0, &MakePipe);
    }

    /// <summary>F_GETFD: each descriptor would be closed by exec, which there is not.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_FcntlGetFD")]
    internal static int FcntlGetFD(nint descriptor) => Descriptors.Find(descriptor) is null ? Errno.Return(Errno.EBADF) : FD_CLOEXEC;

    /// <summary>F_SETFD: without exec the one flag has no effect.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_FcntlSetFD")]
    internal static int FcntlSetFD(nint descriptor, int flags) => Errno.Return(Descriptors.Find(descriptor) is null ? Errno.EBADF : 0);

    /// <summary>F_GETPIPE_SZ.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_FcntlGetPipeSz")]
    internal static int FcntlGetPipeSz(nint descriptor) => (int)FileCall.OnDescriptor(descriptor, 0, 0, &PipeSize);

    /// <summary>F_SETPIPE_SZ: the size that it has now.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_FcntlSetPipeSz")]
    internal static int FcntlSetPipeSz(nint descriptor, int size) => (int)FileCall.OnDescriptor(descriptor, size, 0, &ResizePipe);

    [UnmanagedCallersOnly(EntryPoint = "SystemNative_FcntlGetIsNonBlocking")]
    internal static int FcntlGetIsNonBlocking(nint descriptor, int* isNonBlocking)
    {
        if (isNonBlocking == null)
        {
            return PalError.EFAULT;
        }

        // SAFETY: the caller passes a number to be filled.
        OpenFile? file = Descriptors.Find(descriptor);
        *isNonBlocking = file is { IsNonBlocking: true } ? 1 : 0;
        return Errno.Return(file is null ? Errno.EBADF : 0);
    }

    [UnmanagedCallersOnly(EntryPoint = "SystemNative_FcntlSetIsNonBlocking")]
    internal static int FcntlSetIsNonBlocking(nint descriptor, int isNonBlocking) =>
        (int)FileCall.OnDescriptor(descriptor, isNonBlocking, 0, &SetNonBlocking);

    private static int CloseDescriptor(nint descriptor)
    {
        Files.Gate.Enter();
        bool wasOpen = Descriptors.TryClose(descriptor, out OpenFile? unused);
        if (unused is not null)
        {
            Files.Close(unused);
        }

        Files.Gate.Exit();
        return Errno.Return(wasOpen ? 0 : Errno.EBADF);
    }

    private static long Duplicate(OpenFile file, long descriptor, long unused)
    {
        int copy = Descriptors.Open(file);
        if (copy < 0)
        {
            return -Errno.EMFILE;
        }

        file.ReferenceCount++;
        return copy;
    }

    private static long MakePipe(FileSystem tree, ReadOnlySpan<char> path, long descriptors, long unused)
    {
        tree.MakePipe(0, out OpenFile reader, out OpenFile writer);
        int first = Files.Publish(reader);
        int second = first < 0 ? first : Files.Publish(writer);
        if (second < 0)
        {
            if (first >= 0 && Descriptors.TryClose(first, out OpenFile? end))
            {
                Files.Close(end!);
            }

            return second;
        }

        // SAFETY: the caller passes an array of two numbers.
        ((int*)(nint)descriptors)[0] = first;
        ((int*)(nint)descriptors)[1] = second;
        return 0;
    }

    private static long PipeSize(OpenFile file, long unused, long none) => file.Inode is Pipe pipe ? pipe.Capacity : -Errno.EBADF;

    private static long ResizePipe(OpenFile file, long size, long unused) => file.Inode is Pipe pipe ? pipe.Resize((int)size) : -Errno.EBADF;

    private static long SetNonBlocking(OpenFile file, long isNonBlocking, long unused)
    {
        file.Flags = isNonBlocking != 0 ? file.Flags | OpenFlags.NonBlocking : file.Flags & ~OpenFlags.NonBlocking;
        return 0;
    }
}
