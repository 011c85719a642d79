// Ways to end that are not a return from Main.

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Probe;

internal static partial class Endings
{
    public static void ExitFromThread()
    {
        var thread = new Thread(() => Environment.Exit(9));
        thread.Start();
        Thread.Sleep(Timeout.Infinite);
    }

    public static void Abort()
    {
        Console.WriteLine("calling abort");
        CallAbort();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void ThrowUnhandled(int depth)
    {
        if (depth == 0)
        {
            throw new InvalidOperationException("nobody catches this");
        }

        ThrowUnhandled(depth - 1);
        GC.KeepAlive(depth);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static unsafe int OverflowStack(int depth)
    {
        int* space = stackalloc int[64];
        space[0] = depth;
        return OverflowStack(depth + 1) + space[0];
    }

    [LibraryImport("libos", EntryPoint = "abort")]
    private static partial void CallAbort();
}
