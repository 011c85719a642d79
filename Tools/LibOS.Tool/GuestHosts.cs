// Chooses where a guest runs: this machine's own Xen, a sandbox that is up, or a new one.

using LibOS.Sandbox;

namespace LibOS.Tool;

/// <summary>Finds or starts a host for guests.</summary>
internal static class GuestHosts
{
    /// <summary>The best host of this machine; dispose it if it can be disposed.</summary>
    public static async Task<IGuestHost> StartAsync(EmulationMode mode, IProgress<string> progress, CancellationToken ct)
    {
        if (XlHost.IsDom0())
        {
            return new XlHost();
        }

        // Qualified: LibOS.Sandbox is a namespace here, and the class of the same name lies in it.
        return LibOS.Sandbox.Sandbox.FindRunning(mode) ?? await LibOS.Sandbox.Sandbox.StartAsync(new SandboxOptions { Mode = mode }, progress, ct);
    }
}
