// Runs guests on the Xen of this very machine, when it is a dom0: the same contract, through xl alone.
// xl create -F -c stays in the foreground with the guest's console and says at the end why the domain ended.

using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace LibOS.Sandbox;

/// <summary>The Xen under this machine.</summary>
public sealed partial class XlHost : IGuestHost
{
    /// <summary>True when this system is the control domain of a Xen host.</summary>
    public static bool IsDom0()
    {
        try
        {
            return File.ReadAllText("/proc/xen/capabilities").Contains("control_d", StringComparison.Ordinal);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async Task<GuestResult> RunAsync(GuestSpec spec, Action<ReadOnlySpan<byte>>? console, CancellationToken ct)
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("libos-");
        string domainName = GuestConfiguration.DomainName(spec.Name, Guid.NewGuid().ToString("N")[..8]);
        try
        {
            File.Copy(spec.KernelPath, Path.Combine(directory.FullName, "kernel"));
            if (spec.ModulePath is not null)
            {
                File.Copy(spec.ModulePath, Path.Combine(directory.FullName, "ramdisk"));
            }

            string configuration = Path.Combine(directory.FullName, "guest.cfg");
            await File.WriteAllTextAsync(configuration, GuestConfiguration.Format(spec, domainName, directory.FullName, emulated: false), ct);
            return await RunAsync(spec, configuration, domainName, console, ct);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task<GuestResult> RunAsync(GuestSpec spec, string configuration, string domainName, Action<ReadOnlySpan<byte>>? console, CancellationToken ct)
    {
        var start = new ProcessStartInfo("xl") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (string argument in (string[])["create", "-F", "-c", configuration])
        {
            start.ArgumentList.Add(argument);
        }

        long begin = Stopwatch.GetTimestamp();
        using Process xl = Process.Start(start)!;
        using var text = new MemoryStream();
        var exitLine = new ExitLine(bytes =>
        {
            text.Write(bytes);
            console?.Invoke(bytes);
        });
        Task<string> said = xl.StandardError.ReadToEndAsync(CancellationToken.None);
        using var inputEnd = new CancellationTokenSource();
        Task feeding = spec.StandardInput?.CopyToAsync(xl.StandardInput.BaseStream, inputEnd.Token) ?? Task.CompletedTask;
        Task<TimeSpan?> reading = ReadConsoleAsync(xl.StandardOutput.BaseStream, exitLine, begin);
        bool timedOut = false;
        try
        {
            await xl.WaitForExitAsync(ct).WaitAsync(spec.Timeout, ct);
        }
        catch (Exception error) when (error is TimeoutException or OperationCanceledException)
        {
            timedOut = error is TimeoutException;
            await ExternalCommand.TryRunAsync("xl", ["destroy", domainName], CancellationToken.None);
            xl.Kill(entireProcessTree: true);
            ct.ThrowIfCancellationRequested();
        }

        TimeSpan? first = await reading;
        await inputEnd.CancelAsync();
        await Task.WhenAny(feeding, Task.Delay(10, CancellationToken.None));
        int? code = exitLine.Finish();
        Match reason = ShutdownReason().Match(await said + Encoding.UTF8.GetString(text.ToArray()));
        GuestShutdown shutdown = timedOut ? GuestShutdown.Timeout
            : reason.Success ? (GuestShutdown)int.Parse(reason.Groups[1].Value, CultureInfo.InvariantCulture)
            : GuestShutdown.HostError;
        if (shutdown == GuestShutdown.HostError)
        {
            throw new SandboxException("xl could not create the guest", (await said).Trim(), "xl create needs root, and memory that dom0 leaves free");
        }

        (int exitCode, string? explanation) = GuestResult.Judge(shutdown, code);
        return new GuestResult
        {
            ExitCode = exitCode,
            Shutdown = shutdown,
            Explanation = explanation,
            Console = Encoding.UTF8.GetString(text.ToArray()),
            Times = new GuestTimes(default, default, first, Stopwatch.GetElapsedTime(begin)),
        };
    }

    private static async Task<TimeSpan?> ReadConsoleAsync(Stream output, ExitLine exitLine, long begin)
    {
        TimeSpan? first = null;
        byte[] buffer = new byte[1 << 16];
        int count;
        while ((count = await output.ReadAsync(buffer)) > 0)
        {
            first ??= Stopwatch.GetElapsedTime(begin);
            exitLine.Feed(buffer.AsSpan(0, count));
        }

        return first;
    }

    [GeneratedRegex(@"Domain \d+ has shut down, reason code (\d+)")]
    private static partial Regex ShutdownReason();
}
