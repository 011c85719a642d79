// How long the loop of somebody at work takes: a line of a program was changed, and `./build.sh run` shows what it prints.
// The change is one of the file's time only, which makes the compilers do the same work, and leaves the clone as it is.

using System.Diagnostics;
using LibOS.Build;
using LibOS.Sandbox;
using NUnit.Framework;

namespace Build.Tests;

/// <summary>Edit, build, boot.</summary>
[NonParallelizable]
public sealed class RebuildTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    [Test]
    public async Task AChangedProgramRunsWithinSeconds()
    {
        var door = new ShellDoor("sh");
        string[] run = ["run", "Hello", "--mode", "measured", "--", "--exit", "7"];
        CommandResult first = await door.RunAsync(run);
        AssertRan(first);
        string app = Path.Combine(Door.Root, "Apps/Hello");
        string kernel = Path.Combine(app, "bin/Release/net10.0/xen-x64/publish/Hello");
        DateTime linked = File.GetLastWriteTimeUtc(kernel);

        File.SetLastWriteTimeUtc(Path.Combine(app, "Program.cs"), DateTime.UtcNow);
        long begin = Stopwatch.GetTimestamp();
        CommandResult second = await door.RunAsync(run);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(begin);

        AssertRan(second);
        Assert.That(File.GetLastWriteTimeUtc(kernel), Is.GreaterThan(linked), "the kernel is a new one");
        TestContext.Out.WriteLine($"{TestReport.MeasurementMark}rebuilt build.sh run Hello after a change of Program.cs: {elapsed.TotalSeconds:F1} s on {Environment.ProcessorCount} CPUs, sandbox boot included");
        Assert.That(elapsed, Is.LessThan(s_limit));
    }

    private static void AssertRan(CommandResult result)
    {
        Assert.That(result.ExitCode, Is.EqualTo(7), result.Output + result.Error);
        Assert.That(result.Output, Does.StartWith("Hello from .NET!").And.Contain("Goodbye, exit code 7."));
    }
}
