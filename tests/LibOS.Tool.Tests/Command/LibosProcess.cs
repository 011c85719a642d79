// The libos command as a process of its own: with an environment, with signals, and with its output as text.

using System.Diagnostics;
using System.Runtime.InteropServices;

namespace LibOS.Tool.Tests.Command;

/// <summary>A running libos.</summary>
internal sealed partial class LibosProcess : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(50);
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private LibosProcess(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _error = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts it.</summary>
    /// <param name="environment">Variables to set.</param>
    /// <param name="input">Its standard input, whole.</param>
    /// <param name="arguments">Its arguments.</param>
    public static LibosProcess Start(IReadOnlyDictionary<string, string> environment, string input, params string[] arguments)
    {
        // By its full path: a test may take the PATH away.
        // Whoever runs the tests in the background ignores SIGINT, and children inherit that.
        var start = new ProcessStartInfo("/usr/bin/env") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (string argument in (IEnumerable<string>)["--default-signal=INT,HUP,TERM,QUIT", Environment.ProcessPath!, typeof(LibosCommand).Assembly.Location, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        Process process = Process.Start(start)!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        return new LibosProcess(process);
    }

    /// <summary>Runs it to its end.</summary>
    /// <inheritdoc cref="Start"/>
    public static async Task<LibOS.Sandbox.CommandResult> RunAsync(IReadOnlyDictionary<string, string> environment, string input, params string[] arguments)
    {
        using LibosProcess process = Start(environment, input, arguments);
        return await process.WaitAsync();
    }

    /// <summary>Sends a signal; the number is Linux's.</summary>
    public void Signal(int number) => Assert.That(Kill(_process.Id, number), Is.Zero);

    /// <summary>Waits for its end.</summary>
    public async Task<LibOS.Sandbox.CommandResult> WaitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(s_limit);
        return new LibOS.Sandbox.CommandResult(_process.ExitCode, await _output, await _error);
    }

    /// <summary>Ends it if it still runs.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
