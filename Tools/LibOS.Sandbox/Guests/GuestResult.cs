// How a guest ended, and what is known about it.

namespace LibOS.Sandbox;

/// <summary>Why a domain ended. The first five are Xen's SHUTDOWN_* codes (public/sched.h).</summary>
public enum GuestShutdown
{
    /// <summary>The guest switched itself off.</summary>
    PowerOff = 0,

    /// <summary>It asked for a restart. A triple fault ends like this as well: see the Xen log.</summary>
    Reboot = 1,

    /// <summary>It asked to be suspended.</summary>
    Suspend = 2,

    /// <summary>It reported a crash (a panic).</summary>
    Crash = 3,

    /// <summary>Its watchdog ran out.</summary>
    Watchdog = 4,

    /// <summary>It took longer than allowed and was destroyed.</summary>
    Timeout = 100,

    /// <summary>It was not created, or vanished without a reason: the host's fault.</summary>
    HostError = 101,
}

/// <summary>Moments of a guest's life on dom0's clock (virtual time in the measuring mode). Microseconds are exact.</summary>
/// <param name="CreateBegin">xl create was started.</param>
/// <param name="Created">xl had built and started the domain, and began to wait for its end.</param>
/// <param name="FirstOutput">The guest's first console byte reached dom0; null when it wrote nothing.</param>
/// <param name="Ended">The domain was gone.</param>
public readonly record struct GuestTimes(TimeSpan CreateBegin, TimeSpan Created, TimeSpan? FirstOutput, TimeSpan Ended);

/// <summary>A finished guest.</summary>
public sealed record GuestResult
{
    /// <summary>The exit code of a guest that panicked or crashed: what a shell shows for SIGABRT.</summary>
    public const int CrashExitCode = 134;

    /// <summary>The exit code of a timeout.</summary>
    public const int TimeoutExitCode = 124;

    /// <summary>The exit code when there is none of the guest's own.</summary>
    public const int FailureExitCode = 125;

    // A crash report with its registers and the innermost frames.
    private const int ReportLines = 16;

    /// <summary>The program's exit code; 134 after a crash, 124 after a timeout, 125 when the guest ended in no agreed way.</summary>
    public required int ExitCode { get; init; }

    /// <summary>Why the domain ended.</summary>
    public required GuestShutdown Shutdown { get; init; }

    /// <summary>What went wrong, in one line; null when the guest ended as agreed.</summary>
    public string? Explanation { get; init; }

    /// <summary>Everything it wrote to its console, the exit line excepted; undecodable bytes are replaced.</summary>
    public required string Console { get; init; }

    /// <summary>When things happened; zero when the guest was not created.</summary>
    public GuestTimes Times { get; init; }

    /// <summary>What Xen logged while it ran, about this domain.</summary>
    public IReadOnlyList<string> XenLog { get; init; } = [];

    /// <summary>What a failed test says: what went wrong, the end of what the guest wrote, and what Xen logged about it.</summary>
    public string Report => string.Join('\n', [Explanation ?? $"exit code {ExitCode}", .. Console.TrimEnd().Split('\n').TakeLast(ReportLines), .. XenLog.Take(ReportLines)]);

    /// <summary>How many earlier attempts died of the emulator's own fault.</summary>
    public int Retries { get; init; }

    /// <summary>Decides the exit code from what is known.</summary>
    /// <param name="shutdown">Why the domain ended.</param>
    /// <param name="reported">The code from the console's last line, if there was one.</param>
    internal static (int ExitCode, string? Explanation) Judge(GuestShutdown shutdown, int? reported) => (shutdown, reported) switch
    {
        (GuestShutdown.PowerOff, { } code) => (code, null),
        (GuestShutdown.PowerOff, null) => (FailureExitCode, "the guest powered off without reporting an exit code"),
        (GuestShutdown.Crash, _) => (CrashExitCode, "the guest crashed"),
        (GuestShutdown.Reboot, { } code) => (code, null), // somebody asked for it (xl reboot), and the program ended in its way
        (GuestShutdown.Reboot, null) => (CrashExitCode, "the guest restarted (a triple fault looks like this)"),
        (GuestShutdown.Watchdog, _) => (CrashExitCode, "the guest's watchdog ran out"),
        (GuestShutdown.Timeout, _) => (TimeoutExitCode, "the guest took too long and was destroyed"),
        (GuestShutdown.Suspend, _) => (FailureExitCode, "the guest suspended itself"),
        _ => (FailureExitCode, "the guest vanished: xl gave no reason"),
    };
}
