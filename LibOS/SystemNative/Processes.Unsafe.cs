// Other processes: pal_process.h, as far as a guest can answer. There is one process and there can be no second, so what
// asks about itself is answered, and what wants another gets the errno that Linux gives where it cannot be.

using System.Runtime.InteropServices;

namespace LibOS.SystemNative;

/// <summary>Exports about processes. None throws.</summary>
internal static unsafe class ProcessExports
{
    private const int OwnId = 1;
    private const int PRIO_PROCESS = 0;

    /// <summary>Would give a terminal's modes to a child and take them back: without children nothing is to change.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_ConfigureTerminalForChildProcess")]
    internal static void ConfigureTerminalForChildProcess(int childUsesTerminal) => _ = childUsesTerminal;

    /// <summary>fork(2): an error whose text names the reason, which Process.Start shows in its Win32Exception. The outputs are those of a failure.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_ForkAndExecProcess")]
    internal static int ForkAndExecProcess(
        byte* filename,
        byte** arguments,
        byte** environment,
        byte* directory,
        int redirectsInput,
        int redirectsOutput,
        int redirectsError,
        int setsCredentials,
        uint userId,
        uint groupId,
        uint* groups,
        int groupsLength,
        int* childId,
        int* inputDescriptor,
        int* outputDescriptor,
        int* errorDescriptor)
    {
        // SAFETY: the caller passes four numbers to be filled.
        *childId = -1;
        *inputDescriptor = -1;
        *outputDescriptor = -1;
        *errorDescriptor = -1;
        return Errno.Return(Errno.ENOTSUPP);
    }

    /// <summary>waitpid(2): there is no child.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_WaitPidExitedNoHang")]
    internal static int WaitPidExitedNoHang(int processId, int* exitCode) => Errno.Return(Errno.ECHILD);

    /// <summary>waitid(2): 0 would be a child that still runs; there is none.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_WaitIdAnyExitedNoHangNoWait")]
    internal static int WaitIdAnyExitedNoHangNoWait() => Errno.Return(Errno.ECHILD);

    /// <summary>getpriority(2): 0, with errno 0, since -1 is a priority too.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_GetPriority")]
    internal static int GetPriority(int which, int who)
    {
        Bare.SetErrno(which == PRIO_PROCESS && who is (0 or OwnId) ? 0 : Errno.ESRCH);
        return 0;
    }

    /// <summary>setpriority(2): the one that is, is granted; there is nobody to be put before or behind.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_SetPriority")]
    internal static int SetPriority(int which, int who, int niceness) =>
        Errno.Return(which != PRIO_PROCESS || who is not (0 or OwnId) ? Errno.ESRCH : niceness != 0 ? Errno.EACCES : 0);
}
