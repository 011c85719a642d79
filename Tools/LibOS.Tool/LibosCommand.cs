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

        // System.CommandLine cancels on SIGINT and SIGTERM; SIGHUP would leave a guest behind in a sandbox that is up.
        int interrupted = 130;
        using var hangUp = new CancellationTokenSource();
        using PosixSignalRegistration terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => interrupted = 143);
        using PosixSignalRegistration closed = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            context.Cancel = true;
            interrupted = 129;
            hangUp.Cancel();
        });

        // The last resort against stack traces: a person gets words. LIBOS_DEBUG=1 shows the trace.
        try
        {
            ParseResult parsed = root.Parse(args);
            int status = await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(30) }, hangUp.Token);
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
    }
}
