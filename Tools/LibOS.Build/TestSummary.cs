// What is printed when all tests are over: failed steps and tests, measured figures, one line for each project, and the total.

namespace LibOS.Build;

/// <summary>Collects results; its last line is what CI reads.</summary>
internal sealed class TestSummary
{
    private readonly List<string> _problems = [];
    private readonly List<string> _measurements = [];
    private readonly List<string> _projects = [];

    /// <summary>All projects together; a step that failed counts as one failure.</summary>
    public TestCounts Counts { get; private set; }

    /// <summary>Adds what a project's run left.</summary>
    public void Add(string project, TestReport report, TimeSpan duration)
    {
        Counts += report.Counts;
        _projects.Add($"  {project,-24} {report.Counts} ({duration.TotalSeconds:F1} s)");
        _problems.AddRange(report.Failures.Select(failure => $"{project}: {failure}"));
        _measurements.AddRange(report.Measurements);
        if (report.Problem is not null)
        {
            _problems.Add($"{project}: {report.Problem}");
        }
    }

    /// <summary>Adds a step that failed before, or beside, the tests.</summary>
    public void AddFailure(string step, string message)
    {
        Counts += TestCounts.OneFailure;
        _projects.Add($"  {step,-24} {TestCounts.OneFailure}");
        _problems.Add($"{step}: {message}");
    }

    /// <summary>Writes it all; the last line is the total.</summary>
    public void Write(TextWriter output)
    {
        output.WriteLine("== summary");
        foreach (IGrouping<string, string> alike in _problems.GroupBy(Text))
        {
            output.WriteLine("FAILED " + string.Join("\nFAILED ", alike.SkipLast(1).Select(Title).Append(alike.Last())));
        }

        foreach (string measurement in _measurements)
        {
            output.WriteLine("  " + measurement);
        }

        foreach (string project in _projects)
        {
            output.WriteLine(project);
        }

        output.WriteLine(Counts.ToString());
    }

    // A setup that failed fails each of its tests with the same text, which is printed once, below the last.
    private static string Title(string problem) => problem.Contains('\n', StringComparison.Ordinal) ? problem[..TitleLength(problem)] : problem;

    private static string Text(string problem) => problem.Contains('\n', StringComparison.Ordinal) ? problem[TitleLength(problem)..] : problem;

    // The name, up to the colon behind it; parameters of a test may hold colons, but no space behind them.
    private static int TitleLength(string problem)
    {
        int project = problem.IndexOf(": ", StringComparison.Ordinal);
        int name = problem.IndexOf(": ", project + 2, StringComparison.Ordinal);
        int line = problem.IndexOf('\n', StringComparison.Ordinal);
        return name < 0 || name > line ? line : name;
    }
}
