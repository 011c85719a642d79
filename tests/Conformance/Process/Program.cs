// Environment, AppContext, RuntimeInformation and Process. What differs by nature (ids, sizes, names) is a predicate. Run as
// root, as a guest's program is.

using Conformance;
using Conformance.Processes;

var area = new Area();
EnvironmentChecks.Run(area);
VariableChecks.Run(area);
FolderChecks.Run(area);
ContextChecks.Run(area);
RuntimeChecks.Run(area);
ProcessChecks.Run(area);
ThreadChecks.Run(area);
OtherProcessChecks.Run(area);
SignalChecks.Run(area);
ProcChecks.Run(area);
return area.Finish();
