// Whole files: size, space, locks, synchronisation, copying. pal_io.h.

using System.Runtime.InteropServices;
using LibOS.Vfs;

namespace LibOS.SystemNative;

/// <summary>Exports about the contents of open files. None throws; errors are errno values.</summary>
internal static unsafe class ContentExports
{
    // LockType of Interop.LockFileRegion: F_RDLCK, F_WRLCK, F_UNLCK by other numbers.
    private const short ReadLock = 0;
    private const short WriteLock = 1;
    private const short Unlock = 2;

    private const int AdviceLimit = 5; // POSIX_FADV_NOREUSE
    private const int CopyBytes = 80 * 1024;
    private const int PermissionBits = 0x1FF;

    /// <summary>ftruncate(2).</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_FTruncate")]
    internal static int FTruncate(nint descriptor, long length) => (int)FileCall.OnDescriptor(descriptor, length, 0, &Resize);

    /// <summary>fallocate(2) that keeps the size.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_FAllocate")]
    internal static int FAllocate(nint descriptor, long offset, long length) => (int)FileCall.OnDescriptor(descriptor, offset, length, &Allocate);

    /// <summary>posix_fadvise(2): an error number, not errno. Memory needs no advice.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_PosixFAdvise")]
    internal static int PosixFAdvise(nint descriptor, long offset, long length, int advice) =>
        Descriptors.Find(descriptor) is not { } file ? Errno.EBADF
        : (uint)advice > AdviceLimit || length < 0 ? Errno.EINVAL
        : file.Inode is Pipe ? Errno.ESPIPE
        : 0;

    /// <summary>fsync(2): memory is stored already; EINVAL for what can never be, as a console or a pipe.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_FSync")]
    internal static int FSync(nint descriptor) => (int)FileCall.OnDescriptor(descriptor, 0, 0, &Synchronize);

    /// <summary>flock(2). Waits unless LOCK_NB is set.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_FLock")]
    internal static int FLock(nint descriptor, int operation) => (int)FileCall.OnDescriptor(descriptor, operation, 0, &Lock);

    /// <summary>fcntl(2) with F_SETLK. Such locks hold off other processes, and there are none: each is granted.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_LockFileRegion")]
    internal static int LockFileRegion(nint descriptor, long offset, long length, short lockType)
    {
        OpenFile? file = Descriptors.Find(descriptor);
        return Errno.Return(
            offset < 0 || length < 0 || lockType is < ReadLock or > Unlock ? Errno.EINVAL
            : file is null || (lockType == ReadLock && !file.CanRead) || (lockType == WriteLock && !file.CanWrite) ? Errno.EBADF
            : 0);
    }

    /// <summary>Copies from one open file's position to another's, then times and permissions.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_CopyFile")]
    internal static int CopyFile(nint source, nint destination, long sourceLength) =>
        (int)FileCall.OnDescriptor(source, destination, 0, &Copy);

    /// <summary>lchflags(2): Linux has none.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_LChflags")]
    internal static int LChflags(byte* path, uint flags) => Errno.Return(Errno.ENOTSUP);

    /// <summary>fchflags(2): Linux has none.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_FChflags")]
    internal static int FChflags(nint descriptor, uint flags) => Errno.Return(Errno.ENOTSUP);

    private static long Resize(OpenFile file, long length, long unused) => Files.Tree.Resize(file, length);

    private static long Allocate(OpenFile file, long offset, long length) => Files.Tree.Allocate(file, offset, length);

    private static long Synchronize(OpenFile file, long unused, long none) => file.Sync();

    private static long Lock(OpenFile file, long operation, long unused) => FileSystem.Lock(file, (int)operation, Files.Gate);

    private static long Copy(OpenFile source, long descriptor, long unused)
    {
        if (Descriptors.Find((nint)descriptor) is not { } destination)
        {
            return -Errno.EBADF;
        }

        byte[] buffer = new byte[CopyBytes];
        while (true)
        {
            int count = source.Read(buffer);
            if (count <= 0)
            {
                if (count < 0)
                {
                    return count;
                }

                break;
            }

            for (int done = 0; done < count;)
            {
                int written = destination.Write(buffer.AsSpan(done, count - done));
                if (written < 0)
                {
                    return written;
                }

                done += written;
            }
        }

        Files.Tree.SetTimes(destination.Entry, source.Inode.AccessNs, source.Inode.ModifyNs);
        _ = Files.Tree.ChangeMode(destination.Entry, source.Inode.Mode & PermissionBits);
        return 0;
    }
}
