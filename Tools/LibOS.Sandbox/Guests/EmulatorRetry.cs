// Runs a guest again when it died of the emulator's own fault, and says so. XenLog.IsEmulatorFault decides which faults those are.

using System.Text;

namespace LibOS.Sandbox;

/// <summary>The only reason for which a guest is started twice.</summary>
internal static class EmulatorRetry
{
    /// <summary>How often a guest is started again. About one in twenty needs it in the fast mode.</summary>
    public const int MaxRetries = 3;

    /// <summary>Runs a guest until it ends in another way, or too often in this one.</summary>
    /// <param name="name">The guest's name, for the line that says what happens.</param>
    /// <param name="runOnce">Starts it and waits for its end.</param>
    /// <param name="console">Gets that line; may be null.</param>
    /// <returns>The last attempt's result, with the number of those before it.</returns>
    public static async Task<GuestResult> RunAsync(string name, Func<Task<GuestResult>> runOnce, Action<ReadOnlySpan<byte>>? console)
    {
        for (int retries = 0; ; retries++)
        {
            GuestResult result = await runOnce();
            if (retries == MaxRetries || !XenLog.IsEmulatorFault(result.Shutdown, result.XenLog, result.Console))
            {
                return result with { Retries = retries };
            }

            console?.Invoke(Encoding.UTF8.GetBytes($"\n[libos] {name} died of a known fault of the emulator, not of its own; starting it again ({retries + 1} of {MaxRetries})\n"));
        }
    }
}
