// The public face of the sandbox: a real Xen with a dom0, in an emulated machine, that runs guests.

using System.Globalization;

namespace LibOS.Sandbox;

/// <summary>What kind of sandbox to start.</summary>
public sealed record SandboxOptions
{
    /// <summary>How to execute; tests and measurements use <see cref="EmulationMode.Measured"/>.</summary>
    public EmulationMode Mode { get; init; } = EmulationMode.Measured;

    /// <summary>Memory of the whole machine in MiB; dom0 takes 512 of it. Untouched memory costs nothing.</summary>
    public int MemoryMiB { get; init; } = 4096;
}

/// <summary>A running sandbox. Several guests may run at the same time (three; further ones wait).</summary>
public sealed class Sandbox : IGuestHost, IAsyncDisposable
{
    private readonly Machine _machine;
    private readonly SandboxGuests _guests;
    private readonly QemuProcess? _process;

    private Sandbox(Machine machine, QemuProcess? process, EmulationMode mode)
    {
        _machine = machine;
        _process = process;
        _guests = new SandboxGuests(machine);
        Mode = mode;
    }

    /// <summary>How this sandbox executes.</summary>
    public EmulationMode Mode { get; }

    /// <summary>Where its sockets and logs are.</summary>
    public SessionDirectory Session => _machine.Session;

    /// <summary>Starts a sandbox that ends with this object (or with this process, however that ends).</summary>
    /// <param name="options">What kind.</param>
    /// <param name="progress">Told what takes long; may be null.</param>
    /// <param name="ct">Cancels the start.</param>
    /// <exception cref="SandboxException">Something is missing or failed; the message is for the user.</exception>
    public static async Task<Sandbox> StartAsync(SandboxOptions options, IProgress<string>? progress, CancellationToken ct)
    {
        SandboxImage image = await SandboxImage.GetAsync(progress, ct);
        SavedMachine? saved = options.Mode == EmulationMode.Kvm ? null : await SavedMachine.GetAsync(image, options.Mode, options.MemoryMiB, progress, ct);
        var machine = new Machine(SessionDirectory.CreateTemporary());
        QemuProcess process = QemuProcess.Start(machine.Session, Describe(image, machine, options, saved));
        try
        {
            await BringUpAsync(machine, saved, progress, ct);
            return new Sandbox(machine, process, options.Mode);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a sandbox that outlives this process; <see cref="FindRunning"/> finds it again.</summary>
    /// <exception cref="SandboxException">It runs already, or something is missing or failed.</exception>
    public static async Task<Sandbox> StartLongLivedAsync(SandboxOptions options, IProgress<string>? progress, CancellationToken ct)
    {
        SandboxImage image = await SandboxImage.GetAsync(progress, ct);
        SavedMachine? saved = options.Mode == EmulationMode.Kvm ? null : await SavedMachine.GetAsync(image, options.Mode, options.MemoryMiB, progress, ct);
        var machine = new Machine(SessionDirectory.LongLived(options.Mode));
        Directory.CreateDirectory(Path.GetDirectoryName(machine.Session.Path)!);
        using FileLock guard = await FileLock.AcquireAsync(machine.Session.Path + ".lock", ct);
        if (machine.Session.IsQemuAlive())
        {
            throw new SandboxException("the sandbox is up already", null, "libos sandbox status");
        }

        SandboxImage.DeleteIfPresent(machine.Session.Path);
        machine.Session.CreateOnDisk();
        try
        {
            await QemuProcess.StartDetachedAsync(machine.Session, Describe(image, machine, options, saved));
            await BringUpAsync(machine, saved, progress, ct);
            return new Sandbox(machine, null, options.Mode);
        }
        catch
        {
            await QemuProcess.KillDetachedAsync(machine.Session);
            throw;
        }
    }

    /// <summary>The long-lived sandbox of this user and mode; null when none runs.</summary>
    public static Sandbox? FindRunning(EmulationMode mode)
    {
        var session = SessionDirectory.LongLived(mode);
        return session.IsQemuAlive() ? new Sandbox(new Machine(session), null, mode) : null;
    }

    /// <inheritdoc/>
    public Task<GuestResult> RunAsync(GuestSpec spec, Action<ReadOnlySpan<byte>>? console, CancellationToken ct) => _guests.RunAsync(spec, console, ct);

    /// <summary>Runs a shell script in dom0 (busybox, xl, ip, xenstore-*).</summary>
    /// <param name="script">The script's text.</param>
    /// <param name="input">Its standard input, or null.</param>
    /// <param name="output">Gets its output and errors as they come; may be null.</param>
    /// <param name="ct">Ends the script.</param>
    /// <returns>Its exit status.</returns>
    public Task<int> ExecuteAsync(string script, Stream? input, Action<ReadOnlySpan<byte>>? output, CancellationToken ct) =>
        _guests.ExecuteAsync(2, Dom0Filesystem.Slots, script, input, output, ct);

    /// <summary>Stops a long-lived sandbox and removes its directory.</summary>
    public async Task StopAsync(CancellationToken ct)
    {
        using (QmpConnection qmp = await QmpConnection.ConnectAsync(Session.QmpSocket, ct))
        {
            await qmp.ExecuteAsync("quit", null, ct);
        }

        while (Session.IsQemuAlive())
        {
            await Task.Delay(5, ct);
        }

        SandboxImage.DeleteIfPresent(Session.Path);
    }

    /// <summary>Ends the sandbox if this object started it; a long-lived one stays.</summary>
    public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Gives dom0 the shared directory and the time of day.</summary>
    internal static Task AttachDom0Async(Machine machine, CancellationToken ct) =>
        machine.RequestAsync(Machine.CommandSlot, Machine.CommandSlot, "attach", DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), null, null, ct);

    private static IReadOnlyList<string> Describe(SandboxImage image, Machine machine, SandboxOptions options, SavedMachine? saved) =>
        QemuArguments.Create(image, machine.Session, options.Mode, options.MemoryMiB, saved?.MemoryFile, saving: false, restoring: saved is not null);

    private static async Task BringUpAsync(Machine machine, SavedMachine? saved, IProgress<string>? progress, CancellationToken ct)
    {
        await machine.WaitForQemuAsync(ct);
        if (saved is not null)
        {
            await machine.RestoreAsync(saved.StateFile, ct);
        }
        else
        {
            progress?.Report("booting Xen and dom0");
        }

        await AttachDom0Async(machine, ct);
    }
}
