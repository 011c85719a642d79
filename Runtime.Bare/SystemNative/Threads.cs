// Threads, CPUs and the end of the program: pal_threading.h, and the affinity part of pal_process.h.

using System;
using System.Runtime;
using Runtime.Bare.Cpu;
using Runtime.Bare.Libc;
using Runtime.Bare.Threading;

namespace Runtime.Bare.SystemNative;

/// <summary>Exports over the scheduler. Thread context; SchedGetCpu is called without a GC transition.</summary>
internal static unsafe class ThreadExports
{
    /// <summary>Starts a detached thread; 1, or 0 when memory is short.</summary>
    /// <param name="stackSize">Bytes; 0 for the default.</param>
    /// <param name="entry">void*(*)(void*).</param>
    /// <param name="argument">Its argument.</param>
    [RuntimeExport("SystemNative_CreateThread")]
    private static int CreateThread(nuint stackSize, void* entry, void* argument) =>
        ThreadCreation.Create(entry, argument, stackSize, detached: true) == 0 ? 1 : 0;

    [RuntimeExport("SystemNative_SchedGetCpu")]
    private static int SchedGetCpu() => Scheduler.CurrentCpu;

    /// <summary>The CPUs that a process may use, as bits of one word.</summary>
    [RuntimeExport("SystemNative_SchedGetAffinity")]
    private static int SchedGetAffinity(int process, nint* mask)
    {
        *mask = 0;
        if (process is not (0 or Process.Id))
        {
            Errno.Value = Errno.ESRCH;
            return -1;
        }

        Thread.Current->Allowed.Intersect(Cpus.Online).Write((byte*)mask, (nuint)sizeof(nint));
        return 0;
    }

    /// <summary>Binds the calling thread, as Linux does for an identifier that is the process's.</summary>
    [RuntimeExport("SystemNative_SchedSetAffinity")]
    private static int SchedSetAffinity(int process, nint* mask)
    {
        if (process is not (0 or Process.Id))
        {
            Errno.Value = Errno.ESRCH;
            return -1;
        }

        return Scheduling.SetAffinity(process, (nuint)sizeof(nint), (byte*)mask);
    }

    [RuntimeExport("SystemNative_TryGetUInt32OSThreadId")]
    private static uint TryGetUInt32OSThreadId() => (uint)Thread.Current->Id;

    [RuntimeExport("SystemNative_Exit")]
    private static void Exit(int exitCode) => Process.Exit(exitCode);

    [RuntimeExport("SystemNative_Abort")]
    private static void Abort() => Process.Abort();
}
