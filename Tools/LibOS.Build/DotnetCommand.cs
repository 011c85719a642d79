// Runs the dotnet command on this repository: quietly, for its result, or line by line while it works.

using System.Diagnostics;
using LibOS.Sandbox;

namespace LibOS.Build;

/// <summary>The .NET SDK's command.</summary>
internal static class DotnetCommand
{
    private const string Program = "dotnet";

    /// <summary>Runs it to its end, in the repository's top folder.</summary>
    /// <exception cref="SandboxException">It failed; with what it said.</exception>
    public static async Task RunAsync(Repository repository, IReadOnlyList<string> arguments, CancellationToken ct)
    {
        CommandResult result = await ExternalCommand.TryRunAsync(Program, arguments, ct, repository.Root);
        if (result.ExitCode != 0)
        {
            // MSBuild says each error when it happens and again at the end.
            string said = string.Join('\n', (result.Output + result.Error).Split('\n').Select(text => text.Trim()).Where(text => text.Length > 0).Distinct());
            throw new SandboxException($"dotnet {arguments[0]} failed", said, $"dotnet {string.Join(' ', arguments)}   (in {repository.Root})");
        }
    }

    /// <summary>Runs it and hands out each line as it comes, of both its outputs.</summary>
    /// <returns>Its exit code.</returns>
    public static async Task<int> StreamAsync(Repository repository, IReadOnlyList<string> arguments, Action<string> line, CancellationToken ct)
    {
        var start = new ProcessStartInfo(Program)
        {
            WorkingDirectory = repository.Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        var order = new Lock();
        try
        {
            await Task.WhenAll(CopyAsync(process.StandardOutput), CopyAsync(process.StandardError), process.WaitForExitAsync(ct));
            return process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        async Task CopyAsync(StreamReader reader)
        {
            while (await reader.ReadLineAsync(ct) is { } text)
            {
                lock (order)
                {
                    line(text);
                }
            }
        }
    }
}
