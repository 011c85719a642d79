// Terminal properties: the rest of pal_console.h. The console is a stream of bytes and no terminal: nobody knows what
// shows it, so there is no size, no mode and no terminfo; every answer is Linux's for a descriptor that is not a tty.

using System.Runtime.InteropServices;

namespace LibOS.SystemNative;

/// <summary>Exports about terminals. None throws.</summary>
internal static unsafe class TerminalExports
{
    // WinSize: four unsigned 16-bit numbers.
    private const int WindowSizeBytes = 8;

    [UnmanagedCallersOnly(EntryPoint = "SystemNative_IsATty")]
    internal static int IsATty(nint descriptor)
    {
        Bare.SetErrno(Descriptors.KindOf(descriptor) == DescriptorKind.None ? Errno.EBADF : Errno.ENOTTY);
        return 0;
    }

    [UnmanagedCallersOnly(EntryPoint = "SystemNative_GetWindowSize")]
    internal static int GetWindowSize(nint descriptor, byte* windowSize)
    {
        // SAFETY: the caller passes a WinSize, which is to be zeroed on failure.
        new Span<byte>(windowSize, WindowSizeBytes).Clear();
        return Errno.Return(Descriptors.KindOf(descriptor) == DescriptorKind.None ? Errno.EBADF : Errno.ENOTTY);
    }

    /// <summary>No control character means anything to a console without modes: all are disabled.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_GetControlCharacters")]
    internal static void GetControlCharacters(int* names, byte* values, int count, byte* posixDisableValue)
    {
        _ = names;

        // SAFETY: the caller passes count values and one byte for the value that means "disabled" (_POSIX_VDISABLE), which is 0.
        new Span<byte>(values, Math.Max(count, 0)).Clear();
        *posixDisableValue = 0;
    }

    /// <summary>Writes a string that a terminfo entry asks for, as Linux's shim does; without a terminal nobody calls.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_SetKeypadXmit")]
    internal static void SetKeypadXmit(nint descriptor, byte* terminfoString)
    {
        _ = descriptor;

        // SAFETY: a NUL-terminated string of the caller's.
        ReadOnlySpan<byte> text = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(terminfoString);
        _ = Bare.ConsoleWrite(terminfoString, text.Length);
    }

    /// <summary>Would prepare a terminal for reading keys; there are no modes to change.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_InitializeConsoleBeforeRead")]
    internal static void InitializeConsoleBeforeRead(byte minChars, byte decisecondsTimeout)
    {
        _ = minChars;
        _ = decisecondsTimeout;
    }

    [UnmanagedCallersOnly(EntryPoint = "SystemNative_UninitializeConsoleAfterRead")]
    internal static void UninitializeConsoleAfterRead()
    {
    }

    [UnmanagedCallersOnly(EntryPoint = "SystemNative_UninitializeTerminal")]
    internal static void UninitializeTerminal()
    {
    }

    [UnmanagedCallersOnly(EntryPoint = "SystemNative_StdinReady")]
    internal static int StdinReady() =>
        Descriptors.KindOf(0) == DescriptorKind.Console && ConsoleInput.IsReady ? 1 : 0;
}
