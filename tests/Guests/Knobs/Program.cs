// What the GC's settings come to: "fact NAME VALUE" for each that the class library reports or that behaviour shows.

using System.Runtime;
using Knobs;

foreach ((string name, object value) in GC.GetConfigurationVariables().OrderBy(entry => entry.Key, StringComparer.Ordinal))
{
    Print("config." + name, value);
}

GC.Collect();
GCMemoryInfo info = GC.GetGCMemoryInfo();
Print("server", GCSettings.IsServerGC);
Print("latency-mode", GCSettings.LatencyMode);
Print("available", info.TotalAvailableMemoryBytes);
Print("high-load", info.HighMemoryLoadThresholdBytes);
Print("largest-small-object", Behaviour.LargestSmallObject());
Print("collections-for-64-mib", Behaviour.CollectionsFor64MiB());
Print("mib-until-out-of-memory", Behaviour.MiBUntilOutOfMemory());
return 0;

static void Print(string name, object value) => Console.WriteLine(FormattableString.Invariant($"fact {name} {value}"));
