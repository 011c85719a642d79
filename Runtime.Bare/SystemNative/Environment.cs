// The environment and constants of the system: pal_environment.h, pal_runtimeinformation.h's architecture, and sysconf.

using System.Runtime;
using Runtime.Bare.Boot;
using Runtime.Bare.Libc;
using Runtime.Bare.Memory;
using Runtime.Bare.Threading;

namespace Runtime.Bare.SystemNative;

/// <summary>Exports over <see cref="EnvironmentBlock"/>. Thread context.</summary>
internal static unsafe class EnvironmentExports
{
    // SysConfName of pal_unistd.h.
    private const int PAL_SC_CLK_TCK = 1;
    private const int PAL_SC_PAGESIZE = 2;

    private const long TicksPerSecond = 100;

    // Architecture of pal_runtimeinformation.h.
    private const int ARCH_X64 = 1;

    [RuntimeExport("SystemNative_GetEnv")]
    private static byte* GetEnv(byte* variable) => EnvironmentBlock.Find(variable);

    /// <summary>environ itself: it lives as long as the guest and does not change.</summary>
    [RuntimeExport("SystemNative_GetEnviron")]
    private static byte** GetEnviron() => EnvironmentBlock.Pointers;

    /// <summary>Gives back what GetEnviron returned, which is not a copy.</summary>
    [RuntimeExport("SystemNative_FreeEnviron")]
    private static void FreeEnviron(byte** environ) => _ = environ;

    [RuntimeExport("SystemNative_GetPid")]
    private static int GetPid() => Process.Id;

    /// <summary>No GC transition.</summary>
    [RuntimeExport("SystemNative_GetOSArchitecture")]
    private static int GetOSArchitecture() => ARCH_X64;

    [RuntimeExport("SystemNative_SysConf")]
    private static long SysConf(int name)
    {
        switch (name)
        {
            case PAL_SC_CLK_TCK:
                return TicksPerSecond;
            case PAL_SC_PAGESIZE:
                return (long)PageSize.Bytes;
            default:
                Errno.Value = Errno.EINVAL;
                return -1;
        }
    }
}
