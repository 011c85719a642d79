// The lock of the file system, which is also what waits for its changes. System calls are not interrupted by
// Thread.Interrupt, so an interrupt that comes meanwhile is put aside and raised again at the end.

namespace LibOS.Vfs;

/// <summary>A lock that no interrupt breaks. Recursive, as a monitor is.</summary>
internal sealed class Gate
{
    [ThreadStatic]
    private static bool t_wasInterrupted;

    private readonly object _lock = new();

    /// <summary>Takes the lock.</summary>
    internal void Enter()
    {
        while (true)
        {
            try
            {
                Monitor.Enter(_lock);
                return;
            }
            catch (ThreadInterruptedException)
            {
                t_wasInterrupted = true;
            }
        }
    }

    /// <summary>Gives the lock back.</summary>
    internal void Exit()
    {
        Monitor.Exit(_lock);
        if (t_wasInterrupted)
        {
            t_wasInterrupted = false;
            Thread.CurrentThread.Interrupt();
        }
    }

    /// <summary>Gives the lock back until something changed, or so many milliseconds are over. May return early.</summary>
    internal void Wait(int milliseconds = Timeout.Infinite)
    {
        try
        {
            _ = Monitor.Wait(_lock, milliseconds);
        }
        catch (ThreadInterruptedException)
        {
            t_wasInterrupted = true;
        }
    }

    /// <summary>Wakes all who wait.</summary>
    internal void Pulse() => Monitor.PulseAll(_lock);
}
