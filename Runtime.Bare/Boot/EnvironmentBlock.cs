// The environment of the running program: what getenv and environ see. Start-up publishes it once; nobody changes it then.

namespace Runtime.Bare.Boot;

/// <summary>The published <see cref="EnvironmentTable"/>.</summary>
public static unsafe class EnvironmentBlock
{
    // Written once by the boot thread before a second thread or the runtime exists, so reads need no ordering.
    private static EnvironmentTable s_table;

    /// <summary>environ: pointers to NAME=value and a null pointer; null before <see cref="Publish"/>.</summary>
    public static byte** Pointers => s_table.Pointers;

    /// <summary>Number of variables.</summary>
    public static int Count => s_table.Count;

    /// <summary>Makes <paramref name="table"/> the program's environment. Boot context, once; its buffer must stay.</summary>
    public static void Publish(EnvironmentTable table) => s_table = table;

    /// <summary>The value of a variable, or null (getenv). Any context; before <see cref="Publish"/> nothing is found.</summary>
    /// <param name="name">NUL-terminated.</param>
    public static byte* Find(byte* name) => s_table.Find(name);
}
