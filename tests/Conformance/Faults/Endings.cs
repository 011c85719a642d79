// Every way in which a program can end.

using System.Diagnostics;

namespace Conformance.Faults;

/// <summary>Endings by name; each returns the exit code, if it returns.</summary>
internal static class Endings
{
    public static IReadOnlyDictionary<string, Func<int>> All { get; } = new SortedDictionary<string, Func<int>>(StringComparer.Ordinal)
    {
        ["return-0"] = () => 0,
        ["return-7"] = () => 7,
        ["return-300"] = () => 300 & 0xFF,
        ["exit-3"] = () => { Environment.Exit(3); return 1; },
        ["exit-code-property"] = () => { Environment.ExitCode = 5; Environment.Exit(Environment.ExitCode); return 1; },
        ["exit-from-thread"] = () => { new Thread(() => Environment.Exit(9)).Start(); Thread.Sleep(Timeout.Infinite); return 1; },
        ["exit-from-pool"] = () => { ThreadPool.QueueUserWorkItem(_ => Environment.Exit(11)); Thread.Sleep(Timeout.Infinite); return 1; },
        ["exit-in-finally-skips"] = () => { try { Environment.Exit(4); } finally { Console.WriteLine("finally ran"); } return 1; },
        ["process-exit-handler"] = () => { AppDomain.CurrentDomain.ProcessExit += (_, _) => Console.WriteLine("process exit"); return 6; },
        ["process-exit-on-exit"] = () => { AppDomain.CurrentDomain.ProcessExit += (_, _) => Console.WriteLine("process exit"); Environment.Exit(8); return 1; },
        ["foreground-thread-keeps-alive"] = () => { new Thread(() => { Thread.Sleep(50); Console.WriteLine("thread ended"); }).Start(); return 2; },
        ["background-thread-does-not"] = () => { new Thread(() => Thread.Sleep(Timeout.Infinite)) { IsBackground = true }.Start(); return 12; },
        ["killed-by-itself"] = () => { using Process self = Process.GetCurrentProcess(); self.Kill(); Thread.Sleep(Timeout.Infinite); return 1; },
        ["unhandled"] = () => throw new InvalidOperationException("nobody catches this"),
        ["unhandled-inner"] = () => throw new InvalidOperationException("outer", new ArgumentException("inner")),
        ["unhandled-on-thread"] = () => { var t = new Thread(() => throw new InvalidOperationException("on a thread")); t.Start(); t.Join(); return 1; },
        ["unhandled-null"] = () => { string? text = Environment.GetEnvironmentVariable("NOT_SET_ANYWHERE"); return text!.Length; },
        ["unhandled-handler"] = () => { AppDomain.CurrentDomain.UnhandledException += (_, e) => Console.WriteLine($"handler: {((Exception)e.ExceptionObject).Message} {e.IsTerminating}"); throw new InvalidOperationException("seen"); },
        ["unhandled-in-async-void"] = () => { Void(); Thread.Sleep(Timeout.Infinite); return 1; static async void Void() { await Task.Yield(); throw new InvalidOperationException("async void"); } },
        ["fail-fast"] = () => { Environment.FailFast("the reason"); return 1; },
        ["fail-fast-exception"] = () => { Environment.FailFast("the reason", new InvalidOperationException("the cause")); return 1; },
        ["debug-fail"] = () => { Debug.Assert(true); Trace.WriteLine("traced"); return 13; },
        ["access-violation"] = () => { unsafe { *(long*)0x123456789000 = 1; } return 1; },
        ["console-error"] = () => { Console.Error.WriteLine("to error"); Console.Out.WriteLine("to out"); return 14; },
        ["exit-while-threads-spin"] = () => { for (int i = 0; i < 3; i++) { new Thread(() => { while (true) { } }) { IsBackground = true }.Start(); } Thread.Sleep(20); return 15; },
    };
}
