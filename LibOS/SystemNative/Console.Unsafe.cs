// Reading and writing descriptors (pal_io.h), and the runtime's own messages (pal_log.h).

using System.Runtime.InteropServices;
using LibOS.Vfs;

namespace LibOS.SystemNative;

/// <summary>Exports that move bytes. They may wait; none throws.</summary>
internal static unsafe class ConsoleExports
{
    private const int StandardInput = 0;

    /// <summary>read(2).</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_Read")]
    internal static int Read(nint descriptor, byte* buffer, int bufferSize) => ReadDescriptor(descriptor, buffer, bufferSize);

    /// <summary>read(2) of descriptor 0.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_ReadStdin")]
    internal static int ReadStdin(byte* buffer, int bufferSize) => ReadDescriptor(StandardInput, buffer, bufferSize);

    /// <summary>write(2): the console takes everything, in one piece.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_Write")]
    internal static int Write(nint descriptor, byte* buffer, int bufferSize)
    {
        OpenFile? file = Descriptors.Find(descriptor);
        int error = file is not { CanWrite: true } ? Errno.EBADF : ErrorOfBuffer(buffer, bufferSize);
        if (error != 0)
        {
            return Errno.Return(error);
        }

        // SAFETY: the caller vouches for bufferSize readable bytes at buffer, as with write(2).
        var source = new ReadOnlySpan<byte>(buffer, bufferSize);
        if (file is OpenDevice)
        {
            return Files.Return(file.Write(source));
        }

        lock (Files.Gate)
        {
            return Files.Return(file!.Write(source));
        }
    }

    /// <summary>close(2).</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_Close")]
    internal static int Close(nint descriptor)
    {
        if (!Descriptors.TryClose(descriptor, out OpenFile? unused))
        {
            return Errno.Return(Errno.EBADF);
        }

        Files.Close(unused);
        return 0;
    }

    /// <summary>dup(2).</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_Dup")]
    internal static nint Dup(nint descriptor) => Descriptors.Duplicate(descriptor) switch
    {
        -1 => Errno.Return(Errno.EBADF),
        -2 => Errno.Return(Errno.EMFILE),
        int copy => copy,
    };

    /// <summary>Writes text of the runtime to standard output, even when the program has closed it.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_Log")]
    internal static void Log(byte* buffer, int length) => WriteLog(buffer, length);

    /// <summary>Writes text of the runtime (an unhandled exception, say) to standard error.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_LogError")]
    internal static void LogError(byte* buffer, int length) => WriteLog(buffer, length);

    private static int ReadDescriptor(nint descriptor, byte* buffer, int bufferSize)
    {
        OpenFile? file = Descriptors.Find(descriptor);
        int error = file is not { CanRead: true } ? Errno.EBADF : ErrorOfBuffer(buffer, bufferSize);
        if (error != 0)
        {
            return Errno.Return(error);
        }

        // SAFETY: the caller vouches for bufferSize writable bytes at buffer, as with read(2).
        var destination = new Span<byte>(buffer, bufferSize);
        if (file is OpenDevice)
        {
            return Files.Return(file.Read(destination));
        }

        lock (Files.Gate)
        {
            return Files.Return(file!.Read(destination));
        }
    }

    private static int ErrorOfBuffer(byte* buffer, int bufferSize) =>
        bufferSize < 0 ? Errno.EINVAL : buffer == null && bufferSize != 0 ? Errno.EFAULT : 0;

    private static void WriteLog(byte* buffer, int length)
    {
        if (buffer != null && length > 0)
        {
            // SAFETY: as in Write.
            _ = Bare.ConsoleWrite(buffer, length);
        }
    }
}
