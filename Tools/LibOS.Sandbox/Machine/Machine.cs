// The emulated machine of one session: control of its clock, saving and restoring, and requests to dom0.
//
// The clock runs only while a request is under way. An idle machine costs nothing then, and in the instruction-counted
// mode (which jumps over idle time) its clock does not race ahead. Several processes may share one machine: a process
// takes a slot's lock first, then, under the clock's lock, starts the clock. At the end it gives the slot back and, under
// the clock's lock, stops the clock if no slot is taken. Who takes a slot between that look and the stop waits for the
// clock's lock and starts the clock again: no request can meet a clock that stays stopped.

using System.Net.Sockets;

namespace LibOS.Sandbox;

/// <summary>A running machine, by its session directory.</summary>
internal sealed class Machine
{
    /// <summary>The slot for short commands: it must answer while guests run in the others.</summary>
    public const int CommandSlot = 1;

    private static readonly TimeSpan s_pollInterval = TimeSpan.FromMilliseconds(5);

    /// <param name="session">Where its sockets are.</param>
    public Machine(SessionDirectory session)
    {
        Session = session;
    }

    /// <summary>The session's directory.</summary>
    public SessionDirectory Session { get; }

    /// <summary>Waits until QEMU listens.</summary>
    /// <exception cref="SandboxException">It ended instead; with what it said.</exception>
    public async Task WaitForQemuAsync(CancellationToken ct)
    {
        while (!File.Exists(Session.ProcessId) || new FileInfo(Session.ProcessId).Length == 0)
        {
            await Task.Delay(s_pollInterval, ct);
        }

        while (true)
        {
            try
            {
                (await QmpConnection.ConnectAsync(Session.QmpSocket, ct)).Dispose();
                return;
            }
            catch (SocketException) when (Session.IsStarting())
            {
                await Task.Delay(s_pollInterval, ct);
            }
            catch (SocketException error)
            {
                throw new SandboxException("QEMU did not start", Session.ReadLogTail(), "libos doctor", error);
            }
        }
    }

    /// <summary>Writes the device state to a file; memory stays in the machine's memory file. The clock must stand.</summary>
    public async Task SaveAsync(string stateFile, CancellationToken ct)
    {
        using QmpConnection qmp = await QmpConnection.ConnectAsync(Session.QmpSocket, ct);
        await IgnoreSharedMemoryAsync(qmp, ct);
        await qmp.ExecuteAsync("migrate", Uri($"exec:cat > '{stateFile}'"), ct);
        await PollAsync(qmp, "query-migrate", "completed", ct);
        await qmp.ExecuteAsync("quit", null, ct);
    }

    /// <summary>Loads the device state of a machine that waits for it; the clock stands afterwards.</summary>
    public async Task RestoreAsync(string stateFile, CancellationToken ct)
    {
        using QmpConnection qmp = await QmpConnection.ConnectAsync(Session.QmpSocket, ct);
        await IgnoreSharedMemoryAsync(qmp, ct);
        await qmp.ExecuteAsync("migrate-incoming", Uri($"exec:cat '{stateFile}'"), ct);
        await PollAsync(qmp, "query-migrate", "completed", ct);
        // A migrated machine starts its clock by itself unless it was saved standing; make it certain.
        await qmp.ExecuteAsync("stop", null, ct);
    }

    /// <summary>Carries out one request on a free slot of the given range.</summary>
    /// <inheritdoc cref="SlotConnection.ExchangeAsync"/>
    public Task<ILookup<string, string>> RequestAsync(int firstSlot, int lastSlot, string verb, string argument, Stream? input, Action<ReadOnlySpan<byte>>? output, CancellationToken ct) =>
        RequestAsync(firstSlot, lastSlot, verb, argument, input, output, ct, ct);

