// Runs a program to its end and keeps what it said. Everything the sandbox asks of Debian's tools goes through here.

using System.ComponentModel;
using System.Diagnostics;

namespace LibOS.Sandbox;

/// <summary>What a finished program left behind.</summary>
/// <param name="ExitCode">Its exit status.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">Its standard error.</param>
public readonly record struct CommandResult(int ExitCode, string Output, string Error);

/// <summary>Runs other programs.</summary>
public static class ExternalCommand
{
    /// <summary>Runs a program to its end; never throws for a non-zero status.</summary>
    /// <exception cref="SandboxException">The program does not exist.</exception>
    public static async Task<CommandResult> TryRunAsync(string program, IEnumerable<string> arguments, CancellationToken ct, string? directory = null, string? input = null)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = directory ?? "",
        };
        start.Environment["LC_ALL"] = "C";
        start.Environment["DEBIAN_FRONTEND"] = "noninteractive";
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception error)
        {
            throw new SandboxException($"cannot run {program}", error.Message, DebianPackages.RemedyFor(program), error);
        }

        using (process)
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(ct);
            Task<string> errors = process.StandardError.ReadToEndAsync(ct);
            try
            {
                if (input is not null)
                {
                    await WriteAsync(process.StandardInput, input, ct);
                }

                process.StandardInput.Close();
                await process.WaitForExitAsync(ct);
                // A Ctrl-C at the terminal reaches the program as well: its status is then not an answer.
                ct.ThrowIfCancellationRequested();
                return new CommandResult(process.ExitCode, await output, await errors);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }
        }
    }

    private static async Task WriteAsync(StreamWriter writer, string input, CancellationToken ct)
    {
        try
        {
            await writer.WriteAsync(input.AsMemory(), ct);
            await writer.FlushAsync(ct);
        }
        catch (IOException)
        {
            // It ended without reading everything: its status and its words say why.
        }
    }

    /// <summary>Runs a program and returns its standard output.</summary>
    /// <exception cref="SandboxException">It does not exist, or its status is not zero.</exception>
    public static async Task<string> RunAsync(string program, IEnumerable<string> arguments, CancellationToken ct, string? directory = null)
    {
        string[] list = [.. arguments];
        CommandResult result = await TryRunAsync(program, list, ct, directory);
        if (result.ExitCode != 0)
        {
            string said = (result.Error.Length > 0 ? result.Error : result.Output).Trim();
            throw new SandboxException($"`{program} {string.Join(' ', list)}` ended with status {result.ExitCode}", said.Length > 0 ? said : null);
        }

        return result.Output;
    }
}
