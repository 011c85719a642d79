// Reading and writing descriptors: the console's part of pal_io.h and pal_console.h, and pal_log.h.

using System.Runtime.InteropServices;

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
        int error = Descriptors.KindOf(descriptor) != DescriptorKind.Console ? Errno.EBADF
            : bufferSize < 0 ? Errno.EINVAL
            : buffer == null && bufferSize != 0 ? Errno.EFAULT
            : 0;

        // SAFETY: the caller vouches for bufferSize readable bytes at buffer, as with write(2).
        return error == 0 ? (int)Bare.ConsoleWrite(buffer, bufferSize) : Errno.Return(error);
    }

    /// <summary>close(2).</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_Close")]
    internal static int Close(nint descriptor) => Errno.Return(Descriptors.TryClose(descriptor) ? 0 : Errno.EBADF);

    /// <summary>dup(2).</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_Dup")]
    internal static nint Dup(nint descriptor)
    {
        DescriptorKind kind = Descriptors.KindOf(descriptor);
        if (kind == DescriptorKind.None)
        {
            return Errno.Return(Errno.EBADF);
        }

        int copy = Descriptors.Open(kind);
        return copy >= 0 ? copy : Errno.Return(Errno.EMFILE);
    }

    /// <summary>Writes text of the runtime to standard output, even when the program has closed it.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_Log")]
    internal static void Log(byte* buffer, int length) => WriteLog(buffer, length);

    /// <summary>Writes text of the runtime (an unhandled exception, say) to standard error.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_LogError")]
    internal static void LogError(byte* buffer, int length) => WriteLog(buffer, length);

    private static int ReadDescriptor(nint descriptor, byte* buffer, int bufferSize)
    {
        int error = Descriptors.KindOf(descriptor) switch
        {
            DescriptorKind.None => Errno.EBADF,
            DescriptorKind.RootDirectory => Errno.EISDIR,
            _ => bufferSize < 0 ? Errno.EINVAL : buffer == null && bufferSize != 0 ? Errno.EFAULT : 0,
        };

        // SAFETY: the caller vouches for bufferSize writable bytes at buffer, as with read(2).
        return error == 0 ? ConsoleInput.Read(new Span<byte>(buffer, bufferSize)) : Errno.Return(error);
    }

    private static void WriteLog(byte* buffer, int length)
    {
        if (buffer != null && length > 0)
        {
            // SAFETY: as in Write.
            _ = Bare.ConsoleWrite(buffer, length);
        }
    }
}
