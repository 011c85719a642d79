// poll(2) over the descriptors that exist: the console may be read when something was typed; writing it and reading a
// directory never wait.

using System.Runtime.InteropServices;

namespace LibOS.SystemNative;

/// <summary>PollEvent of pal_io.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollEvent
{
    public int FileDescriptor;
    public PollEvents Events;
    public PollEvents TriggeredEvents;
}

/// <summary>Linux's poll events (asm-generic/poll.h), which the PAL shares.</summary>
[Flags]
internal enum PollEvents : short
{
    None = 0,
    POLLIN = 0x01,
    POLLOUT = 0x04,
    POLLNVAL = 0x20,
}

/// <summary>The polling export. It may wait; it does not throw.</summary>
internal static unsafe class PollExports
{
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
        *triggered = Collect(events, out bool waitsForInput);
        if (*triggered != 0 || milliseconds == 0)
        {
            return PalError.SUCCESS;
        }

        if (!waitsForInput)
        {
            Thread.Sleep(milliseconds); // nothing can happen
        }
        else if (Bare.ConsoleWait(milliseconds) != 0)
        {
            *triggered = Collect(events, out _);
        }

        return PalError.SUCCESS;
    }

    // Fills in what is true now; returns how many descriptors have something.
    private static uint Collect(Span<PollEvent> events, out bool waitsForInput)
    {
        uint count = 0;
        waitsForInput = false;
        foreach (ref PollEvent entry in events)
        {
            entry.TriggeredEvents = PollEvents.None;
            if (entry.FileDescriptor < 0)
            {
                continue; // poll(2): such an entry is left out
            }

            DescriptorKind kind = Descriptors.KindOf(entry.FileDescriptor);
            PollEvents possible = PollEvents.POLLOUT;
            if (kind != DescriptorKind.Console || ConsoleInput.IsReady)
            {
                possible |= PollEvents.POLLIN;
            }

            waitsForInput |= kind == DescriptorKind.Console && (entry.Events & PollEvents.POLLIN) != 0;
            entry.TriggeredEvents = kind == DescriptorKind.None ? PollEvents.POLLNVAL : entry.Events & possible;
            count += entry.TriggeredEvents == PollEvents.None ? 0u : 1u;
        }

        return count;
    }
}
