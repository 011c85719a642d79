// How the machine under Xen is run. Which mode is reliable, and why, is measured: docs of this folder's README.

namespace LibOS.Sandbox;

/// <summary>How the sandbox executes instructions.</summary>
public enum EmulationMode
{
    /// <summary>
    /// Software emulation, one CPU, time is counted in instructions (2 ns each) and idle time is skipped: repeatable. For tests and measurements.
    /// </summary>
    Measured,

    /// <summary>
    /// Software emulation, two CPUs in parallel, wall-clock time: fastest. The emulator loses about one guest in twenty to a fault of its own.
    /// </summary>
    Fast,

    /// <summary>Hardware virtualisation inside hardware virtualisation: only where the CPU offers it.</summary>
    Kvm,
}

/// <summary>Facts about the modes.</summary>
public static class EmulationModes
{
    /// <summary>True when the CPU has svm or vmx and /dev/kvm opens. The device alone proves nothing: it exists on machines without either.</summary>
    public static bool IsKvmUsable()
    {
        try
        {
            string? flags = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("flags", StringComparison.Ordinal));
            if (flags is null || !flags.Split(' ').Any(flag => flag is "svm" or "vmx"))
            {
                return false;
            }

            using FileStream device = File.Open("/dev/kvm", FileMode.Open, FileAccess.ReadWrite);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The fastest mode of this machine for a person at the keyboard.</summary>
    public static EmulationMode Interactive() => IsKvmUsable() ? EmulationMode.Kvm : EmulationMode.Fast;
}
