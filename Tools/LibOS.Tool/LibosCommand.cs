// The libos command. Exit codes: the guest's own; 124 timeout, 125 the command itself failed, 130 Ctrl-C,
// 134 the guest crashed, 143 SIGTERM, 129 the terminal was closed (SIGHUP).

using System.CommandLine;
using System.Runtime.InteropServices;
using LibOS.Sandbox;

namespace LibOS.Tool;

/// <summary>The whole command, from its arguments to its exit code. The repository's build runs guests through it too.</summary>
internal static class LibosCommand
{
    /// <summary>Runs the command.</summary>
    /// <param name="args">Its arguments, without its name.</param>
    /// <returns>Its exit code.</returns>
    public static async Task<int> InvokeAsync(string[] args)
    {
        var root = new RootCommand("Runs .NET programs as Xen guests.")
        {
            RunCommand.Create(),
            SandboxCommand.Create(),
            DoctorCommand.Create(),
            SymbolizeCommand.Create(),
        };

        // All three: a guest would be left behind in a sandbox that is up. The same signal once more ends this process at once.
        int interrupted = 0;
        using var interruption = new CancellationTokenSource();
        using PosixSignalRegistration interrupt = Register(PosixSignal.SIGINT, 130);
        using PosixSignalRegistration terminate = Register(PosixSignal.SIGTERM, 143);
        using PosixSignalRegistration hangUp = Register(PosixSignal.SIGHUP, 129);

        // The last resort against stack traces: a person gets words. LIBOS_DEBUG=1 shows the trace.
        try
        {
            ParseResult parsed = root.Parse(args);
            int status = await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, interruption.Token);
            return parsed.Errors.Count > 0 ? GuestResult.FailureExitCode : status;
        }
        catch (SandboxException error)
        {
            Console.Error.WriteLine("libos: " + error.Message);
            return GuestResult.FailureExitCode;
        }
        catch (OperationCanceledException)
        {
            // What a shell reports for a program that the signal ended.
            return interrupted;
        }
        catch (Exception error) when (Environment.GetEnvironmentVariable("LIBOS_DEBUG") is null)
        {
            Console.Error.WriteLine($"libos: {error.GetType().Name}: {error.Message}\n  do:  set LIBOS_DEBUG=1 and run it again for details; this is a defect of libos, please report it");
            return GuestResult.FailureExitCode;
        }

        PosixSignalRegistration Register(PosixSignal signal, int status) => PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = !interruption.IsCancellationRequested;
            interrupted = status;
            // Off this thread: what the token's end sets in motion must not delay the second signal.
            _ = interruption.CancelAsync();
        });
    }
}
