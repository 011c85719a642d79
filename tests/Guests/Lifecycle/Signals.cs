// How the outside reaches a program: requests of the host as SIGTERM, keys at the console as SIGINT and SIGQUIT. Each says
// "ready" when it may be reached.

using System.Runtime.InteropServices;

namespace Lifecycle;

internal static class Signals
{
    /// <summary>Handles SIGTERM and ends with a code of its own.</summary>
    public static int WaitForTermination()
    {
        using var told = new ManualResetEventSlim();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Console.WriteLine("process exit");
        using PosixSignalRegistration registration = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            Console.WriteLine("told: " + context.Signal);
            context.Cancel = true;
            told.Set();
        });
        Console.WriteLine("ready");
        told.Wait();
        return 17;
    }

    /// <summary>A handler that does not cancel: it runs, then the default action ends the program.</summary>
    public static void ObserveTermination()
    {
        using PosixSignalRegistration registration = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Console.WriteLine("told: " + context.Signal));
        Console.WriteLine("ready");
        Thread.Sleep(Timeout.Infinite);
    }

    /// <summary>Is told, and stays.</summary>
    public static void RefuseTermination()
    {
        using PosixSignalRegistration registration = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            Console.WriteLine("told: " + context.Signal);
        });
        Console.WriteLine("ready");
        Thread.Sleep(Timeout.Infinite);
    }

    /// <summary>Knows nothing of signals, and waits.</summary>
    public static void WaitForEver()
    {
        Console.WriteLine("ready");
        Thread.Sleep(Timeout.Infinite);
    }

    /// <summary>Knows nothing of signals, and never gives the CPU away.</summary>
    public static void SpinForEver()
    {
        Console.WriteLine("ready");
        while (true)
        {
        }
    }

    /// <summary>The first Ctrl-C is cancelled, the second is not.</summary>
    public static void CountCancelKeys()
    {
        int count = 0;
        Console.CancelKeyPress += (_, key) =>
        {
            key.Cancel = ++count == 1;
            Console.WriteLine($"key {count}: {key.SpecialKey}");
        };
        Console.WriteLine("ready");
        Thread.Sleep(Timeout.Infinite);
    }

    /// <summary>A Ctrl-C discards what was typed before it, as a terminal does, and is not read.</summary>
    public static int ReadBehindCancelKey()
    {
        using var cancelled = new ManualResetEventSlim();
        Console.CancelKeyPress += (_, key) =>
        {
            key.Cancel = true;
            cancelled.Set();
        };
        Console.WriteLine("ready");
        cancelled.Wait();
        Console.WriteLine("cancelled");
        Console.WriteLine($"line: {Console.ReadLine()}");
        return 0;
    }
}
