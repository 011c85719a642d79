// help: the verbs, and the programs that can be run.

namespace LibOS.Build;

/// <summary>The verb "help".</summary>
internal static class HelpVerb
{
    /// <inheritdoc cref="VerbAction"/>
    public static Task<int> RunAsync(Repository repository, string[] arguments, TextWriter output, TextWriter errors)
    {
        Write(repository, output);
        return Task.FromResult(0);
    }

    /// <summary>Writes the list.</summary>
    public static void Write(Repository repository, TextWriter output)
    {
        output.WriteLine("usage: build.sh <verb> [arguments]     (build.ps1 is the same; at a PowerShell prompt quote the dashes: '--')");
        output.WriteLine();
        foreach (Verb verb in Verb.All)
        {
            output.WriteLine($"  {verb.Name,-6} {verb.Arguments}".TrimEnd());
            output.WriteLine($"         {verb.Description}");
        }

        output.WriteLine();
        output.WriteLine("apps: " + string.Join(", ", repository.Apps));
    }
}
