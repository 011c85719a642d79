// Threads, locks, tasks and the pool. Arguments: none, or "scale" for the checks with thousands of threads.

using Conformance;
using Conformance.Threads;

var area = new Area();
if (args.Contains("scale"))
{
    ScaleChecks.Run(area);
    return area.Finish();
}

ThreadChecks.Run(area);
LockChecks.Run(area);
WaitHandleChecks.Run(area);
TaskChecks.Run(area);
PoolChecks.Run(area);
TimerChecks.Run(area);
ChannelChecks.Run(area);
ScaleChecks.Run(area);
return area.Finish();
