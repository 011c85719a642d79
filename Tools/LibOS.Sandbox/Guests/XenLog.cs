// Reads Xen's log for one domain, and recognises the emulator's own fault in it.

using System.Text;
using System.Text.RegularExpressions;

namespace LibOS.Sandbox;

/// <summary>Xen's log of one machine (its first serial line, which QEMU writes to a file).</summary>
internal static partial class XenLog
{
    /// <summary>The lines after a position that concern one domain: those that name it, and the register dump that follows "Dumping Dom".</summary>
    /// <param name="path">The log file; it may not exist yet.</param>
    /// <param name="from">Bytes to skip: the file's length before the guest started.</param>
    /// <param name="domain">The domain's number.</param>
    public static IReadOnlyList<string> Read(string path, long from, int domain)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Position = Math.Min(from, file.Length);
        using var reader = new StreamReader(file, Encoding.Latin1);
        return Select(reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd('\r')), domain);
    }

    /// <summary>See <see cref="Read"/>.</summary>
    internal static IReadOnlyList<string> Select(IEnumerable<string> lines, int domain)
    {
        var mine = new Regex($@"\(d{domain}\)|\bd{domain}(v\d+)?\b|\bDom{domain}\b|\bdomain {domain}\b", RegexOptions.IgnoreCase);
        var selected = new List<string>();
        bool inDump = false;
        foreach (string line in lines)
        {
            bool named = mine.IsMatch(line) && !CreationRecord().IsMatch(line);
            inDump = named ? line.Contains("Dumping Dom", StringComparison.Ordinal) : inDump && DumpLine().IsMatch(line);
            if (named || inDump)
            {
                selected.Add(line);
            }
        }

        return selected;
    }

    /// <summary>
    /// True when the guest died of the emulator's fault and of nothing else: a triple fault with RIP and CS in Xen's own range, which no guest
    /// can have (QEMU mixed up host and guest state), or the guest's own finding that one event upcall was delivered twice. A guest
    /// that ended in the agreed way is never retried, whatever it wrote.
    /// </summary>
    /// <param name="shutdown">Why the domain ended: Xen calls a triple fault a reboot, a panic is a crash.</param>
    /// <param name="log">What Xen logged about the domain.</param>
    /// <param name="console">What the guest wrote.</param>
    public static bool IsEmulatorFault(GuestShutdown shutdown, IReadOnlyList<string> log, string console) => shutdown switch
    {
        GuestShutdown.Reboot => log.Any(line => line.Contains("Triple fault", StringComparison.OrdinalIgnoreCase)) && log.Any(line => XenAddress().IsMatch(line)),
        GuestShutdown.Crash => console.Split('\n').Any(line => line.Contains("[libos] panic:", StringComparison.Ordinal) && line.Contains("duplicate upcall", StringComparison.Ordinal)),
        _ => false,
    };

    // One line per piece of state when any domain is created: nothing about its end.
    [GeneratedRegex(@"HVM ?d?\d+(v\d+)? (save|restore):")]
    private static partial Regex CreationRecord();

    [GeneratedRegex(@"e008:\[?<?ffff82d0", RegexOptions.IgnoreCase)]
    private static partial Regex XenAddress();

    // Register lines of a dump, as arch/x86/x86_64/traps.c prints them, with or without the "(XEN)" in front.
    [GeneratedRegex(@"^\(XEN\) (----|CPU:|RIP:|RFLAGS:|r[a-z0-9]{1,2}:|cr\d:|fsb:|ds:|Xen |Guest stack|   |\*\*\*)", RegexOptions.IgnoreCase)]
    private static partial Regex DumpLine();
}
