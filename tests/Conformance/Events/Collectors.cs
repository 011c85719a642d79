// The listeners of the checks.

using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using System.Globalization;

namespace Events;

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

    public EventWrittenEventArgs? Last { get; private set; }

    /// <summary>As it was when the event came: the property looks at the thread.</summary>
    public Guid LastActivityId { get; private set; }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        Last = eventData;
        LastActivityId = eventData.ActivityId;
        Seen.Add(string.Create(CultureInfo.InvariantCulture, $"{eventData.EventId} {eventData.EventName} {eventData.Level} {eventData.Keywords:x} [{string.Join(", ", (eventData.Payload ?? []).Select(value => Convert.ToString(value, CultureInfo.InvariantCulture)))}] {eventData.Message}"));
    }
}

/// <summary>Throws at each event of a source.</summary>
internal sealed class Breaking : EventListener
{
    public Breaking(EventSource source) => EnableEvents(source, EventLevel.Verbose);

    protected override void OnEventWritten(EventWrittenEventArgs eventData) => throw new InvalidOperationException("broken listener");
}

/// <summary>Waits for counters: which came, with what fields.</summary>
internal sealed class CounterCollector : EventListener
{
    private const string IntervalSeconds = "0.2";

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, string> _seen = new();
    private readonly CountdownEvent _missing;
    private readonly string[] _awaited;

    public CounterCollector(string source, params string[] awaited)
    {
        _awaited = awaited;
        _missing = new CountdownEvent(awaited.Length);
        EnableEvents(EventSource.GetSources().Single(known => known.Name == source), EventLevel.Informational, EventKeywords.All, new Dictionary<string, string?> { ["EventCounterIntervalSec"] = IntervalSeconds });
    }

    /// <summary>Each awaited counter with the names of its fields, or what did not come in time.</summary>
    public IEnumerable<string> Wait() =>
        _missing.Wait(s_limit) ? _seen.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Key + " " + pair.Value) : _awaited.Except(_seen.Keys).Select(name => name + " did not come");

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventName == "EventCounters"
            && eventData.Payload?[0] is IDictionary<string, object?> fields
            && fields["Name"] is string name
            && Array.IndexOf(_awaited, name) >= 0
            && _seen.TryAdd(name, string.Join(",", fields.Keys)))
        {
            _missing.Signal();
        }
    }
}
