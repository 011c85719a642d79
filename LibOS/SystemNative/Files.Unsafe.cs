// Files by descriptor and by path: pal_io.h, in a guest whose only directory is an empty root (PathName).

using System.Runtime.InteropServices;

namespace LibOS.SystemNative;

/// <summary>Exports about files. None throws; errors are errno values.</summary>
internal static unsafe class FileExports
{
    // Open flags of pal_io.h.
    private const int PAL_O_ACCESS_MODE_MASK = 0xF;
    private const int PAL_O_RDONLY = 0;
    private const int PAL_O_CREAT = 0x20;
    private const int PAL_O_EXCL = 0x40;

    // Access modes of pal_io.h.
    private const int PAL_W_OK = 2;

    /// <summary>When the root and the console came to be: with the guest, ns since 1970.</summary>
    private static ulong BornNs => Bare.RealtimeNs() - Bare.UptimeNs();

    [UnmanagedCallersOnly(EntryPoint = "SystemNative_Stat")]
    internal static int Stat(byte* path, FileStatus* output) => StatPath(path, output);

    /// <summary>As Stat: there are no symbolic links.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_LStat")]
    internal static int LStat(byte* path, FileStatus* output) => StatPath(path, output);

    [UnmanagedCallersOnly(EntryPoint = "SystemNative_FStat")]
    internal static int FStat(nint descriptor, FileStatus* output)
    {
        DescriptorKind kind = Descriptors.KindOf(descriptor);
        if (kind == DescriptorKind.None)
        {
            return Errno.Return(Errno.EBADF);
        }

        // SAFETY: the caller passes a FileStatus to be filled.
        *output = kind == DescriptorKind.Console ? FileStatus.OfConsole(BornNs) : FileStatus.OfRoot(BornNs);
        return 0;
    }

    [UnmanagedCallersOnly(EntryPoint = "SystemNative_Open")]
    internal static nint Open(byte* path, int flags, int mode)
    {
        _ = mode;
        bool creates = (flags & PAL_O_CREAT) != 0;
        int error = creates ? PathName.Create(TextAt(path)) : PathName.Find(TextAt(path));
        if (error == Errno.EEXIST && (flags & PAL_O_EXCL) == 0)
        {
            error = Errno.EISDIR; // O_CREAT on the root
        }

        if (error == 0 && (flags & PAL_O_ACCESS_MODE_MASK) != PAL_O_RDONLY)
        {
            error = Errno.EISDIR;
        }

        if (error != 0)
        {
            return Errno.Return(error);
        }

        int descriptor = Descriptors.Open(DescriptorKind.RootDirectory);
        return descriptor >= 0 ? descriptor : Errno.Return(Errno.EMFILE);
    }

    [UnmanagedCallersOnly(EntryPoint = "SystemNative_Access")]
    internal static int Access(byte* path, int mode)
    {
        int error = PathName.Find(TextAt(path));
        return Errno.Return(error == 0 && (mode & PAL_W_OK) != 0 ? Errno.EROFS : error);
    }

    /// <summary>readlink(2): the root is no link, and nothing else is there.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_ReadLink")]
    internal static int ReadLink(byte* path, byte* buffer, int bufferSize)
    {
        _ = buffer;
        int error = bufferSize <= 0 ? Errno.EINVAL : PathName.Find(TextAt(path));
        return Errno.Return(error == 0 ? Errno.EINVAL : error);
    }

    /// <summary>lseek(2): a console has no position; that of a directory that holds nothing is its start.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_LSeek")]
    internal static long LSeek(nint descriptor, long offset, int whence) => Descriptors.KindOf(descriptor) switch
    {
        DescriptorKind.None => Errno.Return(Errno.EBADF),
        DescriptorKind.Console => Errno.Return(Errno.ESPIPE),
        _ => offset == 0 && whence is >= 0 and <= 2 ? 0 : Errno.Return(Errno.EINVAL),
    };

    [UnmanagedCallersOnly(EntryPoint = "SystemNative_PRead")]
    internal static int PRead(nint descriptor, byte* buffer, int bufferSize, long offset) => Errno.Return(PositionError(descriptor));

    [UnmanagedCallersOnly(EntryPoint = "SystemNative_PWrite")]
    internal static int PWrite(nint descriptor, byte* buffer, int bufferSize, long offset) => Errno.Return(
        Descriptors.KindOf(descriptor) == DescriptorKind.Console ? Errno.ESPIPE : Errno.EBADF); // no directory is open for writing

    /// <summary>flock(2): all copies of the console's descriptor share one lock, which the program therefore always gets.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_FLock")]
    internal static int FLock(nint descriptor, int operation)
    {
        _ = operation;
        return Errno.Return(Descriptors.KindOf(descriptor) == DescriptorKind.None ? Errno.EBADF : 0);
    }

    /// <summary>fsync(2): EINVAL for the console, as for any character device; a directory that never changes is stored.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_FSync")]
    internal static int FSync(nint descriptor) => Errno.Return(Descriptors.KindOf(descriptor) switch
    {
        DescriptorKind.None => Errno.EBADF,
        DescriptorKind.Console => Errno.EINVAL,
        _ => 0,
    });

    [UnmanagedCallersOnly(EntryPoint = "SystemNative_Unlink")]
    internal static int Unlink(byte* path) => FailOn(path, Errno.EISDIR);

    [UnmanagedCallersOnly(EntryPoint = "SystemNative_Rename")]
    internal static int Rename(byte* oldPath, byte* newPath) => FailOn(oldPath, Errno.EBUSY);

    [UnmanagedCallersOnly(EntryPoint = "SystemNative_ChMod")]
    internal static int ChMod(byte* path, int mode) => FailOn(path, Errno.EROFS);

    [UnmanagedCallersOnly(EntryPoint = "SystemNative_UTimensat")]
    internal static int UTimensat(byte* path, void* times) => FailOn(path, Errno.EROFS);

    /// <summary>A path's bytes; empty for null, which fails as an empty path does.</summary>
    internal static ReadOnlySpan<byte> TextAt(byte* path) =>
        // SAFETY: a NUL-terminated string of the caller's, or null.
        MemoryMarshal.CreateReadOnlySpanFromNullTerminated(path);

    /// <summary>Fails: with <paramref name="rootError"/> for the root, else as the absent path does.</summary>
    internal static int FailOn(byte* path, int rootError)
    {
        int error = PathName.Find(TextAt(path));
        return Errno.Return(error == 0 ? rootError : error);
    }

    private static int StatPath(byte* path, FileStatus* output)
    {
        int error = PathName.Find(TextAt(path));
        if (error == 0)
        {
            // SAFETY: the caller passes a FileStatus to be filled.
            *output = FileStatus.OfRoot(BornNs);
        }

        return Errno.Return(error);
    }

    private static int PositionError(nint descriptor) => Descriptors.KindOf(descriptor) switch
    {
        DescriptorKind.None => Errno.EBADF,
        DescriptorKind.Console => Errno.ESPIPE,
        _ => Errno.EISDIR,
    };
}
