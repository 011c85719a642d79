// The directory of one running sandbox. Its layout is the contract between the processes that use the same sandbox.

namespace LibOS.Sandbox;

/// <summary>Sockets, logs and the shared directory of one running machine.</summary>
public sealed class SessionDirectory
{
    private SessionDirectory(string path)
    {
        Path = path;
    }

    /// <summary>The directory itself. Short: a Unix socket's name may have 107 bytes.</summary>
    public string Path { get; }

    /// <summary>Xen's own log (the machine's first serial line).</summary>
    public string XenLog => Combine("xen.log");

    /// <summary>What QEMU complained about.</summary>
    public string QemuLog => Combine("qemu.log");

    /// <summary>QEMU's control socket (QMP). One client at a time.</summary>
    public string QmpSocket => Combine("qmp.sock");

    /// <summary>What dom0 sees as /share.</summary>
    public string Share => Combine("share");

    /// <summary>QEMU's process id, decimal.</summary>
    public string ProcessId => Combine("pid");

    /// <summary>Held while somebody decides whether the machine's clock runs.</summary>
    public string ClockLock => Combine("clock.lock");

    /// <summary>The socket of a request slot (1-based).</summary>
    public string SlotSocket(int slot) => Combine($"slot{slot}.sock");

    /// <summary>Held by the process that uses the slot.</summary>
    public string SlotLock(int slot) => Combine($"slot{slot}.lock");

    /// <summary>There while a request is under way; left behind when its process died, and then the slot is unusable.</summary>
    public string SlotBusy(int slot) => Combine($"slot{slot}.busy");

    /// <summary>True when QEMU was started here and has not ended (a zombie has ended).</summary>
    public bool IsQemuAlive() => HasProcess("qemu");

    /// <summary>The same, and true as well for the shell's child that has not become QEMU yet.</summary>
    internal bool IsStarting() => HasProcess("");

    private bool HasProcess(string name)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{File.ReadAllText(ProcessId).Trim()}/stat");
            // proc(5): pid (name) state ...; the name may hold blanks and brackets.
            return stat.Contains(name, StringComparison.Ordinal) && stat[stat.LastIndexOf(')') + 2] != 'Z';
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>The last lines that QEMU and Xen wrote, for an error message.</summary>
    public string ReadLogTail()
    {
        var tail = new List<string>();
        foreach (string log in (string[])[QemuLog, XenLog])
        {
            if (File.Exists(log))
            {
                tail.AddRange(File.ReadAllText(log).Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(8));
            }
        }

        return string.Join("\n       ", tail.Select(line => line.TrimEnd('\r')));
    }

    /// <summary>A new directory with a random name, below $TMPDIR or /tmp.</summary>
    public static SessionDirectory CreateTemporary() =>
        Create(Directory.CreateTempSubdirectory("libos-").FullName);

    /// <summary>The place of the long-lived sandbox of this user and mode ("libos sandbox up").</summary>
    public static SessionDirectory LongLived(EmulationMode mode)
    {
        string? runtime = Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR");
        string root = string.IsNullOrEmpty(runtime) ? $"/tmp/libos-{Environment.UserName}" : System.IO.Path.Combine(runtime, "libos");
        return new SessionDirectory(System.IO.Path.Combine(root, mode.ToString().ToLowerInvariant()));
    }

    /// <summary>Makes this directory, readable by its owner alone.</summary>
    internal void CreateOnDisk()
    {
        Directory.CreateDirectory(Path);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        Directory.CreateDirectory(Share);
    }

    private static SessionDirectory Create(string path)
    {
        var session = new SessionDirectory(path);
        session.CreateOnDisk();
        return session;
    }

    private string Combine(string name) => System.IO.Path.Combine(Path, name);
}
