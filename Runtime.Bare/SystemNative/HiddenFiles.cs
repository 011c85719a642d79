// The hidden flag of files, which BSD has and Linux has not: pal_io.h. Called without a GC transition.

using System.Runtime;

namespace Runtime.Bare.SystemNative;

/// <summary>Answers about the hidden flag: as on Linux, a leading dot hides a file and there is no flag.</summary>
internal static class HiddenFiles
{
    [RuntimeExport("SystemNative_CanGetHiddenFlag")]
    private static int CanGetHiddenFlag() => 0;

    [RuntimeExport("SystemNative_LChflagsCanSetHiddenFlag")]
    private static int LChflagsCanSetHiddenFlag() => 0;
}
