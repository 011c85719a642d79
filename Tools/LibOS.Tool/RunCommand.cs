// libos run: a project or a kernel file, as a guest, with this terminal as its console.

using System.CommandLine;
using System.CommandLine.Parsing;
using LibOS.Sandbox;

namespace LibOS.Tool;

/// <summary>The command "libos run".</summary>
internal static class RunCommand
{
    // A timer of .NET counts milliseconds in 32 bits.
    private const int MaxTimeoutSeconds = 4_000_000;

    /// <summary>Describes the command line.</summary>
    public static Command Create()
    {
        var target = new Argument<string>("target") { Description = "a project (file or directory), or a kernel file" };
        var memory = new Option<int>("--memory") { Description = "memory of the guest in MiB", DefaultValueFactory = _ => 64 };
        var vcpus = new Option<int>("--vcpus") { Description = "virtual CPUs of the guest", DefaultValueFactory = _ => 1 };
        var timeout = new Option<double>("--timeout") { Description = "seconds until the guest is destroyed; 0: never", DefaultValueFactory = _ => 0 };
        var environment = new Option<string[]>("--env") { Description = "an environment variable NAME=value of the guest; may be repeated" };
        var config = new Option<string[]>("--config") { Description = "a further line of xl.cfg, for example vif=[\"bridge=br0\"]; may be repeated" };
        var times = new Option<bool>("--times") { Description = "print on standard error when the guest was created, spoke first and ended" };
        Option<EmulationMode> mode = ModeOption.Create();
        var arguments = new Argument<string[]>("arguments") { Description = "the program's arguments (after --)", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("run", "Runs a project or a kernel as a Xen guest; the exit code is the guest's.") { target, memory, vcpus, timeout, environment, config, times, mode, arguments };
        RequireBetween(memory, 1, int.MaxValue);
        RequireBetween(vcpus, 1, int.MaxValue);
        RequireBetween(timeout, 0, MaxTimeoutSeconds);
        command.SetAction((parsed, ct) => RunAsync(
            RefuseUnknownOptions(parsed, target, arguments).GetValue(target)!,
            new GuestSpec
            {
                Name = "guest",
                KernelPath = "",
                MemoryMiB = parsed.GetValue(memory),
                Vcpus = parsed.GetValue(vcpus),
                Timeout = parsed.GetValue(timeout) is > 0 and var seconds ? TimeSpan.FromSeconds(seconds) : Timeout.InfiniteTimeSpan,
                Environment = ParseEnvironment(parsed.GetValue(environment) ?? []),
                ExtraConfigLines = parsed.GetValue(config) ?? [],
                Arguments = parsed.GetValue(arguments) ?? [],
            },
            parsed.GetValue(mode),
            parsed.GetValue(times),
            ct));
        return command;
    }

    private static async Task<int> RunAsync(string target, GuestSpec spec, EmulationMode mode, bool showTimes, CancellationToken ct)
    {
        (IGuestHost host, string kernel) = await StatusLine.ShowAsync(progress => PrepareAsync(target, mode, progress, ct), ct);
        try
        {
            using Stream output = Console.OpenStandardOutput();
            using Stream input = new ConsoleInput(Console.OpenStandardInput(), [GuestSpec.EndOfInput]);
            spec = spec with { Name = Path.GetFileNameWithoutExtension(kernel), KernelPath = kernel, StandardInput = input };
            GuestResult result = await host.RunAsync(
                spec,
                bytes =>
                {
                    output.Write(bytes);
                    output.Flush();
                },
                ct);
            Report(result, showTimes);
            return result.ExitCode;
        }
        finally
        {
            if (host is IAsyncDisposable disposable)
            {
                await disposable.DisposeAsync();
            }
        }
    }

    // Building the program and starting the sandbox have nothing to do with each other: both at once.
    private static async Task<(IGuestHost Host, string Kernel)> PrepareAsync(string target, EmulationMode mode, IProgress<string> progress, CancellationToken ct)
    {
        Task<IGuestHost> starting = GuestHosts.StartAsync(mode, progress, ct);
        try
        {
            string kernel = await ProjectPublisher.FindKernelAsync(target, progress, ct);
            return (await starting, kernel);
        }
        catch
        {
            if (await starting.ContinueWith(task => task.IsCompletedSuccessfully ? task.Result : null, TaskScheduler.Default) is IAsyncDisposable started)
            {
                await started.DisposeAsync();
            }

            throw;
        }
    }

    private static void Report(GuestResult result, bool showTimes)
    {
        if (result.Explanation is not null)
        {
            Console.Error.WriteLine("libos: " + result.Explanation);
            foreach (string line in result.XenLog)
            {
                Console.Error.WriteLine("  " + line);
            }
        }

        if (showTimes)
        {
            GuestTimes times = result.Times;
            string first = times.FirstOutput is { } spoke ? $"{(spoke - times.CreateBegin).TotalMilliseconds:F3}" : "-";
            Console.Error.WriteLine($"libos: ms after xl create began: created {(times.Created - times.CreateBegin).TotalMilliseconds:F3}, first output {first}, ended {(times.Ended - times.CreateBegin).TotalMilliseconds:F3}");
        }
    }

    private static void RequireBetween<T>(Option<T> option, T least, T most)
        where T : IComparable<T>
    {
        option.Validators.Add(result =>
        {
            T value;
            try
            {
                value = result.GetValueOrDefault<T>()!;
            }
            catch (InvalidOperationException error)
            {
                result.AddError(error.Message);
                return;
            }

            if (value.CompareTo(least) < 0)
            {
                result.AddError($"{option.Name} must be at least {least}");
            }
            else if (value.CompareTo(most) > 0)
            {
                result.AddError($"{option.Name} must be at most {most}");
            }
        });
    }

    // System.CommandLine takes an option that it does not know for an argument, and the program would get it.
    private static ParseResult RefuseUnknownOptions(ParseResult parsed, params Argument[] positions)
    {
        Token[] placed = [.. positions.SelectMany(position => parsed.GetResult(position)?.Tokens ?? [])];
        Token? unknown = parsed.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash)
            .FirstOrDefault(token => token.Value.StartsWith('-') && placed.Any(other => ReferenceEquals(token, other)));
        return unknown is null
            ? parsed
            : throw new SandboxException($"there is no option {unknown.Value.Split('=')[0]}", null, "libos run --help; what the program shall get goes behind --");
    }

    private static Dictionary<string, string> ParseEnvironment(string[] settings)
    {
        var environment = new Dictionary<string, string>();
        foreach (string setting in settings)
        {
            int equals = setting.IndexOf('=');
            if (equals <= 0)
            {
                throw new SandboxException($"--env {setting} is not of the form NAME=value", null, "--env NAME=value");
            }

            environment[setting[..equals]] = setting[(equals + 1)..];
        }

        return environment;
    }
}
