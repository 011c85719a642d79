// What build.sh and build.ps1 start. Exit codes: 0 well, 1 something failed, 2 wrong usage, 130 Ctrl-C; `run` gives the
// guest's own (and those of `libos run`).

using LibOS.Sandbox;

namespace LibOS.Build;

/// <summary>Chooses the verb, and turns failures into words.</summary>
internal static class Program
{
    /// <summary>A failure of what was asked for.</summary>
    public const int Failed = 1;

    /// <summary>What was asked for does not exist.</summary>
    public const int WrongUsage = 2;

    private static async Task<int> Main(string[] args)
    {
        try
        {
            return await DispatchAsync(Repository.Find(AppContext.BaseDirectory), args, Console.Out, Console.Error);
        }
        catch (SandboxException error)
        {
            Console.Error.WriteLine("build: " + error.Message);
            return Failed;
        }
        catch (OperationCanceledException)
        {
            // What a shell reports for a program that Ctrl-C ended.
            return 130;
        }
        catch (Exception error) when (Environment.GetEnvironmentVariable("LIBOS_DEBUG") is null)
        {
            Console.Error.WriteLine($"build: {error.GetType().Name}: {error.Message}\n  do:  set LIBOS_DEBUG=1 and run it again for details; this is a defect of Tools/LibOS.Build, please report it");
            return Failed;
        }
    }

    /// <summary>Runs the verb that the first argument names; without one prints the list.</summary>
    /// <returns>The exit code.</returns>
    internal static async Task<int> DispatchAsync(Repository repository, string[] args, TextWriter output, TextWriter errors)
    {
        if (args is [] or ["-h" or "--help" or "-?", ..])
        {
            args = ["help"];
        }

        if (Verb.All.FirstOrDefault(verb => verb.Name == args[0]) is not { } chosen)
        {
            errors.WriteLine($"build: there is no verb '{args[0]}'");
            HelpVerb.Write(repository, errors);
            return WrongUsage;
        }

        return await chosen.RunAsync(repository, args[1..], output, errors);
    }
}
