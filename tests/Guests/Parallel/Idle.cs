// Nothing to do, for some time: what the host counts as the domain's CPU time is overhead.

namespace Parallel;

/// <summary>The verb "idle".</summary>
internal static class Idle
{
    public static void Run(Options options)
    {
        Team.Say("idle: has nothing to do");
        Thread.Sleep(options.Seconds * 1000);
    }
}
