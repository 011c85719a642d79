// Writes the xl.cfg of a guest. Read first: xl.cfg(5).

using System.Text;

namespace LibOS.Sandbox;

/// <summary>The configuration text that xl reads.</summary>
internal static class GuestConfiguration
{
    /// <summary>Writes the configuration.</summary>
    /// <param name="spec">The guest.</param>
    /// <param name="domainName">The domain's name; unique on its host.</param>
    /// <param name="directory">The directory of kernel and ramdisk as the host's dom0 names it.</param>
    /// <param name="emulated">True under software emulation.</param>
    public static string Format(GuestSpec spec, string domainName, string directory, bool emulated)
    {
        var text = new StringBuilder();
        text.Append($"name=\"{domainName}\"\ntype=\"pvh\"\nkernel=\"{directory}/kernel\"\n");
        if (spec.ModulePath is not null)
        {
            text.Append($"ramdisk=\"{directory}/ramdisk\"\n");
        }

        string commandLine = spec.RawCommandLine ?? CommandLine.Format(spec.Environment, spec.Arguments);
        if (commandLine.Length > 0)
        {
            text.Append($"cmdline='{QuoteForXl(commandLine)}'\n");
        }

        text.Append($"memory={spec.MemoryMiB}\nmaxmem={spec.MemoryMiB}\nvcpus={spec.Vcpus}\n");
        // libxl's default for the page-table pool is 4 KiB per MiB of memory, less than Xen accepts for a small guest.
        text.Append($"shadow_memory={Math.Max(2, spec.MemoryMiB / 128)}\n");
        if (emulated)
        {
            // QEMU's SVM gives no instruction length: Xen cannot step over an intercepted RDTSCP.
            text.Append("tsc_mode=\"native\"\n");
        }

        foreach (string action in (string[])["on_poweroff", "on_reboot", "on_crash", "on_watchdog", "on_soft_reset"])
        {
            text.Append($"{action}=\"destroy\"\n");
        }

        foreach (string line in spec.ExtraConfigLines)
        {
            text.Append(line).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>A domain's name: letters, digits and dashes of the guest's name, and something unique.</summary>
    public static string DomainName(string name, string unique) =>
        new string([.. name.Where(c => char.IsAsciiLetterOrDigit(c) || c == '-').Take(24)]) + "-" + unique;

    // libxlu's scanner undoes backslash escapes inside a string, so a backslash that shall arrive is written twice.
    private static string QuoteForXl(string text) => text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("'", @"\'", StringComparison.Ordinal);
}
