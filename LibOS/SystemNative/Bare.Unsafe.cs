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

    /// <summary>Hands over what native libraries' FILE objects read and write with.</summary>
    [DllImport(Library, EntryPoint = "bare_file_calls")]
    [SuppressGCTransition]
    internal static extern void ProvideFiles(FileCalls* calls);

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

    /// <summary>CPU time of all threads, ns.</summary>
    [DllImport(Library, EntryPoint = "bare_cpu_time_ns")]
    internal static extern ulong CpuTimeNs();

    /// <summary>RAM of the domain and what is free of it, bytes.</summary>
    [DllImport(Library, EntryPoint = "bare_memory_info")]
    internal static extern void MemoryInformation(ulong* total, ulong* free);

    /// <summary>Fills with hardware randomness: 0, or -1 when the CPU has none.</summary>
    [DllImport(Library, EntryPoint = "bare_entropy_fill")]
    internal static extern int FillEntropy(byte* buffer, nint lengthBytes);

    /// <summary>The archive of the program's files, read-only and there as long as the guest: its address, or null and no bytes.</summary>
    [DllImport(Library, EntryPoint = "bare_archive")]
    internal static extern byte* Archive(nuint* lengthBytes);

    /// <summary>The threads that there are: how many, also those beyond the capacity.</summary>
    [DllImport(Library, EntryPoint = "bare_threads")]
    internal static extern int Threads(ThreadRecord* records, int capacity);

    /// <summary>The calling thread's number.</summary>
    [DllImport(Library, EntryPoint = "SystemNative_TryGetUInt32OSThreadId")]
    internal static extern uint ThreadId();

    /// <summary>The addresses of the kernel's image.</summary>
    [DllImport(Library, EntryPoint = "bare_image")]
    internal static extern void Image(byte** start, byte** end);

    /// <summary>environ(7).</summary>
    [DllImport(Library, EntryPoint = "SystemNative_GetEnviron")]
    internal static extern byte** GetEnvironment();

    /// <summary>mmap(2) of anonymous memory: -1 and errno on failure.</summary>
    [DllImport(Library, EntryPoint = "mmap")]
    internal static extern byte* Map(byte* address, nuint lengthBytes, int protection, int flags, int file, long offset);

    /// <summary>munmap(2).</summary>
    [DllImport(Library, EntryPoint = "munmap")]
    internal static extern int Unmap(byte* address, nuint lengthBytes);

    /// <summary>mprotect(2).</summary>
    [DllImport(Library, EntryPoint = "mprotect")]
    internal static extern int Protect(byte* address, nuint lengthBytes, int protection);
}

/// <summary>A thread as bare_threads tells of it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ThreadRecord
{
    public int Id;
    public int IsRunning;
    public ulong MadeAtNs;
    public ulong CpuTimeNs;
    public fixed byte Name[16];
}
