// Says what is going on when it takes longer than a second: a spinner on a terminal, plain lines elsewhere.

using Spectre.Console;

namespace LibOS.Tool;

/// <summary>Progress on standard error; standard output belongs to the guest.</summary>
internal static class StatusLine
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    /// <summary>Runs something and shows its progress from the second second on.</summary>
    /// <param name="work">Gets where to report what it does.</param>
    /// <param name="ct">Cancels the display with the work.</param>
    public static async Task<T> ShowAsync<T>(Func<IProgress<string>, Task<T>> work, CancellationToken ct)
    {
        if (Console.IsErrorRedirected)
        {
            return await ShowLinesAsync(work, Console.Error, s_patience);
        }

        var latest = new Latest();
        Task<T> running = work(latest);
        if (await Task.WhenAny(running, Task.Delay(s_patience, ct)) == running)
        {
            return await running;
        }

        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        await console.Status().Spinner(Spinner.Known.Dots).StartAsync(Text(), async context =>
        {
            while (await Task.WhenAny(running, Task.Delay(100, CancellationToken.None)) != running)
            {
                context.Status(Text());
            }
        });
        return await running;

        string Text() => Markup.Escape(latest.Value ?? "working");
    }

    /// <summary>For a log: one line per step, at once; one line that something goes on when no step has been named for too long.</summary>
    /// <param name="work">As above.</param>
    /// <param name="log">Where the lines go.</param>
    /// <param name="patience">How long to wait for the first step.</param>
    internal static async Task<T> ShowLinesAsync<T>(Func<IProgress<string>, Task<T>> work, TextWriter log, TimeSpan patience)
    {
        var lines = new Lines(log);
        Task<T> running = work(lines);
        if (await Task.WhenAny(running, Task.Delay(patience)) != running && !lines.HasAny)
        {
            lines.Report("working");
        }

        return await running;
    }

    private sealed class Latest : IProgress<string>
    {
        public volatile string? Value;

        public void Report(string value) => Value = value;
    }

    private sealed class Lines(TextWriter log) : IProgress<string>
    {
        private volatile bool _hasAny;

        public bool HasAny => _hasAny;

        public void Report(string value)
        {
            _hasAny = true;
            log.WriteLine("libos: " + value);
        }
    }
}
