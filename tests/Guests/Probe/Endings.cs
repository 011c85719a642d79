// Ways to end that are not a return from Main.

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Probe;

internal static partial class Endings
{
    private const int MutexBytes = 40; // pthread_mutex_t: all zero is a free one

    public static void ExitFromThread()
    {
        var thread = new Thread(() => Environment.Exit(9));
        thread.Start();
        Thread.Sleep(Timeout.Infinite);
    }

    /// <summary>Two threads that wait for each other's mutex, and one that never stops.</summary>
    public static unsafe void Hang()
    {
        void* first = NativeMemory.AllocZeroed(MutexBytes);
        void* second = NativeMemory.AllocZeroed(MutexBytes);
        using var both = new Barrier(2);
        new Thread(() => Take(first, second)) { Name = "left" }.Start();
        new Thread(() => Take(second, first)) { Name = "right" }.Start();
        new Thread(Spin) { Name = "busy" }.Start();
        Thread.Sleep(Timeout.Infinite);

        void Take(void* mine, void* other)
        {
            _ = Lock(mine);
            both.SignalAndWait();
            Console.WriteLine("waiting");
            _ = Lock(other);
        }
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

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Spin()
    {
        while (true)
        {
        }
    }

    [LibraryImport("libos", EntryPoint = "pthread_mutex_lock")]
    private static unsafe partial int Lock(void* mutex);

    [LibraryImport("libos", EntryPoint = "abort")]
    private static partial void CallAbort();
}
