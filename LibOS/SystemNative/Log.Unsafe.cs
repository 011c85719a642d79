// The runtime's own messages: pal_log.h.

using System.Runtime.InteropServices;

namespace LibOS.SystemNative;

/// <summary>Exports that write to the console, whatever the program has done to its descriptors. None throws.</summary>
internal static unsafe class LogExports
{
    /// <summary>Writes text of the runtime to standard output, even when the program has closed it.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_Log")]
    internal static void Log(byte* buffer, int length) => Write(buffer, length);

    /// <summary>Writes text of the runtime (an unhandled exception, say) to standard error.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_LogError")]
    internal static void LogError(byte* buffer, int length) => Write(buffer, length);

    private static void Write(byte* buffer, int length)
    {
        if (buffer != null && length > 0)
        {
            // SAFETY: the caller vouches for length readable bytes.
            _ = Bare.ConsoleWrite(buffer, length);
        }
    }
}
