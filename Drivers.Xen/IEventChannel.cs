// An event channel as a driver sees it: something to raise, and a count of events to wait on.

namespace Drivers.Xen;

/// <summary>An event channel. An event never gets lost: look at <see cref="Count"/>, then at the ring, then wait.</summary>
internal interface IEventChannel
{
    /// <summary>How many events there were; wraps.</summary>
    uint Count { get; }

    /// <summary>Raises the other side's event.</summary>
    void Notify();

    /// <summary>Blocks until the count is another than <paramref name="seen"/>.</summary>
    void Wait(uint seen);
}
