// What files of this system can do, where the systems of .NET differ: pal_io.h. Called without a GC transition.

using System.Runtime;

namespace Runtime.Bare.SystemNative;

/// <summary>Answers about features: those of Linux.</summary>
internal static class FileFeatures
{
    /// <summary>A leading dot hides a file; BSD's hidden flag is not there.</summary>
    [RuntimeExport("SystemNative_CanGetHiddenFlag")]
    private static int CanGetHiddenFlag() => 0;

    [RuntimeExport("SystemNative_LChflagsCanSetHiddenFlag")]
    private static int LChflagsCanSetHiddenFlag() => 0;

    /// <summary>F_GETPIPE_SZ and F_SETPIPE_SZ.</summary>
    [RuntimeExport("SystemNative_FcntlCanGetSetPipeSz")]
    private static int FcntlCanGetSetPipeSz() => 1;
}
