// The runtime's own event sources. System.Runtime (counters) is managed code and the same everywhere. The native one,
// Microsoft-Windows-DotNETRuntime, needs EventPipe: Linux has it, a guest says that it has not, and neither dies of it.

using System.Diagnostics.Tracing;
using Conformance;

namespace Events;

/// <summary>System.Runtime, Microsoft-Windows-DotNETRuntime.</summary>
internal static class RuntimeSourceChecks
{
    private const string NativeSource = "Microsoft-Windows-DotNETRuntime";

    public static void Run(Area area)
    {
        area.Check("runtime.counters", () =>
        {
            using var collector = new CounterCollector(
                "System.Runtime",
                "cpu-usage",
                "working-set",
                "gc-heap-size",
                "gen-0-gc-count",
                "gen-2-size",
                "threadpool-thread-count",
                "monitor-lock-contention-count",
                "threadpool-queue-length",
                "threadpool-completed-items-count",
                "alloc-rate",
                "active-timer-count",
                "gc-fragmentation",
                "gc-committed",
                "exception-count",
                "time-in-gc",
                "loh-size",
                "poh-size");
            return collector.Wait();
        });
        area.Check("native.enable", () => WorksOrSaysWhy(EventLevel.Informational));
        area.Check("native.enable-again", () => WorksOrSaysWhy(EventLevel.Verbose));
        area.Check("native.everything", () =>
        {
            // What many programs do: a listener that enables whatever source there is.
            string result = "went on";
            try
            {
                using var listener = new Everything();
                GC.Collect();
            }
            catch (EventSourceException exception)
            {
                result = Named(exception);
            }

            return result;
        });
        area.Check("native.others-go-on", () => { using var collector = new Collector(EventLevel.Verbose, EventKeywords.All); GC.Collect(); Shop.Log.Closed(); return collector.Seen; });
    }

    private static string WorksOrSaysWhy(EventLevel level)
    {
        try
        {
            using var listener = new Collector(level, EventKeywords.None, NativeSource);
            return "went on";
        }
        catch (EventSourceException exception)
        {
            return Named(exception);
        }
    }

    // A refusal that names the source passes as well.
    private static string Named(EventSourceException exception) =>
        exception.Message.Contains("EventPipe", StringComparison.Ordinal) ? "went on" : Area.Describe(exception);

    private sealed class Everything : EventListener
    {
        protected override void OnEventSourceCreated(EventSource eventSource) => EnableEvents(eventSource, EventLevel.Informational);
    }
}
