// Parsing what follows a verb, in the one way that all verbs share: errors are listed, and the exit code is 2.

using System.CommandLine;

namespace LibOS.Build;

/// <summary>Runs parsed command lines.</summary>
internal static class VerbArguments
{
    // Deleting a guest or ending a compiler after Ctrl-C may take this long.
    private static readonly TimeSpan s_terminationTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Parses the arguments of a verb and runs its action.</summary>
    public static async Task<int> InvokeAsync(Command command, string[] arguments, TextWriter errors)
    {
        ParseResult parsed = command.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (string message in parsed.Errors.Select(error => error.Message))
            {
                errors.WriteLine($"build: {command.Name}: {message}");
            }

            errors.WriteLine($"  do:  build.sh {command.Name} {Verb.All.Single(verb => verb.Name == command.Name).Arguments}".TrimEnd());
            return Program.WrongUsage;
        }

        return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = s_terminationTimeout });
    }

    /// <summary>The same for a verb that takes no arguments.</summary>
    public static Task<int> InvokeWithoutAsync(string verb, string[] arguments, TextWriter errors, Func<CancellationToken, Task<int>> action)
    {
        var command = new Command(verb, Verb.All.Single(candidate => candidate.Name == verb).Description);
        command.SetAction((_, ct) => action(ct));
        return InvokeAsync(command, arguments, errors);
    }
}
