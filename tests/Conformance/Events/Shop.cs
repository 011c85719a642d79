// An event source and the listeners of the checks.

using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Tracing;
using System.Globalization;

namespace Events;

[EventSource(Name = "Conformance-Shop")]
internal sealed class Shop : EventSource
{
    public static readonly Shop Log = new();

    public string LastCommand { get; private set; } = "none";

    [Event(1, Level = EventLevel.Informational, Keywords = Keywords.Till, Message = "{1} of {0}")]
    public void Sold(string what, int count) => WriteEvent(1, what, count);

    [Event(2, Level = EventLevel.Error)]
    public void Closed() => WriteEvent(2);

    [Event(3, Level = EventLevel.Verbose, Keywords = Keywords.Shelf)]
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The arguments are primitive.")]
    public void Checked(double weight, bool isGood, Guid batch) => WriteEvent(3, weight, isGood, batch);

    protected override void OnEventCommand(EventCommandEventArgs command) => LastCommand = command.Command.ToString();

    internal static class Keywords
    {
        public const EventKeywords Till = (EventKeywords)1;
        public const EventKeywords Shelf = (EventKeywords)2;
    }
}

/// <summary>Listens to one source from its own construction on.</summary>
internal sealed class Collector : EventListener
{
    public Collector(EventLevel level, EventKeywords keywords, string name = "Conformance-Shop")
    {
        foreach (EventSource source in EventSource.GetSources().Where(source => source.Name == name))
        {
            EnableEvents(source, level, keywords);
        }
    }

    public List<string> Seen { get; } = [];

    protected override void OnEventWritten(EventWrittenEventArgs eventData) =>
        Seen.Add(string.Create(CultureInfo.InvariantCulture, $"{eventData.EventId} {eventData.EventName} {eventData.Level} {eventData.Keywords:x} [{string.Join(", ", eventData.Payload!.Select(value => Convert.ToString(value, CultureInfo.InvariantCulture)))}] {eventData.Message}"));
}

internal sealed class Observer(List<string> seen) : IObserver<KeyValuePair<string, object?>>
{
    public void OnCompleted() => seen.Add("completed");

    public void OnError(Exception error) => seen.Add(error.Message);

    public void OnNext(KeyValuePair<string, object?> value) => seen.Add($"{value.Key}={value.Value}");
}
