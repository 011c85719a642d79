// libos sandbox up|down|shell|status: a sandbox that stays, so that each run finds it ready.

using System.CommandLine;
using LibOS.Sandbox;
using Xen = LibOS.Sandbox.Sandbox;

namespace LibOS.Tool;

/// <summary>The command "libos sandbox".</summary>
internal static class SandboxCommand
{
    /// <summary>Describes the command line.</summary>
    public static Command Create()
    {
        Option<EmulationMode> mode = ModeOption.Create();
        mode.Recursive = true;
        var command = new Command("sandbox", "The emulated machine with Xen that guests run in.") { mode };
        command.Add(Verb("up", "Starts a sandbox that stays until it is taken down; every run uses it.", UpAsync));
        command.Add(Verb("down", "Stops it, with all its guests.", DownAsync));
        command.Add(Verb("shell", "Opens a shell in dom0 (busybox, xl, ip, xenstore-*); without a running sandbox, in one of its own.", ShellAsync));
        command.Add(Verb("status", "Says whether it runs, and which guests.", StatusAsync));
        return command;

        Command Verb(string name, string description, Func<EmulationMode, CancellationToken, Task<int>> action)
        {
            var verb = new Command(name, description);
            verb.SetAction((parsed, ct) => action(parsed.GetValue(mode), ct));
            return verb;
        }
    }

    private static async Task<int> UpAsync(EmulationMode mode, CancellationToken ct)
    {
        Xen sandbox = await StatusLine.ShowAsync(progress => Xen.StartLongLivedAsync(new SandboxOptions { Mode = mode }, progress, ct), ct);
        Console.WriteLine($"the {Name(mode)} sandbox is up ({sandbox.Session.Path})");
        return 0;
    }

    private static async Task<int> DownAsync(EmulationMode mode, CancellationToken ct)
    {
        if (Xen.FindRunning(mode) is not { } sandbox)
        {
            Console.WriteLine($"no {Name(mode)} sandbox is up");
            return 0;
        }

        await sandbox.StopAsync(ct);
        Console.WriteLine($"the {Name(mode)} sandbox is down");
        return 0;
    }

    private static async Task<int> ShellAsync(EmulationMode mode, CancellationToken ct)
    {
        Xen? running = Xen.FindRunning(mode);
        await using Xen sandbox = running ?? await StatusLine.ShowAsync(progress => Xen.StartAsync(new SandboxOptions { Mode = mode }, progress, ct), ct);
        using Stream output = Console.OpenStandardOutput();
        using var input = new ConsoleInput(Console.OpenStandardInput(), "\nexit\n"u8);
        return await sandbox.ExecuteAsync(
            Console.IsInputRedirected ? "cd /root; exec sh" : "cd /root; PS1='dom0 # ' exec sh -i",
            input,
            bytes =>
            {
                output.Write(bytes);
                output.Flush();
            },
            ct);
    }

    private static async Task<int> StatusAsync(EmulationMode mode, CancellationToken ct)
    {
        if (Xen.FindRunning(mode) is not { } sandbox)
        {
            Console.WriteLine($"no {Name(mode)} sandbox is up; `libos sandbox up` starts one, `libos run` needs none");
            return 0;
        }

        Console.WriteLine($"the {Name(mode)} sandbox is up ({sandbox.Session.Path})");
        using Stream output = Console.OpenStandardOutput();
        return await sandbox.ExecuteAsync("xl list", null, bytes => output.Write(bytes), ct);
    }

    private static string Name(EmulationMode mode) => mode.ToString().ToLowerInvariant();
}
