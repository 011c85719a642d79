// Reads the result file of one test project: Visual Studio's TRX, an XML document.
// Its counters leave skipped tests out of everything but the total, and a run that died writes no file or a partial one.

using System.Globalization;
using System.Xml.Linq;

namespace LibOS.Build;

/// <summary>What one test project had to say.</summary>
/// <param name="Counts">Its figures.</param>
/// <param name="Failures">The failed tests, each with what it said: of a long text the first and the last lines.</param>
/// <param name="Measurements">Lines that its tests printed with <see cref="MeasurementMark"/> in front.</param>
/// <param name="Problem">Why the run counts as failed although no test did; null when it does not.</param>
internal sealed record TestReport(TestCounts Counts, IReadOnlyList<string> Failures, IReadOnlyList<string> Measurements, string? Problem)
{
    /// <summary>A line that a test prints and that begins so is repeated in the summary.</summary>
    public const string MeasurementMark = "figure: ";

    private const int FirstLines = 12;
    private const int LastLines = 8;

    private static readonly string[] s_failures = ["failed", "error", "timeout", "aborted", "disconnected"];

    /// <summary>Reads the file and judges the run.</summary>
    /// <param name="path">The TRX file; it may be missing.</param>
    /// <param name="exitCode">The runner's exit code.</param>
    /// <param name="mayBeEmpty">True when a filter may have left no test of the project.</param>
    public static TestReport Read(string path, int exitCode, bool mayBeEmpty) =>
        File.Exists(path)
            ? Judge(XDocument.Load(path), exitCode, mayBeEmpty)
            : exitCode == 0 && mayBeEmpty
                ? new TestReport(default, [], [], null)
                : new TestReport(TestCounts.OneFailure, [], [], $"the run left no results (exit code {exitCode})");

    /// <summary>See <see cref="Read"/>.</summary>
    internal static TestReport Judge(XDocument document, int exitCode, bool mayBeEmpty)
    {
        XElement? counters = document.Descendants().FirstOrDefault(element => element.Name.LocalName == "Counters");
        int passed = Number("passed");
        int failed = s_failures.Sum(Number);
        var counts = new TestCounts(passed, failed, Number("total") - passed - failed);
        XElement[] results = [.. document.Descendants().Where(element => element.Name.LocalName == "UnitTestResult")];
        string[] failures =
        [
            .. results.Where(result => s_failures.Contains(result.Attribute("outcome")?.Value, StringComparer.OrdinalIgnoreCase))
                .Select(result => $"{result.Attribute("testName")?.Value}: {Message(result)}"),
        ];
        string[] measurements =
        [
            // Only what stands with a test: the runner repeats the console of all of them in the summary.
            .. results.Descendants().Where(element => element.Name.LocalName == "StdOut")
                .SelectMany(element => element.Value.Split('\n'))
                .Where(line => line.StartsWith(MeasurementMark, StringComparison.Ordinal))
                .Select(line => line[MeasurementMark.Length..].TrimEnd()),
        ];
        string? problem = counts.Total == 0 && !mayBeEmpty ? "it ran no test"
            : exitCode != 0 && failed == 0 ? $"the run ended early (exit code {exitCode})"
            : null;
        return new TestReport(problem is null ? counts : counts + TestCounts.OneFailure, failures, measurements, problem);

        int Number(string name) => int.Parse(counters?.Attribute(name)?.Value ?? "0", CultureInfo.InvariantCulture);
    }

    private static string Message(XElement result)
    {
        string text = result.Descendants().FirstOrDefault(element => element.Name.LocalName == "Message")?.Value ?? "no message";
        string[] lines = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return string.Join("\n    ", lines.Length <= FirstLines + LastLines ? lines : [.. lines[..FirstLines], "[...]", .. lines[^LastLines..]]);
    }
}
