// test: formatting, the whole solution with warnings as errors, then every test project. The last line states the result.

using System.CommandLine;
using System.Diagnostics;
using LibOS.Sandbox;
using LibOS.Tool;

namespace LibOS.Build;

/// <summary>The verb "test".</summary>
internal static class TestVerb
{
    // What a registry learns about a package after a commit must not break that commit, and neither must an SDK that runs
    // without ICU and therefore does not know the languages of packages (NETSDK1188).
    private const string OnlyWarnings = "NU1900;NU1901;NU1902;NU1903;NU1904;NETSDK1188";

    /// <inheritdoc cref="VerbAction"/>
    public static Task<int> RunAsync(Repository repository, string[] arguments, TextWriter output, TextWriter errors)
    {
        var filter = new Option<string?>("--filter") { Description = "only tests whose full name holds this word, or a VSTest expression" };
        var names = new Argument<string[]>("project") { Description = "only these test projects, without the formatting check", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("test", "Checks the formatting, builds everything and runs the tests.") { filter, names };
        names.Validators.Add(result =>
        {
            string[] known = [.. repository.TestProjects.Select(project => project.Name)];
            foreach (string unknown in result.Tokens.Select(token => token.Value).Except(known))
            {
                result.AddError($"there is no test project '{unknown}'; there are {string.Join(", ", known)}");
            }
        });
        command.SetAction((parsed, ct) => TestAsync(repository, parsed.GetValue(filter), parsed.GetValue(names) ?? [], output, errors, ct));
        return VerbArguments.InvokeAsync(command, arguments, errors);
    }

    private static async Task<int> TestAsync(Repository repository, string? filter, string[] names, TextWriter output, TextWriter errors, CancellationToken ct)
    {
        TestProject[] projects = [.. repository.TestProjects.Where(project => names.Length == 0 || names.Contains(project.Name))];
        var summary = new TestSummary();
        bool isBuilt = await StatusLine.ShowAsync(
            async progress =>
            {
                bool bootsGuests = projects.Any(project => project.NeedsXen);
                await Requirements.EnsureAsync([.. Requirements.Link, .. Requirements.Comparison, .. bootsGuests ? Requirements.Boot : []], errors, progress, ct);
                return await PrepareAsync(repository, names.Length == 0 ? null : projects, summary, progress, ct);
            },
            ct);
        foreach (TestProject project in isBuilt ? projects : [])
        {
            await RunProjectAsync(repository, project, filter, summary, output, ct);
        }

        if (isBuilt && summary.Counts.Total == 0)
        {
            summary.AddFailure("filter", $"no test matches {filter}");
        }

        summary.Write(output);
        return summary.Counts.Failed == 0 ? 0 : Program.Failed;
    }

    // Named projects are for the loop of somebody at work: they are built alone.
    private static async Task<bool> PrepareAsync(Repository repository, TestProject[]? named, TestSummary summary, IProgress<string> progress, CancellationToken ct)
    {
        if (named is null)
        {
            progress.Report("checking the formatting");
            await TryAsync("formatting", ["format", "whitespace", ".", "--folder", "--verify-no-changes"]);
        }

        foreach (string target in named is null ? [repository.Solution] : named.Select(project => project.File))
        {
            progress.Report("building " + Path.GetFileName(target));
            if (!await TryAsync("build", ["build", target, "-c", Repository.Configuration, "--nologo", "-v", "quiet", "-warnaserror", $"-warnnotaserror:{OnlyWarnings}"]))
            {
                return false;
            }
        }

        return true;

        async Task<bool> TryAsync(string step, string[] arguments)
        {
            try
            {
                await DotnetCommand.RunAsync(repository, arguments, ct);
                return true;
            }
            catch (SandboxException failure)
            {
                summary.AddFailure(step, failure.Message);
                return false;
            }
        }
    }

    private static async Task RunProjectAsync(Repository repository, TestProject project, string? filter, TestSummary summary, TextWriter output, CancellationToken ct)
    {
        output.WriteLine($"== {project.Name}");
        string results = Path.Combine(repository.Artifacts, "tests");
        string report = Path.Combine(results, project.Name + ".trx");
        File.Delete(Path.Combine(Directory.CreateDirectory(results).FullName, report));
        // Guests take seconds each and say what they do; the others only speak when they fail.
        string verbosity = project.NeedsXen ? "normal" : "minimal";
        List<string> arguments = ["test", project.Assembly, "--nologo", "--results-directory", results, "--logger", $"trx;LogFileName={project.Name}.trx", "--logger", $"console;verbosity={verbosity}"];
        if (filter is not null)
        {
            arguments.AddRange(["--filter", filter]);
        }

        long begin = Stopwatch.GetTimestamp();
        int exitCode = await DotnetCommand.StreamAsync(repository, arguments, output.WriteLine, ct);
        summary.Add(project.Name, TestReport.Read(report, exitCode, mayBeEmpty: filter is not null), Stopwatch.GetElapsedTime(begin));
    }
}
