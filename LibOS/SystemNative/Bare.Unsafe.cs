// What the GC-free layer offers to this one: plain C functions of the image (Runtime.Bare/Libc/LibOSCalls.cs).

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: DisableRuntimeMarshalling]

namespace LibOS.SystemNative;

/// <summary>The bare_* functions. Those that may wait run in the GC's preemptive mode.</summary>
// SAFETY: the signatures are those of the exports, all blittable; pointers are used during the call only.
internal static unsafe class Bare
{
    private const string Library = "libos";

    /// <summary>Writes all bytes to the console, in one piece among other writers; waits for room.</summary>
    [DllImport(Library, EntryPoint = "bare_console_write")]
    internal static extern nint ConsoleWrite(byte* data, nint lengthBytes);

    /// <summary>Reads at least one byte from the console, waiting for it; 0 when the domain has no console.</summary>
    [DllImport(Library, EntryPoint = "bare_console_read")]
    internal static extern nint ConsoleRead(byte* data, nint lengthBytes);

    /// <summary>Bytes that wait on the console.</summary>
    [DllImport(Library, EntryPoint = "bare_console_available")]
    internal static extern int ConsoleAvailable();

    /// <summary>Waits for console input: 1 when there is some, 0 after so many milliseconds (-1: no limit).</summary>
    [DllImport(Library, EntryPoint = "bare_console_wait")]
    internal static extern int ConsoleWait(int timeoutMs);

    /// <summary>Sets the calling thread's errno.</summary>
    [DllImport(Library, EntryPoint = "bare_errno_set")]
    [SuppressGCTransition]
    internal static extern void SetErrno(int value);

    /// <summary>malloc(3): what a caller in the base class library frees with SystemNative_Free.</summary>
    [DllImport(Library, EntryPoint = "malloc")]
    internal static extern byte* Allocate(nuint sizeBytes);

    /// <summary>free(3).</summary>
    [DllImport(Library, EntryPoint = "free")]
    internal static extern void Free(void* block);

    /// <summary>getenv(3): the value, which lives as long as the guest, or null.</summary>
    [DllImport(Library, EntryPoint = "getenv")]
    internal static extern byte* GetEnvironmentVariable(byte* name);

    /// <summary>Nanoseconds since the guest started.</summary>
    [DllImport(Library, EntryPoint = "bare_uptime_ns")]
    internal static extern ulong UptimeNs();

    /// <summary>Nanoseconds since 1970 UTC.</summary>
    [DllImport(Library, EntryPoint = "bare_clock_realtime_ns")]
    internal static extern ulong RealtimeNs();
}
