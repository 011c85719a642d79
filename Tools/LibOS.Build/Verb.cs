// The verbs of build.sh and build.ps1: one list, from which both the dispatch and the help are made.

namespace LibOS.Build;

/// <summary>Carries out a verb.</summary>
/// <param name="repository">Where.</param>
/// <param name="arguments">What follows the verb.</param>
/// <param name="output">Results.</param>
/// <param name="errors">Progress and failures.</param>
/// <returns>The exit code.</returns>
internal delegate Task<int> VerbAction(Repository repository, string[] arguments, TextWriter output, TextWriter errors);

/// <summary>One thing that can be asked of the build.</summary>
/// <param name="Name">The word.</param>
/// <param name="Arguments">What may follow it.</param>
/// <param name="Description">One line about what it does.</param>
/// <param name="RunAsync">Does it.</param>
internal sealed record Verb(string Name, string Arguments, string Description, VerbAction RunAsync)
{
    /// <summary>All of them, in the order of the help.</summary>
    public static IReadOnlyList<Verb> All { get; } =
    [
        new("run", "<App> [options] [-- arguments]", "publishes a program of Apps/ for Xen and boots it; the options are those of `libos run`", RunVerb.RunAsync),
        new("test", "[--filter <expression>] [project...]", "checks the formatting, builds everything, runs the host tests and the tests on Xen", TestVerb.RunAsync),
        new("pack", "", "makes the packages LibOS.Sdk and LibOS.Tool in artifacts/packages", PackVerb.RunAsync),
        new("clean", "", "removes what was built", CleanVerb.RunAsync),
        new("help", "", "prints this list", HelpVerb.RunAsync),
    ];
}
