// Moving bytes between open files and memory, and the position at which that happens: pal_io.h.

using System.Runtime.InteropServices;
using LibOS.Vfs;

namespace LibOS.SystemNative;

/// <summary>IOVector of pal_io.h: struct iovec.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct IOVector
{
    public byte* Base;
    public nuint Count;
}

/// <summary>Exports that read, write and seek. They may wait; none throws.</summary>
internal static unsafe class TransferExports
{
    private const int StandardInput = 0;
    private const int VectorLimit = 1024; // UIO_MAXIOV

    // The position that read and write use, and move.
    private const long Current = -1;

    /// <summary>read(2).</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_Read")]
    internal static int Read(nint descriptor, byte* buffer, int bufferSize) => Transfer(descriptor, buffer, bufferSize, Current, isRead: true);

    /// <summary>read(2) of descriptor 0.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_ReadStdin")]
    internal static int ReadStdin(byte* buffer, int bufferSize) => Transfer(StandardInput, buffer, bufferSize, Current, isRead: true);

    /// <summary>write(2): the console takes everything, in one piece.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_Write")]
    internal static int Write(nint descriptor, byte* buffer, int bufferSize) => Transfer(descriptor, buffer, bufferSize, Current, isRead: false);

    /// <summary>pread(2).</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_PRead")]
    internal static int PRead(nint descriptor, byte* buffer, int bufferSize, long offset) =>
        offset < 0 ? Errno.Return(Errno.EINVAL) : Transfer(descriptor, buffer, bufferSize, offset, isRead: true);

    /// <summary>pwrite(2).</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_PWrite")]
    internal static int PWrite(nint descriptor, byte* buffer, int bufferSize, long offset) =>
        offset < 0 ? Errno.Return(Errno.EINVAL) : Transfer(descriptor, buffer, bufferSize, offset, isRead: false);

    /// <summary>preadv(2).</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_PReadV")]
    internal static long PReadV(nint descriptor, IOVector* vectors, int vectorCount, long offset) =>
        TransferVectors(descriptor, vectors, vectorCount, offset, isRead: true);

    /// <summary>pwritev(2).</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_PWriteV")]
    internal static long PWriteV(nint descriptor, IOVector* vectors, int vectorCount, long offset) =>
        TransferVectors(descriptor, vectors, vectorCount, offset, isRead: false);

    /// <summary>lseek(2).</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_LSeek")]
    internal static long LSeek(nint descriptor, long offset, int whence) =>
        FileCall.OnDescriptor(descriptor, offset, whence, &Seek);

    private static long Seek(OpenFile file, long offset, long whence) => file.Seek(offset, (int)whence);

    private static int Transfer(nint descriptor, byte* buffer, int bufferSize, long offset, bool isRead)
    {
        OpenFile? file = Descriptors.Find(descriptor);
        int error = file is null || !(isRead ? file.CanRead : file.CanWrite) ? Errno.EBADF
            : bufferSize < 0 ? Errno.EINVAL
            : buffer == null && bufferSize != 0 ? Errno.EFAULT
            : 0;
        if (error != 0)
        {
            return Errno.Return(error);
        }

        // SAFETY: the caller vouches for bufferSize bytes at buffer, as with read(2) and write(2).
        var bytes = new Span<byte>(buffer, bufferSize);
        if (file is OpenDevice)
        {
            return (int)FileCall.Return(Transfer(file, bytes, offset, isRead)); // waits without the lock
        }

        int result;
        Files.Gate.Enter();
        try
        {
            result = Transfer(file!, bytes, offset, isRead);
        }
        catch (OutOfMemoryException)
        {
            result = -Errno.ENOMEM;
        }
        finally
        {
            Files.Gate.Exit();
        }

        return (int)FileCall.Return(result);
    }

    private static int Transfer(OpenFile file, Span<byte> bytes, long offset, bool isRead)
    {
        if (offset == Current)
        {
            return isRead ? file.Read(bytes) : file.Write(bytes);
        }

        return isRead ? file.ReadAt(bytes, offset) : file.WriteAt(bytes, offset);
    }

    private static long TransferVectors(nint descriptor, IOVector* vectors, int vectorCount, long offset, bool isRead)
    {
        if (offset < 0 || vectorCount is < 0 or > VectorLimit)
        {
            return Errno.Return(Errno.EINVAL);
        }

        // SAFETY: the caller passes vectorCount vectors, each of memory that it vouches for.
        long total = 0;
        foreach (ref IOVector vector in new Span<IOVector>(vectors, vectorCount))
        {
            int size = (int)Math.Min(vector.Count, int.MaxValue);
            int count = Transfer(descriptor, vector.Base, size, offset + total, isRead);
            if (count < 0)
            {
                return total != 0 ? total : count;
            }

            total += count;
            if ((nuint)count != vector.Count)
            {
                break;
            }
        }

        return total;
    }
}
