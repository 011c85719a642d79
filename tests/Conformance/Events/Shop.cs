// An event source.

using System.Diagnostics.Tracing;

namespace Events;

[EventSource(Name = "Conformance-Shop")]
internal sealed class Shop : EventSource
{
    public static readonly Shop Log = new();

    public string LastCommand { get; [NonEvent] private set; } = "none";

    [Event(1, Level = EventLevel.Informational, Keywords = Keywords.Till, Message = "{1} of {0}")]
    public void Sold(string what, int count) => WriteEvent(1, what, count);

    [Event(2, Level = EventLevel.Error)]
    public void Closed() => WriteEvent(2);

    [Event(3, Level = EventLevel.Verbose, Keywords = Keywords.Shelf)]
    public void Checked(double weight, bool isGood, Guid batch) => WriteEvent(3, weight, isGood, batch);

    protected override void OnEventCommand(EventCommandEventArgs command) => LastCommand = command.Command.ToString();

    public static class Keywords
    {
        public const EventKeywords Till = (EventKeywords)1;
        public const EventKeywords Shelf = (EventKeywords)2;
    }
}
