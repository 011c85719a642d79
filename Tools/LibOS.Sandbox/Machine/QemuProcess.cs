// Starts QEMU so that nothing survives its owner: a shell in a session of its own waits for the end of a pipe that only
// this process holds. When the pipe ends, for whatever reason (Dispose, a crash, SIGKILL), QEMU is killed and the
// session's directory removed. The session of its own keeps a Ctrl-C at the terminal from killing QEMU before its guest
// was told.

using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace LibOS.Sandbox;

/// <summary>A QEMU process and its session directory.</summary>
internal sealed class QemuProcess : IAsyncDisposable
{
    // $1 is the session's directory, the rest QEMU's command line. Asynchronous commands lose their standard input, hence 5.
    private const string Guardian = """
        directory=$1; shift
        exec 5<&0 < /dev/null
        "$@" > "$directory/qemu.log" 2>&1 5<&- & qemu=$!
        echo $qemu > "$directory/pid"
        while read -r line <&5; do :; done
        kill -KILL $qemu; wait $qemu
        rm -rf "$directory"
        """;

    // The same without a guardian, for a machine that outlives the command that started it.
    private const string Detached = """
        directory=$1; shift
        "$@" < /dev/null > "$directory/qemu.log" 2>&1 &
        echo $! > "$directory/pid"
        """;

    private readonly Process _guardian;

    private QemuProcess(Process guardian)
    {
        _guardian = guardian;
    }

    /// <summary>Starts QEMU; it dies with this process.</summary>
    public static QemuProcess Start(SessionDirectory session, IReadOnlyList<string> arguments) => new(Launch(Guardian, session, arguments));

    /// <summary>Starts QEMU so that it outlives this process; its id is in the session's file "pid".</summary>
    public static async Task StartDetachedAsync(SessionDirectory session, IReadOnlyList<string> arguments)
    {
        using Process launcher = Launch(Detached, session, arguments);
        // Without ct: the launcher ends at once, and whoever cleans up needs the process id that it writes.
        await launcher.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>Ends QEMU and removes the session's directory.</summary>
    public async ValueTask DisposeAsync()
    {
        _guardian.StandardInput.Close();
        await _guardian.WaitForExitAsync();
        _guardian.Dispose();
    }

    /// <summary>Ends a QEMU that was started detached, without asking it, and removes its directory.</summary>
    public static async Task KillDetachedAsync(SessionDirectory session)
    {
        if (session.IsQemuAlive())
        {
            using var qemu = Process.GetProcessById(int.Parse(await File.ReadAllTextAsync(session.ProcessId), CultureInfo.InvariantCulture));
            qemu.Kill();
            await qemu.WaitForExitAsync();
        }

        SandboxImage.DeleteIfPresent(session.Path);
    }

    private static Process Launch(string script, SessionDirectory session, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo("setsid") { RedirectStandardInput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (string argument in (IEnumerable<string>)["/bin/sh", "-c", script, "libos-qemu", session.Path, QemuArguments.Program, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception error)
        {
            SandboxImage.DeleteIfPresent(session.Path);
            throw new SandboxException("cannot run setsid, which starts QEMU", error.Message, DebianPackages.RemedyFor("setsid"), error);
        }
    }
}
