// run: `libos run Apps/<App>` in this process, after what it needs is there. Publishing and starting the sandbox overlap.

using LibOS.Sandbox;
using LibOS.Tool;

namespace LibOS.Build;

/// <summary>The verb "run".</summary>
internal static class RunVerb
{
    /// <inheritdoc cref="VerbAction"/>
    public static async Task<int> RunAsync(Repository repository, string[] arguments, TextWriter output, TextWriter errors)
    {
        if (arguments is ["-h" or "--help" or "-?", ..])
        {
            return await LibosCommand.InvokeAsync(["run", "--help"]);
        }

        string app = arguments.FirstOrDefault("");
        if (!repository.Apps.Contains(app))
        {
            errors.WriteLine(app.Length == 0 ? "build: run what?" : $"build: there is no app '{app}' in Apps/");
            errors.WriteLine("apps: " + string.Join(", ", repository.Apps));
            errors.WriteLine("  do:  build.sh run <App> [options of libos run] [-- arguments]");
            return Program.WrongUsage;
        }

        await StatusLine.ShowAsync(
            async progress =>
            {
                await Requirements.EnsureAsync([.. Requirements.Link, .. Requirements.Boot], errors, progress, CancellationToken.None);
                return 0;
            },
            CancellationToken.None);
        return await LibosCommand.InvokeAsync(["run", repository.AppFolder(app), .. arguments[1..]]);
    }
}
