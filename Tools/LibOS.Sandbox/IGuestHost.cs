// Where guests run: the emulated sandbox, or the Xen of this very machine.

namespace LibOS.Sandbox;

/// <summary>Runs guests on a Xen hypervisor.</summary>
public interface IGuestHost
{
    /// <summary>Runs one guest to its end.</summary>
    /// <param name="spec">The guest.</param>
    /// <param name="console">Gets what it writes as it comes, without the line that reports the exit code; may be null.</param>
    /// <param name="ct">Destroys the guest.</param>
    /// <exception cref="SandboxException">The host failed (not the guest).</exception>
    Task<GuestResult> RunAsync(GuestSpec spec, Action<ReadOnlySpan<byte>>? console, CancellationToken ct);
}
