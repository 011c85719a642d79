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
        var latest = new Latest();
        if (Console.IsErrorRedirected)
        {
            // Somebody reads a log: one line per step, at once.
            return await work(new Lines());
        }

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

    private sealed class Latest : IProgress<string>
    {
        public volatile string? Value;

        public void Report(string value) => Value = value;
    }

    private sealed class Lines : IProgress<string>
    {
        public void Report(string value) => Console.Error.WriteLine("libos: " + value);
    }
}
