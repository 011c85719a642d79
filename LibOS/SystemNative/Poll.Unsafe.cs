// poll(2) over all kinds of descriptors.

using System.Runtime.InteropServices;
using LibOS.Vfs;

namespace LibOS.SystemNative;

/// <summary>PollEvent of pal_io.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollEvent
{
    public int FileDescriptor;
    public PollEvents Events;
    public PollEvents TriggeredEvents;
}

/// <summary>Linux's poll events (asm-generic/poll.h), which the PAL shares; <see cref="Readiness"/> has the same numbers.</summary>
[Flags]
internal enum PollEvents : short
{
    None = 0,
    POLLIN = 0x01,
    POLLOUT = 0x04,
    POLLERR = 0x08,
    POLLHUP = 0x10,
    POLLNVAL = 0x20,
}

/// <summary>The polling export. It may wait; it does not throw.</summary>
internal static unsafe class PollExports
{
    // The console wakes who reads it, everything else who waits for the file system: for both at once one must look again.
    private const int MixedWaitMs = 10;

    /// <summary>Waits for events: a PAL error number.</summary>
    /// <param name="pollEvents">What to wait for; receives what happened.</param>
    /// <param name="eventCount">How many.</param>
    /// <param name="milliseconds">The longest wait; -1 for ever.</param>
    /// <param name="triggered">Receives the number of descriptors with events.</param>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_Poll")]
    internal static int Poll(PollEvent* pollEvents, uint eventCount, int milliseconds, uint* triggered)
    {
        if (pollEvents == null || triggered == null)
        {
            return PalError.EFAULT;
        }

        if (milliseconds < -1 || eventCount > Descriptors.Limit)
        {
            return PalError.EINVAL; // poll(2): more entries than RLIMIT_NOFILE
        }

        // SAFETY: the caller passes an array of eventCount entries.
        var events = new Span<PollEvent>(pollEvents, (int)eventCount);
        long start = Environment.TickCount64;
        Files.Gate.Enter();
        while (true)
        {
            *triggered = Collect(events, out bool waitsForConsole, out bool waitsForFiles);
            int rest = milliseconds < 0 ? Timeout.Infinite : (int)Math.Max(0, milliseconds - (Environment.TickCount64 - start));
            if (*triggered != 0 || rest == 0)
            {
                break;
            }

            if (!waitsForConsole)
            {
                Files.Gate.Wait(rest);
                continue;
            }

            Files.Gate.Exit();
            _ = Bare.ConsoleWait(waitsForFiles && (uint)rest > MixedWaitMs ? MixedWaitMs : rest);
            Files.Gate.Enter();
        }

        Files.Gate.Exit();
        return PalError.SUCCESS;
    }

    // Fills in what is true now; returns how many descriptors have something.
    private static uint Collect(Span<PollEvent> events, out bool waitsForConsole, out bool waitsForFiles)
    {
        uint count = 0;
        waitsForConsole = false;
        waitsForFiles = false;
        foreach (ref PollEvent entry in events)
        {
            entry.TriggeredEvents = PollEvents.None;
            if (entry.FileDescriptor < 0)
            {
                continue; // poll(2): such an entry is left out
            }

            OpenFile? file = Descriptors.Find(entry.FileDescriptor);
            entry.TriggeredEvents = file is null
                ? PollEvents.POLLNVAL
                : (PollEvents)file.Ready & (entry.Events | PollEvents.POLLERR | PollEvents.POLLHUP);
            bool isConsole = file is OpenDevice { IsConsole: true };
            waitsForConsole |= isConsole && (entry.Events & PollEvents.POLLIN) != 0;
            waitsForFiles |= !isConsole;
            count += entry.TriggeredEvents == PollEvents.None ? 0u : 1u;
        }

        return count;
    }
}