    /// <summary>
    /// The same with two tokens: "ct" ends the wait for a free slot and does nothing later, "abandon" gives up the request
    /// under way, and the slot is lost.
    /// </summary>
    public async Task<ILookup<string, string>> RequestAsync(
        int firstSlot, int lastSlot, string verb, string argument, Stream? input, Action<ReadOnlySpan<byte>>? output, CancellationToken ct, CancellationToken abandon)
    {
        (int slot, FileLock held) = await TakeSlotAsync(firstSlot, lastSlot, ct);
        try
        {
            await File.WriteAllTextAsync(Session.SlotBusy(slot), $"{Environment.ProcessId}\n", abandon);
            await StartClockAsync(abandon);
            using SlotConnection connection = await SlotConnection.ConnectAsync(Session.SlotSocket(slot), abandon);
            ILookup<string, string> report = await connection.ExchangeAsync(verb, argument, input, output, abandon);
            File.Delete(Session.SlotBusy(slot));
            return report;
        }
        catch (Exception error) when (error is SocketException || !Session.IsQemuAlive())
        {
            throw new SandboxException("the emulated machine died", Session.ReadLogTail(), "run it again; if it repeats, try --mode measured", error);
        }
        finally
        {
            held.Dispose();
            await StopIdleClockAsync();
        }
    }

    private async Task<(int Slot, FileLock Held)> TakeSlotAsync(int first, int last, CancellationToken ct)
    {
        while (true)
        {
            int broken = 0;
            for (int slot = first; slot <= last; slot++)
            {
                if (FileLock.TryAcquire(Session.SlotLock(slot)) is not { } held)
                {
                    continue;
                }

                if (!File.Exists(Session.SlotBusy(slot)))
                {
                    return (slot, held);
                }

                held.Dispose();
                broken++;
            }

            if (broken == last - first + 1)
            {
                throw new SandboxException("the sandbox takes no more guests", "commands that used it were killed in the middle of a request", "libos sandbox down && libos sandbox up");
            }

            await Task.Delay(s_pollInterval, ct);
        }
    }

    private async Task StartClockAsync(CancellationToken ct)
    {
        using FileLock clock = await FileLock.AcquireAsync(Session.ClockLock, ct);
        using QmpConnection qmp = await QmpConnection.ConnectAsync(Session.QmpSocket, ct);
        await qmp.ExecuteAsync("cont", null, ct);
    }

    private async Task StopIdleClockAsync()
    {
        if (!Session.IsQemuAlive())
        {
            return;
        }

        try
        {
            using FileLock clock = await FileLock.AcquireAsync(Session.ClockLock, CancellationToken.None);
            for (int slot = 1; slot <= Dom0Filesystem.Slots; slot++)
            {
                using FileLock? free = FileLock.TryAcquire(Session.SlotLock(slot));
                if (free is null)
                {
                    return;
                }
            }

            using QmpConnection qmp = await QmpConnection.ConnectAsync(Session.QmpSocket, CancellationToken.None);
            await qmp.ExecuteAsync("stop", null, CancellationToken.None);
        }
        catch (Exception error) when (error is SocketException or SandboxException or IOException)
        {
            // QEMU died in between: whoever asks next is told.
        }
    }

    // The memory lives in a file that both sides map: only device state has to be carried over.
    private static Task<System.Text.Json.JsonElement> IgnoreSharedMemoryAsync(QmpConnection qmp, CancellationToken ct) =>
        qmp.ExecuteAsync("migrate-set-capabilities", "{\"capabilities\":[{\"capability\":\"x-ignore-shared\",\"state\":true}]}", ct);

    private static string Uri(string uri) => $"{{\"uri\":{System.Text.Json.JsonSerializer.Serialize(uri)}}}";

    private async Task PollAsync(QmpConnection qmp, string query, string wanted, CancellationToken ct)
    {
        while (true)
        {
            string? status = (await qmp.ExecuteAsync(query, null, ct)).TryGetProperty("status", out var value) ? value.GetString() : null;
            if (status == wanted)
            {
                return;
            }

            if (status == "failed")
            {
                throw new SandboxException("QEMU could not save or restore the machine", Session.ReadLogTail(), $"rm -r {SandboxImage.CacheRoot}  (it is built again)");
            }

            await Task.Delay(s_pollInterval, ct);
        }
    }
}
