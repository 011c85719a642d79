// What the platform lacks says so by name; other libraries are missing by theirs.

using System.Runtime.InteropServices;

namespace Probe;

internal static partial class MissingExport
{
    public static void Run(Checks checks)
    {
        checks.Expect(2);
        try
        {
            SystemNativeNothing();
            checks.That(false, "a System.Native function that does not exist was called");
        }
        catch (EntryPointNotFoundException exception)
        {
            checks.That(exception.Message.Contains("SystemNative_NoSuchFunction", StringComparison.Ordinal), exception.Message);
        }

        try
        {
            OtherNothing();
            checks.That(false, "a library that does not exist was called");
        }
        catch (DllNotFoundException exception)
        {
            checks.That(exception.Message.Contains("no-such-library", StringComparison.Ordinal), exception.Message);
        }
    }

    [LibraryImport("libSystem.Native", EntryPoint = "SystemNative_NoSuchFunction")]
    private static partial void SystemNativeNothing();

    [LibraryImport("no-such-library", EntryPoint = "nothing")]
    private static partial void OtherNothing();
}
