// EventSource and EventListener, with the program's own sources.

using System.Diagnostics.Tracing;
using Conformance;

namespace Events;

/// <summary>Sources, and who listens to them.</summary>
internal static class SourceChecks
{
    public static void Run(Area area)
    {
        area.Check("source.supported", () => AppContext.TryGetSwitch("System.Diagnostics.Tracing.EventSource.IsSupported", out bool isSupported) && isSupported);
        area.Check("source.off", () => (Shop.Log.IsEnabled(), Shop.Log.Name, Shop.Log.Guid, Shop.Log.ConstructionException));
        area.Check("source.manifest", () => EventSource.GenerateManifest(typeof(Shop), null)?.Contains("Sold", StringComparison.Ordinal));
        area.Check("source.known", () => EventSource.GetSources().Select(source => source.Name).Order(StringComparer.Ordinal));
        area.Check("source.write-without-listener", () => { Shop.Log.Sold("bread", 3); return Shop.Log.ConstructionException; });
        area.Check("source.self-describing", () => { using var source = new EventSource("Dynamic-Shop", EventSourceSettings.EtwSelfDescribingEventFormat); return (source.Name, source.Guid, source.Settings); });
        area.Check("listener.events", () => Collect(EventLevel.Verbose, EventKeywords.All, () =>
        {
            Shop.Log.Sold("bread", 3);
            Shop.Log.Closed();
            Shop.Log.Checked(1.5, true, new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11));
        }));
        area.Check("listener.level", () => Collect(EventLevel.Error, EventKeywords.All, () => { Shop.Log.Sold("bread", 3); Shop.Log.Closed(); }));
        area.Check("listener.keyword", () => Collect(EventLevel.Verbose, Shop.Keywords.Till, () => { Shop.Log.Sold("bread", 3); Shop.Log.Checked(0, false, Guid.Empty); }));
        area.Check("listener.enabled", () => { using var collector = new Collector(EventLevel.Warning, Shop.Keywords.Till); return (Shop.Log.IsEnabled(), Shop.Log.IsEnabled(EventLevel.Error, Shop.Keywords.Till), Shop.Log.IsEnabled(EventLevel.Informational, Shop.Keywords.Till), Shop.Log.IsEnabled(EventLevel.Error, Shop.Keywords.Shelf)); });
        area.Check("listener.two", () => { using var other = new Collector(EventLevel.Verbose, EventKeywords.All); return Collect(EventLevel.Verbose, EventKeywords.All, () => Shop.Log.Sold("milk", 1)).Concat(other.Seen); });
        area.Check("listener.disposed", () => { var collector = new Collector(EventLevel.Verbose, EventKeywords.All); collector.Dispose(); Shop.Log.Sold("late", 1); return (collector.Seen.Count, Shop.Log.IsEnabled()); });
        area.Check("listener.disabled", () => { using var collector = new Collector(EventLevel.Verbose, EventKeywords.All); Shop.Log.Sold("early", 1); collector.DisableEvents(Shop.Log); Shop.Log.Sold("late", 1); return collector.Seen; });
        area.Check("listener.dynamic", () => { using var source = new EventSource("Dynamic-Shop"); using var collector = new Collector(EventLevel.Verbose, EventKeywords.All, "Dynamic-Shop"); source.Write("Opened", new EventSourceOptions { Level = EventLevel.Warning }); return collector.Seen; });
        area.Check("listener.activity-id", () => { EventSource.SetCurrentThreadActivityId(new Guid(9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9)); Guid seen = EventSource.CurrentThreadActivityId; EventSource.SetCurrentThreadActivityId(Guid.Empty); return (seen, EventSource.CurrentThreadActivityId); });
        area.Check("listener.activity-id-exchanged", () => { EventSource.SetCurrentThreadActivityId(new Guid(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)); EventSource.SetCurrentThreadActivityId(Guid.Empty, out Guid old); return old; });
        area.Check("listener.activity-id-of-thread", () => { EventSource.SetCurrentThreadActivityId(new Guid(2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2)); Guid other = Guid.AllBitsSet; var thread = new Thread(() => other = EventSource.CurrentThreadActivityId); thread.Start(); thread.Join(); EventSource.SetCurrentThreadActivityId(Guid.Empty); return other; });
        area.Check("listener.activity-id-of-event", () => { EventSource.SetCurrentThreadActivityId(new Guid(3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3)); using var collector = new Collector(EventLevel.Verbose, EventKeywords.All); Shop.Log.Closed(); EventSource.SetCurrentThreadActivityId(Guid.Empty); return (collector.LastActivityId, collector.Last!.RelatedActivityId, collector.Last.OSThreadId > 0); });
        area.Check("listener.thread", () => { using var collector = new Collector(EventLevel.Verbose, EventKeywords.All); var thread = new Thread(Shop.Log.Closed); thread.Start(); thread.Join(); return (collector.Seen.Count, collector.Last!.TimeStamp.Kind, (DateTime.UtcNow - collector.Last.TimeStamp).Duration() < TimeSpan.FromMinutes(1)); });
        area.Check("listener.throws", () => { using var listener = new Breaking(Shop.Log); Shop.Log.Closed(); return "went on"; });
        area.Check("listener.command", () => { using var collector = new Collector(EventLevel.Informational, EventKeywords.All); return Shop.Log.LastCommand; });
        area.Check("counter", () => { using var counter = new EventCounter("sales", Shop.Log); counter.WriteMetric(1.5f); return counter.Name; });
        area.Check("counter.events", () =>
        {
            using var counter = new EventCounter("sales", Shop.Log) { DisplayName = "Sales", DisplayUnits = "loaves" };
            using var polling = new PollingCounter("stock", Shop.Log, () => 7);
            using var collector = new CounterCollector("Conformance-Shop", "sales", "stock");
            counter.WriteMetric(1.5f);
            counter.WriteMetric(2.5f);
            return collector.Wait();
        });
    }

    private static List<string> Collect(EventLevel level, EventKeywords keywords, Action action)
    {
        using var collector = new Collector(level, keywords);
        action();
        return collector.Seen;
    }
}
