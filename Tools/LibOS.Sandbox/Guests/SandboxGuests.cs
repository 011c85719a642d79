// Runs guests in an emulated machine: prepares the files, asks dom0, judges the end. EmulatorRetry.cs is around it.

using System.Globalization;
using System.Text;

namespace LibOS.Sandbox;

/// <summary>The guests of one machine.</summary>
internal sealed class SandboxGuests : IGuestHost
{
    private static readonly TimeSpan s_destroyTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_reportTimeout = TimeSpan.FromSeconds(20);

    private readonly Machine _machine;

    /// <param name="machine">Where they run.</param>
    public SandboxGuests(Machine machine)
    {
        _machine = machine;
    }

    /// <inheritdoc/>
    public Task<GuestResult> RunAsync(GuestSpec spec, Action<ReadOnlySpan<byte>>? console, CancellationToken ct) =>
        EmulatorRetry.RunAsync(spec.Name, () => RunOnceAsync(spec, console, ct), console);

    /// <summary>Runs a guest once, without retrying.</summary>
    public async Task<GuestResult> RunOnceAsync(GuestSpec spec, Action<ReadOnlySpan<byte>>? console, CancellationToken ct)
    {
        string unique = Guid.NewGuid().ToString("N")[..8];
        string domainName = GuestConfiguration.DomainName(spec.Name, unique);
        string directory = Directory.CreateDirectory(Path.Combine(_machine.Session.Share, domainName)).FullName;
        long logStart = File.Exists(_machine.Session.XenLog) ? new FileInfo(_machine.Session.XenLog).Length : 0;
        try
        {
            Prepare(spec, domainName, directory);
            using var text = new MemoryStream();
            var exitLine = new ExitLine(bytes =>
            {
                text.Write(bytes);
                console?.Invoke(bytes);
            });
            // Not linked to ct: a cancelled guest is destroyed first, then its request ends by itself and leaves the slot usable.
            using var abandon = new CancellationTokenSource();
            Task<ILookup<string, string>> running = _machine.RequestAsync(2, Dom0Filesystem.Slots, "guest", domainName, spec.StandardInput, exitLine.Feed, ct, abandon.Token);
            string? lastState = await WaitOrDestroyAsync(running, spec.Timeout, domainName, abandon, ct);
            ILookup<string, string> report = await running;
            int? code = exitLine.Finish();
            return Summarise(report, code, lastState, Encoding.UTF8.GetString(text.ToArray()), logStart);
        }
        finally
        {
            SandboxImage.DeleteIfPresent(directory);
        }
    }

    /// <summary>Runs a shell script in dom0 on a slot of the given range and returns its status.</summary>
    public async Task<int> ExecuteAsync(int firstSlot, int lastSlot, string script, Stream? input, Action<ReadOnlySpan<byte>>? output, CancellationToken ct)
    {
        string name = "exec-" + Guid.NewGuid().ToString("N");
        string directory = Directory.CreateDirectory(Path.Combine(_machine.Session.Share, name)).FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(directory, "script"), $"echo $$ > /tmp/{name}\n{script}\n", ct);
            using var abandon = new CancellationTokenSource();
            Task<ILookup<string, string>> running = _machine.RequestAsync(firstSlot, lastSlot, "exec", name, input, output, ct, abandon.Token);
            string kill = $"read -r shell < /tmp/{name} && pkill -KILL -P $shell; kill -KILL $shell";
            try
            {
                await running.WaitAsync(ct);
            }
            catch (OperationCanceledException) when (!running.IsCompleted)
            {
                // The command slot cannot be freed by itself.
                await (firstSlot == Machine.CommandSlot ? abandon.CancelAsync() : EndAsync(running, kill, abandon));
                throw;
            }

