// What the managed layer (LibOS) asks of this one: plain C functions, called as P/Invokes of the module "libos".
// They run in preemptive mode of the GC, so the ones that wait may wait.

using System.Runtime;
using System.Runtime.CompilerServices;
using Runtime.Bare.Boot;
using Runtime.Bare.Cpu;
using Runtime.Bare.Memory;
using Runtime.Bare.SystemNative;
using Runtime.Bare.Threading;
using Runtime.Bare.Time;

namespace Runtime.Bare.Libc;

/// <summary>The bare_* functions.</summary>
internal static unsafe class LibOSCalls
{
    private const ulong NanosecondsPerMillisecond = 1_000_000;

    // A zero mutex is a free one. Held by the thread whose write is under way, so that writes stay whole.
    private static PthreadMutex s_writing;

    /// <summary>Writes all bytes to the console, in one piece among other callers' writes; waits for room.</summary>
    [RuntimeExport("bare_console_write")]
    private static nint ConsoleWrite(byte* data, nint length)
    {
        byte* mutex = (byte*)Unsafe.AsPointer(ref s_writing); // statics of this layer never move
        PthreadMutex.Lock(mutex);
        nint written = Xen.Console.Write(data, length);
        PthreadMutex.Unlock(mutex);
        return written;
    }

    /// <summary>Reads at least one byte from the console; 0 when there is no console.</summary>
    [RuntimeExport("bare_console_read")]
    private static nint ConsoleRead(byte* data, nint length) => Xen.Console.Read(data, length);

    /// <summary>Bytes that wait on the console.</summary>
    [RuntimeExport("bare_console_available")]
    private static int ConsoleAvailable() => Xen.Console.Available();

    /// <summary>Waits for console input: 1 when there is some, 0 after so many milliseconds (-1: no limit).</summary>
    [RuntimeExport("bare_console_wait")]
    private static int ConsoleWait(int timeoutMs)
    {
        ulong deadline = timeoutMs < 0
            ? Scheduler.Never
            : Clock.MonotonicNs() + ((ulong)(uint)timeoutMs * NanosecondsPerMillisecond);
        return Xen.Console.WaitForInput(deadline) ? 1 : 0;
    }

    /// <summary>Sets the calling thread's errno.</summary>
    [RuntimeExport("bare_errno_set")]
    private static void ErrnoSet(int value) => Errno.Value = value;

    /// <summary>Fills with hardware randomness: 0, or -1 when the CPU has none.</summary>
    [RuntimeExport("bare_entropy_fill")]
    private static int EntropyFill(byte* buffer, nint length) => Entropy.TryFill(buffer, (nuint)length) ? 0 : -1;

    /// <summary>The archive of the program's files, read-only and there as long as the guest: its address, or null and no bytes.</summary>
    /// <remarks>A domain builder may round the length up to whole pages, with zeroes.</remarks>
    [RuntimeExport("bare_archive")]
    private static byte* Archive(nuint* lengthBytes)
    {
        *lengthBytes = (nuint)Machine.ArchiveBytes;
        return Machine.ArchiveBytes == 0 ? null : PhysicalMemory.ToPointer(Machine.ArchiveAddress);
    }

    /// <summary>RAM of the domain and what is free of it, bytes.</summary>
    [RuntimeExport("bare_memory_info")]
    private static void MemoryInformation(ulong* total, ulong* free)
    {
        *total = Machine.TotalMemory;
        *free = AddressSpace.AvailableBytes;
    }

    /// <summary>Pages behind heaps, mappings and stacks: of 2 MiB, and of 4 KiB.</summary>
    [RuntimeExport("bare_page_counts")]
    private static void PageCounts(ulong* large, ulong* small) => AddressSpace.CountPages(out *large, out *small);

    /// <summary>CPU time of all threads, ns.</summary>
    [RuntimeExport("bare_cpu_time_ns")]
    private static ulong CpuTime() => Scheduler.CpuTimeNs();

    /// <summary>Fills in the threads that there are: how many, also those beyond the capacity.</summary>
    [RuntimeExport("bare_threads")]
    private static int Threads(ThreadRecord* records, int capacity)
    {
        int count = 0;
        ulong flags = ThreadCreation.Lock.Acquire();
        for (Thread* thread = ThreadCreation.All; thread != null; thread = thread->NextAll)
        {
            if (thread->IsIdle || thread->State == ThreadState.Ended)
            {
                continue;
            }

            if (count < capacity)
            {
                ThreadRecord* record = records + count;
                record->Id = thread->Id;
                record->IsRunning = thread->State == ThreadState.Blocked ? 0 : 1;
                record->MadeAtNs = thread->MadeAtNs;
                record->CpuTimeNs = Scheduler.CpuTimeNs(thread);
                MemoryBlock.Copy(record->Name, thread->Name, Thread.NameLimit);
            }

            count++;
        }

        ThreadCreation.Lock.Release(flags);
        return count;
    }

    /// <summary>The addresses of the kernel's image.</summary>
    [RuntimeExport("bare_image")]
    private static void Image(byte** start, byte** end)
    {
        *start = Linker.Table()->ImageStart;
        *end = Linker.Table()->ImageEnd;
    }

    /// <summary>Nanoseconds since the guest started.</summary>
    [RuntimeExport("bare_uptime_ns")]
    private static ulong Uptime() => Clock.MonotonicNs();

    /// <summary>Nanoseconds since 1970 UTC.</summary>
    [RuntimeExport("bare_clock_realtime_ns")]
    private static ulong Realtime() => Clock.RealtimeNs();

    /// <summary>
    /// Delivers a signal (Linux's number, 1 to 64) to the program's handlers, else acts by default, which for most signals
    /// ends the guest. Returns 0, or -1 and EINVAL. The handlers run on threads of their own.
    /// </summary>
    [RuntimeExport("bare_signal_deliver")]
    private static int SignalDeliver(int number)
    {
        if (number is <= 0 or > PosixSignals.SIGRTMAX)
        {
            Errno.Value = Errno.EINVAL;
            return -1;
        }

        PosixSignals.Deliver(number);
        return 0;
    }

    private struct ThreadRecord
    {
        public int Id;
        public int IsRunning;
        public ulong MadeAtNs;
        public ulong CpuTimeNs;
        public fixed byte Name[Thread.NameLimit];
    }
}
