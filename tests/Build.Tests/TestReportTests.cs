using System.Xml.Linq;
using LibOS.Build;
using NUnit.Framework;

namespace Build.Tests;

/// <summary>From a result file to the last line.</summary>
public sealed class TestReportTests
{
    [TestCase(12, 0, 0, "12 passed, 0 failed")]
    [TestCase(0, 3, 0, "0 passed, 3 failed")]
    [TestCase(7, 1, 2, "7 passed, 1 failed, 2 skipped")]
    public void TheLastLineIsExactlyThis(int passed, int failed, int skipped, string expected) =>
        Assert.That(new TestCounts(passed, failed, skipped).ToString(), Is.EqualTo(expected));

    [Test]
    public void SkippedTestsAreWhatTheTotalHasMore()
    {
        TestReport report = TestReport.Judge(Trx("total=\"5\" executed=\"3\" passed=\"2\" failed=\"1\" notExecuted=\"0\""), exitCode: 1, mayBeEmpty: false);
        Assert.That(report.Counts, Is.EqualTo(new TestCounts(2, 1, 2)));
        Assert.That(report.Problem, Is.Null);
    }

    [Test]
    public void EveryBadOutcomeIsAFailure()
    {
        TestReport report = TestReport.Judge(Trx("total=\"5\" executed=\"5\" passed=\"1\" failed=\"1\" error=\"1\" timeout=\"1\" aborted=\"1\""), exitCode: 1, mayBeEmpty: false);
        Assert.That(report.Counts, Is.EqualTo(new TestCounts(1, 4, 0)));
    }

    [Test]
    public void ARunThatDiedIsAFailureThoughAllItsTestsPassed()
    {
        TestReport report = TestReport.Judge(Trx("total=\"2\" executed=\"2\" passed=\"2\" failed=\"0\""), exitCode: 134, mayBeEmpty: false);
        Assert.That(report.Counts, Is.EqualTo(new TestCounts(2, 1, 0)));
        Assert.That(report.Problem, Does.Contain("134"));
    }

    [TestCase(false, 1)]
    [TestCase(true, 0)]
    public void AProjectWithoutTestsIsAFailureUnlessAFilterLeftItEmpty(bool mayBeEmpty, int failed)
    {
        TestReport report = TestReport.Judge(Trx("total=\"0\" executed=\"0\" passed=\"0\" failed=\"0\""), exitCode: 0, mayBeEmpty);
        Assert.That(report.Counts, Is.EqualTo(new TestCounts(0, failed, 0)));
    }

    [TestCase(0, false, 1)]
    [TestCase(1, true, 1)]
    [TestCase(0, true, 0)]
    public void AMissingFileIsAFailureUnlessAFilterLeftNothing(int exitCode, bool mayBeEmpty, int failed)
    {
        TestReport report = TestReport.Read("no-such-file.trx", exitCode, mayBeEmpty);
        Assert.That(report.Counts, Is.EqualTo(new TestCounts(0, failed, 0)));
    }

    [Test]
    public void FiguresOfTestsAreCollected()
    {
        TestReport report = TestReport.Judge(Trx("total=\"1\" executed=\"1\" passed=\"1\" failed=\"0\"", "text\nfigure: kernel 1.2 MB\r\nmore"), exitCode: 0, mayBeEmpty: false);
        Assert.That(report.Measurements, Is.EqualTo(new[] { "kernel 1.2 MB" }));
    }

    [Test]
    public void FailedTestsAreNamedWithWhatTheySaid()
    {
        XDocument document = XDocument.Parse(
            """
            <TestRun>
              <Results>
                <UnitTestResult testName="Breaks(1)" outcome="Failed"><Output><ErrorInfo><Message>
                  Expected: 1
                  But was: 2</Message></ErrorInfo></Output></UnitTestResult>
                <UnitTestResult testName="Holds" outcome="Passed" />
                <UnitTestResult testName="Hangs" outcome="Timeout" />
              </Results>
              <ResultSummary><Counters total="3" passed="1" failed="1" timeout="1" /></ResultSummary>
            </TestRun>
            """);
        TestReport report = TestReport.Judge(document, exitCode: 1, mayBeEmpty: false);
        Assert.That(report.Failures, Is.EqualTo(new[] { "Breaks(1): Expected: 1\n    But was: 2", "Hangs: no message" }));
    }

    [Test]
    public void OfALongMessageTheEndsAreShown()
    {
        string message = string.Join('\n', Enumerable.Range(1, 100).Select(number => $"line {number}"));
        XDocument document = XDocument.Parse(
            $"""
            <TestRun>
              <Results><UnitTestResult testName="A" outcome="Failed"><Output><ErrorInfo><Message>{message}</Message></ErrorInfo></Output></UnitTestResult></Results>
              <ResultSummary><Counters total="1" failed="1" /></ResultSummary>
            </TestRun>
            """);
        string[] lines = TestReport.Judge(document, exitCode: 1, mayBeEmpty: false).Failures.Single().Split('\n', StringSplitOptions.TrimEntries);
        Assert.That(lines, Has.Length.EqualTo(21));
        Assert.That((lines[0], lines[11], lines[12], lines[13], lines[^1]), Is.EqualTo(("A: line 1", "line 12", "[...]", "line 93", "line 100")));
    }

    [Test]
    public void TheSummaryAddsUpAndEndsWithTheTotal()
    {
        var summary = new TestSummary();
        summary.AddFailure("formatting", "a.cs is not formatted");
        summary.Add("A.Tests", new TestReport(new TestCounts(3, 0, 1), [], ["kernel 1.2 MB"], null), TimeSpan.FromSeconds(2));
        summary.Add("B.Tests", new TestReport(new TestCounts(4, 1, 0), ["B.Fails: it broke"], [], "the run ended early"), TimeSpan.FromSeconds(1));
        var output = new StringWriter();
        summary.Write(output);
        string[] lines = output.ToString().TrimEnd('\n').Split('\n');
        Assert.That(lines[^1], Is.EqualTo("7 passed, 2 failed, 1 skipped"));
        Assert.That(lines, Has.Member("FAILED formatting: a.cs is not formatted").And.Member("FAILED B.Tests: the run ended early").And.Member("FAILED B.Tests: B.Fails: it broke").And.Member("  kernel 1.2 MB"));
    }

    [Test]
    public void WhatManyTestsSayIsPrintedOnce()
    {
        var summary = new TestSummary();
        summary.Add("A.Tests", new TestReport(new TestCounts(0, 3, 0), ["B(1): setup\n    why", "C: other\n    why", "B(2): setup\n    why"], [], null), TimeSpan.FromSeconds(1));
        var output = new StringWriter();
        summary.Write(output);
        Assert.That(
            output.ToString(),
            Does.Contain("FAILED A.Tests: B(1)\nFAILED A.Tests: B(2): setup\n    why\nFAILED A.Tests: C: other\n    why\n"));
    }

    // The form of the file, with the counters and the output of one test.
    private static XDocument Trx(string counters, string output = "") => XDocument.Parse(
        $"""
        <TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010">
          <Results><UnitTestResult testName="A" outcome="Passed"><Output><StdOut>{output}</StdOut></Output></UnitTestResult></Results>
          <ResultSummary outcome="Completed"><Counters {counters} /><Output><StdOut>{output}</StdOut></Output></ResultSummary>
        </TestRun>
        """);
}
