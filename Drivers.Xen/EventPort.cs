// A port of this domain, bound in the layer below.

namespace Drivers.Xen;

/// <summary>An event channel of Xen.</summary>
internal sealed class EventPort : IEventChannel
{
    private readonly uint _port;

    private EventPort(uint port) => _port = port;

    /// <summary>No port of Xen's: it has the interruptions that every port has (typed signals), and nothing to raise.</summary>
    internal static EventPort None => new(0);

    /// <inheritdoc/>
    public uint Count => Bare.EventCount(_port);

    /// <summary>Binds a port; null without memory.</summary>
    internal static EventPort? Bind(uint port) => Bare.EventBind(port) == 0 ? new EventPort(port) : null;

    /// <inheritdoc/>
    public void Notify() => Bare.EventSend(_port);

    /// <inheritdoc/>
    public void Wait(uint seen) => _ = Bare.EventWait(_port, seen);
}
