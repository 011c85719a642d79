// The figures of a test run, and the line that states them.

namespace LibOS.Build;

/// <summary>How many tests ended in which way.</summary>
/// <param name="Passed">They hold.</param>
/// <param name="Failed">They do not, or never came to an end.</param>
/// <param name="Skipped">They were not run.</param>
internal readonly record struct TestCounts(int Passed, int Failed, int Skipped)
{
    /// <summary>One failure and nothing else: a step, or a project, that did not get as far as its tests.</summary>
    public static TestCounts OneFailure => new(0, 1, 0);

    /// <summary>All that were found.</summary>
    public int Total => Passed + Failed + Skipped;

    public static TestCounts operator +(TestCounts left, TestCounts right) =>
        new(left.Passed + right.Passed, left.Failed + right.Failed, left.Skipped + right.Skipped);

    /// <summary>The line that programs read: "3 passed, 1 failed", with the skipped ones when there are any.</summary>
    public override string ToString() => $"{Passed} passed, {Failed} failed" + (Skipped == 0 ? "" : $", {Skipped} skipped");
}
