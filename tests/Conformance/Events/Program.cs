// Diagnostics inside the process: EventSource and its listeners, activities, meters, diagnostic listeners.

using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Diagnostics.Tracing;
using Conformance;
using Events;

var area = new Area();
area.Check("source.supported", () => EventSource.IsSupported);
area.Check("source.off", () => (Shop.Log.IsEnabled(), Shop.Log.Name, Shop.Log.Guid, Shop.Log.ConstructionException));
area.Check("source.manifest", () => EventSource.GenerateManifest(typeof(Shop), null)?.Contains("Sold", StringComparison.Ordinal));
area.Check("listener.events", () => Collect(EventLevel.Verbose, EventKeywords.All, () =>
{
    Shop.Log.Sold("bread", 3);
    Shop.Log.Closed();
    Shop.Log.Checked(1.5, true, new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11));
}));
area.Check("listener.level", () => Collect(EventLevel.Error, EventKeywords.All, () => { Shop.Log.Sold("bread", 3); Shop.Log.Closed(); }));
area.Check("listener.keyword", () => Collect(EventLevel.Verbose, Shop.Keywords.Till, () => { Shop.Log.Sold("bread", 3); Shop.Log.Checked(0, false, Guid.Empty); }));
area.Check("listener.two", () => { using var other = new Collector(EventLevel.Verbose, EventKeywords.All); return Collect(EventLevel.Verbose, EventKeywords.All, () => Shop.Log.Sold("milk", 1)).Concat(other.Seen); });
area.Check("listener.disposed", () => { var collector = new Collector(EventLevel.Verbose, EventKeywords.All); collector.Dispose(); Shop.Log.Sold("late", 1); return (collector.Seen.Count, Shop.Log.IsEnabled()); });
area.Check("listener.dynamic", () => { using var source = new EventSource("Dynamic-Shop"); using var collector = new Collector(EventLevel.Verbose, EventKeywords.All, "Dynamic-Shop"); source.Write("Opened", new EventSourceOptions { Level = EventLevel.Warning }); return collector.Seen; });
area.Check("listener.activity-id", () => { EventSource.SetCurrentThreadActivityId(new Guid(9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9)); Guid seen = EventSource.CurrentThreadActivityId; EventSource.SetCurrentThreadActivityId(Guid.Empty); return seen; });
area.Check("listener.sources", () => EventSource.GetSources().Select(source => source.Name).Contains("Conformance-Shop"));
area.Check("listener.command", () => { using var collector = new Collector(EventLevel.Informational, EventKeywords.All); return Shop.Log.LastCommand; });
area.Check("counter", () => { using var counter = new EventCounter("sales", Shop.Log); counter.WriteMetric(1.5f); return counter.Name; });
area.Check("activity.off", () => { using var source = new ActivitySource("quiet"); return source.StartActivity("nothing"); });
area.Check("activity.tree", () =>
{
    using var source = new ActivitySource("tree");
    var ended = new List<string>();
    using var listener = new ActivityListener { ShouldListenTo = s => s.Name == "tree", Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData, ActivityStopped = a => ended.Add($"{a.OperationName}/{a.Parent?.OperationName}/{a.GetTagItem("k")}/{a.Status}") };
    ActivitySource.AddActivityListener(listener);
    using (Activity? outer = source.StartActivity("outer", ActivityKind.Server))
    {
        outer?.SetTag("k", 1);
        using Activity? inner = source.StartActivity("inner");
        inner?.SetStatus(ActivityStatusCode.Error, "broken");
        ended.Add(Activity.Current?.OperationName + (inner?.TraceId == outer?.TraceId));
    }

    return ended.Append(Activity.Current?.OperationName ?? "none");
});
area.CheckAsync("activity.flows", async () => { using var activity = new Activity("flows").Start(); await Task.Yield(); string? inTask = await Task.Run(() => Activity.Current?.OperationName); return (inTask, Activity.Current?.OperationName); });
area.Check("activity.w3c", () => ActivityContext.TryParse("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "k=v", out ActivityContext context) ? (context.TraceId, context.SpanId, context.TraceFlags, context.TraceState) : null);
area.Check("meter", () =>
{
    using var meter = new Meter("shop", "1.0");
    Counter<int> counter = meter.CreateCounter<int>("sold", "pieces");
    Histogram<double> histogram = meter.CreateHistogram<double>("price");
    meter.CreateObservableGauge("stock", () => 42);
    var seen = new List<string>();
    using var listener = new MeterListener { InstrumentPublished = (instrument, l) => { if (instrument.Meter.Name == "shop") { l.EnableMeasurementEvents(instrument); } } };
    listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => seen.Add($"{instrument.Name} {value} {tags.Length}"));
    listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => seen.Add($"{instrument.Name} {value:R}"));
    listener.Start();
    counter.Add(3, new KeyValuePair<string, object?>("what", "bread"));
    histogram.Record(2.5);
    listener.RecordObservableInstruments();
    return seen;
});
area.Check("diagnostic-listener", () =>
{
    using var source = new DiagnosticListener("diagnostics");
    var seen = new List<string>();
    using IDisposable subscription = source.Subscribe(new Observer(seen), name => name != "hidden");
    foreach (string name in (string[])["shown", "hidden"])
    {
        if (source.IsEnabled(name))
        {
            source.Write(name, name.Length);
        }
    }

    return seen;
});
area.Check("trace", () => { var text = new StringWriter(); using var listener = new TextWriterTraceListener(text); Trace.Listeners.Add(listener); Trace.TraceWarning("watch {0}", 1); Trace.Flush(); Trace.Listeners.Remove(listener); return text.ToString().Contains("watch 1", StringComparison.Ordinal); });
area.Check("stack-trace", () => new StackTrace().GetFrames().Length > 0 && new StackTrace().ToString().Contains("Program", StringComparison.Ordinal));
return area.Finish();

static List<string> Collect(EventLevel level, EventKeywords keywords, Action action)
{
    using var collector = new Collector(level, keywords);
    action();
    return collector.Seen;
}
