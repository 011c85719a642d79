// What the domain has free, as /proc/meminfo says: on Linux as well as in a guest.

using System.Globalization;

namespace Stress;

/// <summary>Memory outside the program.</summary>
internal static class DomainMemory
{
    /// <summary>MemFree, KiB.</summary>
    public static long FreeKiB => Read("MemFree:");

    private static long Read(string name)
    {
        string line = File.ReadLines("/proc/meminfo").First(text => text.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line.AsSpan(name.Length, line.Length - name.Length - 2), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture);
    }
}
