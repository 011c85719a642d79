// A call into a library that does not exist anywhere.

using System.Runtime.InteropServices;

namespace Conformance.Faults;

/// <summary>P/Invokes.</summary>
internal static partial class Native
{
    [LibraryImport("conformance-missing", EntryPoint = "nothing")]
    private static partial int Nothing();

    /// <summary>The exception's type only: its text lists where this system looks for libraries.</summary>
    public static string Missing()
    {
        try
        {
            return Nothing().ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (DllNotFoundException exception)
        {
            return exception.GetType().Name;
        }
    }
}
