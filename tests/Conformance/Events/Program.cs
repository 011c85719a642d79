// Diagnostics inside the process: EventSource and its listeners, activities, meters, diagnostic listeners, stack traces.

using Conformance;
using Events;

var area = new Area();
SourceChecks.Run(area);
RuntimeSourceChecks.Run(area);
ActivityChecks.Run(area);
MeterChecks.Run(area);
TraceChecks.Run(area);
return area.Finish();
