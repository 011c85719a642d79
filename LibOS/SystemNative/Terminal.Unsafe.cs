// Terminal properties: the rest of pal_console.h. Whether a person's terminal shows the console nobody can ask, so the
// environment says it, as for a program that is started over a network: with TERM it is a terminal of COLUMNS times LINES
// characters, without it is a stream of bytes, and the answers are Linux's for a descriptor that is not a tty.

using System.Buffers.Text;
using System.Runtime.InteropServices;

namespace LibOS.SystemNative;

/// <summary>WinSize of pal_console.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct WindowSize
{
    public ushort Rows;
    public ushort Columns;
    public ushort WidthPixels;
    public ushort HeightPixels;
}

/// <summary>Exports about terminals. None throws.</summary>
internal static unsafe class TerminalExports
{
    // What a terminal has had since there were terminals.
    private const ushort DefaultColumns = 80;
    private const ushort DefaultRows = 24;

    // ControlCharacterNames of pal_console.h, and what Linux's terminals begin with.
    private const int PAL_VERASE = 2;
    private const int PAL_VEOF = 4;
    private const byte Delete = 127;

    /// <summary>Does the environment say that the console is a terminal.</summary>
    internal static bool IsTerminal => !Variable("TERM"u8).IsEmpty;

    [UnmanagedCallersOnly(EntryPoint = "SystemNative_IsATty")]
    internal static int IsATty(nint descriptor)
    {
        int error = ErrorOf(descriptor);
        Bare.SetErrno(error);
        return error == 0 ? 1 : 0;
    }

    [UnmanagedCallersOnly(EntryPoint = "SystemNative_GetWindowSize")]
    internal static int GetWindowSize(nint descriptor, WindowSize* windowSize)
    {
        int error = ErrorOf(descriptor);

        // SAFETY: the caller passes a WinSize, which is to be zeroed on failure.
        *windowSize = error != 0 ? default : new WindowSize { Rows = Number("LINES"u8, DefaultRows), Columns = Number("COLUMNS"u8, DefaultColumns) };
        return Errno.Return(error);
    }

    /// <summary>The control characters that mean something: on a terminal erase and end of file, else none.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_GetControlCharacters")]
    internal static void GetControlCharacters(int* names, byte* values, int count, byte* posixDisableValue)
    {
        // SAFETY: the caller passes count names and values, and one byte for the value that means "disabled" (_POSIX_VDISABLE), which is 0.
        *posixDisableValue = 0;
        for (int i = 0; i < count; i++)
        {
            values[i] = !IsTerminal ? (byte)0
                : names[i] == PAL_VERASE ? Delete
                : names[i] == PAL_VEOF ? LineDiscipline.EndOfInput
                : (byte)0;
        }
    }

    /// <summary>Writes a string that a terminfo entry asks for, as Linux's shim does.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_SetKeypadXmit")]
    internal static void SetKeypadXmit(nint descriptor, byte* terminfoString)
    {
        _ = descriptor;

        // SAFETY: a NUL-terminated string of the caller's.
        ReadOnlySpan<byte> text = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(terminfoString);
        _ = Bare.ConsoleWrite(terminfoString, text.Length);
    }

    /// <summary>Prepares a terminal for reading keys: nothing typed has a meaning but the signals (ICANON off).</summary>
    /// <param name="minChars">0: a read gives up after the timeout; else it waits.</param>
    /// <param name="decisecondsTimeout">Tenths of a second.</param>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_InitializeConsoleBeforeRead")]
    internal static void InitializeConsoleBeforeRead(byte minChars, byte decisecondsTimeout)
    {
        if (IsTerminal)
        {
            ConsoleInput.BeginKeys(minChars == 0 ? decisecondsTimeout * 100 : Timeout.Infinite);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "SystemNative_UninitializeConsoleAfterRead")]
    internal static void UninitializeConsoleAfterRead() => ConsoleInput.EndKeys();

    [UnmanagedCallersOnly(EntryPoint = "SystemNative_UninitializeTerminal")]
    internal static void UninitializeTerminal()
    {
    }

    [UnmanagedCallersOnly(EntryPoint = "SystemNative_StdinReady")]
    internal static int StdinReady() =>
        Descriptors.IsConsole(0) && ConsoleInput.IsReady ? 1 : 0;

    private static int ErrorOf(nint descriptor) => Descriptors.Find(descriptor) switch
    {
        null => Errno.EBADF,
        Vfs.OpenDevice { IsConsole: true } when IsTerminal => 0,
        _ => Errno.ENOTTY,
    };

    private static ushort Number(ReadOnlySpan<byte> variable, ushort otherwise) =>
        Utf8Parser.TryParse(Variable(variable), out ushort value, out _) && value != 0 ? value : otherwise;

    private static ReadOnlySpan<byte> Variable(ReadOnlySpan<byte> name)
    {
        // SAFETY: the name is constant data behind which a NUL lies; the value is a string that lives on.
        fixed (byte* bytes = name)
        {
            return Text.At(Bare.GetEnvironmentVariable(bytes));
        }
    }
}
