// Progress where there is no terminal: plain lines.

namespace LibOS.Tool.Tests.Command;

/// <summary>StatusLine. Its timeouts here are none and endless, so no clock decides.</summary>
public sealed class StatusLineTests
{
    [Test]
    public async Task LongWorkThatNamesNoStepIsAnnounced()
    {
        var log = new NotifyingWriter();
        var end = new TaskCompletionSource<int>();
        Task<int> shown = StatusLine.ShowLinesAsync(_ => end.Task, log, TimeSpan.Zero);
        await log.Written.Task.WaitAsync(TimeSpan.FromSeconds(30));
        end.SetResult(3);
        Assert.That(await shown, Is.EqualTo(3));
        Assert.That(log.ToString(), Is.EqualTo("libos: working\n"));
    }

    [Test]
    public async Task EachStepIsOneLineWithoutControlCharacters()
    {
        var log = new NotifyingWriter();
        await StatusLine.ShowLinesAsync(
            progress =>
            {
                progress.Report("one");
                progress.Report("two");
                return Task.FromResult(0);
            },
            log,
            Timeout.InfiniteTimeSpan);
        Assert.That(log.ToString(), Is.EqualTo("libos: one\nlibos: two\n"));
    }

    [Test]
    public async Task BriefWorkSaysNothing()
    {
        var log = new NotifyingWriter();
        await StatusLine.ShowLinesAsync(_ => Task.FromResult(0), log, Timeout.InfiniteTimeSpan);
        Assert.That(log.ToString(), Is.Empty);
    }

    private sealed class NotifyingWriter : StringWriter
    {
        public NotifyingWriter()
        {
            NewLine = "\n";
        }

        public TaskCompletionSource Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            Written.TrySetResult();
        }
    }
}
