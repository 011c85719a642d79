// What the runtime layer costs: threads, locks, tasks, timers, allocation. The same program runs on Linux.

using Benchmarks.Runtime;

ThreadFigures.Run();
TaskFigures.Run();
TimerFigures.Run();
AllocationFigures.Run();
