// The GC-free layer as the managed one sees it, on the host: a console that remembers, an errno, a heap.

using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace LibOS.SystemNative;

/// <summary>Twin of LibOS/SystemNative/Bare.Unsafe.cs. What a test sets, only that test may use.</summary>
internal static unsafe class Bare
{
    [ThreadStatic]
    private static int t_errno;

    private static readonly nint s_environment = MakeEnvironment();

    private static BlockingCollection<byte[]> s_typed = [];
    private static byte[] s_rest = [];

    /// <summary>The calling thread's errno.</summary>
    internal static int LastErrno => t_errno;

    /// <summary>All that was written to the console, a piece for each write.</summary>
    internal static List<byte[]> Written { get; } = [];

    /// <summary>What getenv finds; null for nothing.</summary>
    internal static Func<string, string?> Environment { get; set; } = _ => null;

    /// <summary>Uptime and real time, ns.</summary>
    internal static (ulong Uptime, ulong Real) Clocks { get; set; }

    /// <summary>Forgets everything that was written and typed.</summary>
    internal static void Reset()
    {
        Written.Clear();
        s_typed = [];
        s_rest = [];
        Environment = _ => null;
        Clocks = default;
        t_errno = 0;
    }

    /// <summary>Types at the console; one piece arrives at a time.</summary>
    internal static void Type(params byte[] bytes) => s_typed.Add(bytes);

    internal static nint ConsoleWrite(byte* data, nint lengthBytes)
    {
        Written.Add(new ReadOnlySpan<byte>(data, (int)lengthBytes).ToArray());
        return lengthBytes;
    }

    internal static nint ConsoleRead(byte* data, nint lengthBytes)
    {
        byte[] piece = s_rest.Length != 0 ? s_rest : s_typed.Take();
        int count = Math.Min(piece.Length, (int)lengthBytes);
        piece.AsSpan(0, count).CopyTo(new Span<byte>(data, count));
        s_rest = piece[count..];
        return count;
    }

    internal static int ConsoleAvailable() => s_rest.Length + s_typed.Count;

    internal static int ConsoleWait(int timeoutMs) => SpinWait.SpinUntil(() => ConsoleAvailable() != 0, timeoutMs) ? 1 : 0;

    internal static void SetErrno(int value) => t_errno = value;

    internal static byte* Archive(nuint* lengthBytes)
    {
        *lengthBytes = 0;
        return null;
    }

    internal static int Threads(ThreadRecord* records, int capacity)
    {
        if (capacity > 0)
        {
            *records = new ThreadRecord { Id = 1, IsRunning = 1, CpuTimeNs = 7 };
        }

        return 1;
    }

    internal static uint ThreadId() => 1;

    // Native code of the host has the host's files.
    internal static void ProvideFiles(FileCalls* calls) => _ = calls;

    internal static void Image(byte** start, byte** end)
    {
        *start = (byte*)0x100000;
        *end = (byte*)0x200000;
    }

    // NAME=value of one variable, and the null pointer behind it.
    internal static byte** GetEnvironment() => (byte**)s_environment;

    internal static ulong CpuTimeNs() => 7;

    internal static void MemoryInformation(ulong* total, ulong* free)
    {
        *total = 256 << 20;
        *free = 128 << 20;
    }

    internal static int FillEntropy(byte* buffer, nint lengthBytes)
    {
        System.Security.Cryptography.RandomNumberGenerator.Fill(new Span<byte>(buffer, (int)lengthBytes));
        return 0;
    }

    internal static byte* Map(byte* address, nuint lengthBytes, int protection, int flags, int file, long offset) =>
        Host.mmap(address, lengthBytes, protection, flags, file, offset);

    internal static int Unmap(byte* address, nuint lengthBytes) => Host.munmap(address, lengthBytes);

    internal static int Protect(byte* address, nuint lengthBytes, int protection) => Host.mprotect(address, lengthBytes, protection);

    internal static byte* Allocate(nuint sizeBytes) => (byte*)NativeMemory.Alloc(sizeBytes);

    internal static void Free(void* block) => NativeMemory.Free(block);

    // Leaks the value, as environ outlives the guest too.
    internal static byte* GetEnvironmentVariable(byte* name) =>
        (byte*)Marshal.StringToCoTaskMemUTF8(Environment(Marshal.PtrToStringUTF8((nint)name)!));

    internal static ulong UptimeNs() => Clocks.Uptime;

    internal static ulong RealtimeNs() => Clocks.Real;

    private static nint MakeEnvironment()
    {
        nint* pointers = (nint*)NativeMemory.AllocZeroed(2, (nuint)sizeof(nint));
        pointers[0] = Marshal.StringToCoTaskMemUTF8("NAME=value");
        return (nint)pointers;
    }

    // The calls that a guest answers itself.
    private static class Host
    {
        [DllImport("libc")]
        internal static extern byte* mmap(byte* address, nuint length, int protection, int flags, int file, long offset);

        [DllImport("libc")]
        internal static extern int munmap(byte* address, nuint length);

        [DllImport("libc")]
        internal static extern int mprotect(byte* address, nuint length, int protection);
    }
}

/// <summary>Twin of the record in LibOS/SystemNative/Bare.Unsafe.cs.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ThreadRecord
{
    public int Id;
    public int IsRunning;
    public ulong MadeAtNs;
    public ulong CpuTimeNs;
    public fixed byte Name[16];
}
