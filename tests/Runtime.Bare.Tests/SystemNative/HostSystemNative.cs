// The native half of the base class library on this machine, which ours replaces in the guest: the judge of its tables.

using System.Runtime.InteropServices;

namespace Runtime.Bare.Tests.SystemNative;

/// <summary>libSystem.Native of the runtime that runs the tests. Linux only: its error numbers are the guest's.</summary>
internal static unsafe partial class HostSystemNative
{
    [LibraryImport("libSystem.Native", EntryPoint = "SystemNative_ConvertErrorPlatformToPal")]
    internal static partial int ConvertErrorPlatformToPal(int error);

    [LibraryImport("libSystem.Native", EntryPoint = "SystemNative_ConvertErrorPalToPlatform")]
    internal static partial int ConvertErrorPalToPlatform(int error);

    /// <summary>The text of a platform error number: in the buffer, or elsewhere.</summary>
    [LibraryImport("libSystem.Native", EntryPoint = "SystemNative_StrErrorR")]
    internal static partial byte* StrErrorR(int platformError, byte* buffer, int size);
}
