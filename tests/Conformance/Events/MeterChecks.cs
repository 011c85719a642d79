// Meter, its instruments, MeterListener; the meter that the runtime has itself.

using System.Diagnostics.Metrics;
using Conformance;

namespace Events;

/// <summary>Metrics.</summary>
internal static class MeterChecks
{
    public static void Run(Area area)
    {
        area.Check("meter", () =>
        {
            using var meter = new Meter("shop", "1.0");
            Counter<int> counter = meter.CreateCounter<int>("sold", "pieces");
            UpDownCounter<int> queue = meter.CreateUpDownCounter<int>("queue");
            Histogram<double> histogram = meter.CreateHistogram<double>("price");
            Gauge<double> gauge = meter.CreateGauge<double>("temperature");
            meter.CreateObservableGauge("stock", () => 42);
            var seen = new List<string>();
            using MeterListener listener = Listen("shop", seen);
            counter.Add(3, new KeyValuePair<string, object?>("what", "bread"));
            queue.Add(-2);
            histogram.Record(2.5);
            gauge.Record(-1.5);
            listener.RecordObservableInstruments();
            return seen;
        });
        area.Check("meter.silent", () => { using var meter = new Meter("alone"); Counter<int> counter = meter.CreateCounter<int>("sold"); counter.Add(1); return (counter.Enabled, counter.Name, counter.Unit, counter.IsObservable); });
        area.Check("meter.disposed", () => { var meter = new Meter("gone"); Counter<int> counter = meter.CreateCounter<int>("sold"); var seen = new List<string>(); using MeterListener listener = Listen("gone", seen); counter.Add(1); meter.Dispose(); counter.Add(2); return seen; });
        area.Check("meter.runtime", () =>
        {
            var seen = new SortedSet<string>(StringComparer.Ordinal);
            using var listener = new MeterListener();
            listener.InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == "System.Runtime")
                {
                    self.EnableMeasurementEvents(instrument);
                }
            };
            listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => seen.Add($"{instrument.Name} {value >= 0}"));
            listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => seen.Add($"{instrument.Name} {value >= 0}"));
            listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => seen.Add($"{instrument.Name} {value >= 0}"));
            listener.Start();
            GC.Collect();
            listener.RecordObservableInstruments();
            return seen;
        });
    }

    private static MeterListener Listen(string meter, List<string> seen)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == meter)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => seen.Add($"{instrument.Name} {value} {tags.Length}"));
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => seen.Add($"{instrument.Name} {value:R}"));
        listener.Start();
        return listener;
    }
}
