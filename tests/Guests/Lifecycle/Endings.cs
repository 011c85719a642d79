// Ends that the program chooses, and what is told to its handlers.

namespace Lifecycle;

internal static class Endings
{
    /// <summary>Ends from a second thread while the first waits; ProcessExit is raised once.</summary>
    public static void ExitFromAThread()
    {
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Console.WriteLine($"process exit, code {Environment.ExitCode}");
        new Thread(() => Environment.Exit(21)).Start();
        Thread.Sleep(Timeout.Infinite);
    }

    /// <summary>Environment.FailFast: a text, and no handler runs.</summary>
    public static void FailFast()
    {
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Console.WriteLine("process exit");
        Environment.FailFast("the cache is corrupt", new InvalidOperationException("inner cause"));
    }
}
