// The garbage collector: what programs can see of it.

using Conformance;
using Conformance.Collector;

var area = new Area();
CollectionChecks.Run(area);
ReferenceChecks.Run(area);
LimitChecks.Run(area);
return area.Finish();