            return int.Parse((await running)["status"].First(), CultureInfo.InvariantCulture);
        }
        finally
        {
            SandboxImage.DeleteIfPresent(directory);
        }
    }

    private static void Prepare(GuestSpec spec, string domainName, string directory)
    {
        if (!File.Exists(spec.KernelPath))
        {
            throw new SandboxException($"there is no kernel {spec.KernelPath}", null, "build it first: dotnet publish -r xen-x64");
        }

        File.WriteAllText(Path.Combine(directory, "guest.cfg"), GuestConfiguration.Format(spec, domainName, "@work@", emulated: true));
        File.Copy(spec.KernelPath, Path.Combine(directory, "kernel"));
        if (spec.ModulePath is not null)
        {
            File.Copy(spec.ModulePath, Path.Combine(directory, "ramdisk"));
        }

        if (spec.StandardInput is not null)
        {
            File.WriteAllBytes(Path.Combine(directory, "input"), []);
        }
    }

    // Waits for the guest. One that takes too long writes what its CPUs and threads do, asked by an NMI. On timeout or
    // cancellation destroys it through the command slot; its own request then ends in
    // the ordinary way and the slot stays usable. When it timed out: what xl list said of it; null when it did not.
    private async Task<string?> WaitOrDestroyAsync(Task running, TimeSpan timeout, string domainName, CancellationTokenSource abandon, CancellationToken ct)
    {
        try
        {
            await running.WaitAsync(timeout, ct);
            return null;
        }
        catch (TimeoutException)
        {
            string state = await ReadStateAsync(domainName);
            await AskForReportAsync(running, domainName);
            await EndAsync(running, $"xl destroy {domainName}", abandon);
            return state;
        }
        catch (OperationCanceledException)
        {
            await EndAsync(running, $"xl destroy {domainName}", abandon);
            throw;
        }
    }

    private async Task AskForReportAsync(Task running, string domainName)
    {
        using var limit = new CancellationTokenSource(s_reportTimeout);
        try
        {
            await ExecuteAsync(Machine.CommandSlot, Machine.CommandSlot, $"xl trigger {domainName} nmi 2> /dev/null", null, null, limit.Token);
            await running.WaitAsync(limit.Token);
        }
        catch (Exception error) when (error is OperationCanceledException or SandboxException)
        {
            // It does not take NMIs, or not in time: it is destroyed without a word.
        }
    }

    // The State column of xl list(1): r runs, b waits, s has shut down, c crashed; and the CPU time in seconds.
    private async Task<string> ReadStateAsync(string domainName)
    {
        using var limit = new CancellationTokenSource(s_destroyTimeout);
        var text = new MemoryStream();
        try
        {
            await ExecuteAsync(Machine.CommandSlot, Machine.CommandSlot, $"xl list {domainName} 2> /dev/null", null, bytes => text.Write(bytes), limit.Token);
        }
        catch (Exception error) when (error is OperationCanceledException or SandboxException)
        {
            return "dom0 does not answer";
        }

        string[] words = Encoding.UTF8.GetString(text.ToArray()).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        return words.Length >= 2 ? $"xl list: state {words[^2]}, {words[^1]} s of CPU time" : "xl list does not show it";
    }

    // Ends a request from the command slot; gives its slot up when that does not help.
    private async Task EndAsync(Task running, string command, CancellationTokenSource abandon)
    {
        using var limit = new CancellationTokenSource(s_destroyTimeout);
        try
        {
            // What shall be ended may not have begun: xl create names the domain late. Ask until the request is over.
            while (!running.IsCompleted)
            {
                await ExecuteAsync(Machine.CommandSlot, Machine.CommandSlot, $"{{ {command}; }} 2> /dev/null", null, null, limit.Token);
                await Task.WhenAny(running, Task.Delay(100, limit.Token));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SandboxException)
        {
            await abandon.CancelAsync();
        }
    }

    private GuestResult Summarise(ILookup<string, string> report, int? code, string? lastState, string console, long logStart)
    {
        bool timedOut = lastState is not null;
        if (timedOut && report["create"].FirstOrDefault() is not "0")
        {
            // Destroyed while xl was still building it.
            (int status, string? why) = GuestResult.Judge(GuestShutdown.Timeout, null);
            return new GuestResult { ExitCode = status, Shutdown = GuestShutdown.Timeout, Explanation = why, Console = console };
        }

        string said = string.Join('\n', report["xl"].Where(line => !line.StartsWith("got a tsc mode", StringComparison.Ordinal)));
        if (report["create"].FirstOrDefault() is not "0")
        {
            throw new SandboxException("xl could not create the guest", said.Length > 0 ? said : "it said nothing", "look at the guest's configuration; `libos sandbox shell` opens a shell in dom0");
        }

        var reason = report["reason"].FirstOrDefault() is { } number ? (GuestShutdown)int.Parse(number, CultureInfo.InvariantCulture) : GuestShutdown.HostError;
        int domain = report["domain"].FirstOrDefault() is { } id ? int.Parse(id, CultureInfo.InvariantCulture) : -1;
        GuestShutdown shutdown = timedOut && reason != GuestShutdown.PowerOff ? GuestShutdown.Timeout : reason; // else an NMI ended it
        (int exitCode, string? explanation) = GuestResult.Judge(shutdown, code);
        return new GuestResult
        {
            ExitCode = exitCode,
            Shutdown = shutdown,
            Explanation = shutdown == GuestShutdown.Timeout ? $"{explanation} ({lastState})" : explanation,
            Console = console,
            Times = new GuestTimes(Moment("begin") ?? default, Moment("created") ?? default, Moment("first"), Moment("ended") ?? default),
            XenLog = domain < 0 ? [] : XenLog.Read(_machine.Session.XenLog, logStart, domain),
        };

        // Seconds with six decimals.
        TimeSpan? Moment(string key) => report[key].FirstOrDefault() is { } value
            ? TimeSpan.FromMicroseconds((double)(decimal.Parse(value, CultureInfo.InvariantCulture) * 1_000_000))
            : null;
    }
}
