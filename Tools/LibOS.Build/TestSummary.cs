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
        foreach (string problem in _problems)
        {
            output.WriteLine("FAILED " + problem);
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
}
