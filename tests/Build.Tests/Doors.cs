// The two ways in, as a test sees them: arguments in, text and exit code out.

using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using LibOS.Sandbox;

namespace Build.Tests;

/// <summary>A script of the repository's top folder.</summary>
public abstract class Door
{
    /// <summary>The clone that is tested, without a slash at its end.</summary>
    public static string Root { get; } =
        typeof(Door).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!.TrimEnd('/');

    /// <summary>All ways in.</summary>
    public static IReadOnlyList<Door> All { get; } = [new ShellDoor("sh"), new ShellDoor("bash"), new PowerShellDoor()];

    /// <summary>The script's file name.</summary>
    public abstract string Script { get; }

    /// <summary>Runs the script of a folder; its PATH may be replaced.</summary>
    public abstract Task<CommandResult> RunInAsync(string folder, string? path, params string[] arguments);

    /// <summary>Runs the script of this clone.</summary>
    public Task<CommandResult> RunAsync(params string[] arguments) => RunInAsync(Root, null, arguments);
}

/// <summary>build.sh under one shell.</summary>
/// <param name="shell">The shell; on Debian sh is dash, which has no extensions.</param>
public sealed class ShellDoor(string shell) : Door
{
    /// <inheritdoc/>
    public override string Script => "build.sh";

    /// <inheritdoc/>
    public override Task<CommandResult> RunInAsync(string folder, string? path, params string[] arguments)
    {
        string[] line = ["/bin/" + shell, Path.Combine(folder, Script), .. arguments];
        string[] environment = path is null ? [] : ["PATH=" + path];
        return ExternalCommand.TryRunAsync("/usr/bin/env", [.. environment, .. line], CancellationToken.None);
    }

    /// <inheritdoc/>
    public override string ToString() => $"build.sh in {shell}";
}

/// <summary>build.ps1 in a PowerShell hosted by this process: the engine without its modules of cmdlets.</summary>
public sealed class PowerShellDoor : Door
{
    /// <inheritdoc/>
    public override string Script => "build.ps1";

    /// <inheritdoc/>
    public override Task<CommandResult> RunInAsync(string folder, string? path, params string[] arguments) =>
        Task.FromResult(Invoke(path, shell =>
        {
            shell.AddCommand(Path.Combine(folder, Script));
            foreach (string argument in arguments)
            {
                shell.AddArgument(argument);
            }
        }));

    /// <summary>Runs PowerShell text, as typed at a prompt.</summary>
    public static CommandResult Type(string text, string? path) => Invoke(path, shell => shell.AddScript(text));

    private static CommandResult Invoke(string? path, Action<PowerShell> command)
    {
        // The engine looks native commands up in this process's own PATH.
        string? usual = Environment.GetEnvironmentVariable("PATH");
        Environment.SetEnvironmentVariable("PATH", path ?? usual);
        TextWriter usualErrors = Console.Error;
        using var errors = new StringWriter();
        Console.SetError(errors);
        try
        {
            using Runspace runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
            runspace.Open();
            using PowerShell shell = PowerShell.Create(runspace);
            command(shell);
            string output = string.Concat(shell.Invoke().Select(item => item + "\n"));
            string native = string.Concat(shell.Streams.Error.Select(error => error + "\n"));
            object? exitCode = runspace.SessionStateProxy.GetVariable("LASTEXITCODE");
            return new CommandResult(Convert.ToInt32(exitCode, CultureInfo.InvariantCulture), output, errors + native);
        }
        finally
        {
            Console.SetError(usualErrors);
            Environment.SetEnvironmentVariable("PATH", usual);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => "build.ps1";
}
