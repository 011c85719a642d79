// Activity, ActivitySource and ActivityListener.

using System.Diagnostics;
using Conformance;

namespace Events;

/// <summary>Distributed tracing as far as one process has it.</summary>
internal static class ActivityChecks
{
    public static void Run(Area area)
    {
        area.Check("activity.off", () => { using var source = new ActivitySource("quiet"); return source.StartActivity("nothing"); });
        area.Check("activity.tree", () =>
        {
            using var source = new ActivitySource("tree");
            var ended = new List<string>();
            using var listener = new ActivityListener
            {
                ShouldListenTo = listened => listened.Name == "tree",
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
                ActivityStopped = activity => ended.Add($"{activity.OperationName}/{activity.Parent?.OperationName}/{activity.GetTagItem("k")}/{activity.Status}"),
            };
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
        area.CheckAsync("activity.flows", async () =>
        {
            using Activity activity = new Activity("flows").Start();
            await Task.Yield();
            string? inTask = await Task.Run(() => Activity.Current?.OperationName);
            return (inTask, Activity.Current?.OperationName);
        });
        area.Check("activity.w3c", () => ActivityContext.TryParse("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "k=v", out ActivityContext context) ? (context.TraceId, context.SpanId, context.TraceFlags, context.TraceState) : null);
        area.Check("activity.w3c-malformed", () => ActivityContext.Parse("00-0af7-b7ad-01", null));
        area.Check("activity.ids-differ", () => (ActivityTraceId.CreateRandom() != ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom() != ActivitySpanId.CreateRandom(), ActivityTraceId.CreateRandom().ToString().Length));
        area.Check("activity.duration", () => { using Activity activity = new Activity("slept").Start(); Thread.Sleep(30); activity.Stop(); return (activity.Duration >= TimeSpan.FromMilliseconds(25), activity.StartTimeUtc.Kind, (DateTime.UtcNow - activity.StartTimeUtc).Duration() < TimeSpan.FromMinutes(1)); });
        area.Check("activity.baggage-and-events", () =>
        {
            using Activity activity = new Activity("full").AddBaggage("user", "7").Start();
            activity.AddEvent(new ActivityEvent("began", tags: new ActivityTagsCollection { ["n"] = 1 }));
            activity.AddException(new InvalidOperationException("broken"));
            return (activity.GetBaggageItem("user"), string.Join(",", activity.Events.Select(activityEvent => activityEvent.Name + ":" + string.Join("/", activityEvent.Tags.Select(tag => tag.Key)))));
        });
        area.Check("activity.propagator", () =>
        {
            using Activity activity = new Activity("sent").SetParentId(ActivityTraceId.CreateFromString("0af7651916cd43dd8448eb211c80319c"), ActivitySpanId.CreateFromString("b7ad6b7169203331"), ActivityTraceFlags.Recorded).Start();
            var headers = new List<string>();
            DistributedContextPropagator.Current.Inject(activity, headers, (carrier, name, value) => ((List<string>)carrier!).Add(name + "=" + value[..36]));
            return headers;
        });
    }
}
