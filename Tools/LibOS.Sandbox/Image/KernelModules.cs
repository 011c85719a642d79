// Which module files of a Linux kernel package a set of modules needs, in loading order.
// Source of the order: the "depends=" entry in each module's .modinfo section (include/linux/module.h, MODULE_INFO).

using System.Text;

namespace LibOS.Sandbox;

/// <summary>The modules below one /lib/modules/VERSION directory.</summary>
internal sealed class KernelModules
{
    private readonly Dictionary<string, string> _files;

    /// <param name="directory">A /lib/modules/VERSION directory with uncompressed .ko files.</param>
    public KernelModules(string directory)
    {
        _files = Directory.EnumerateFiles(directory, "*.ko", SearchOption.AllDirectories)
            .GroupBy(file => Normalise(Path.GetFileNameWithoutExtension(file)))
            .ToDictionary(group => group.Key, group => group.First());
    }

    /// <summary>The files of these modules and of all they depend on, dependencies first.</summary>
    /// <exception cref="SandboxException">A module is not in the package.</exception>
    public IReadOnlyList<string> Resolve(IEnumerable<string> modules)
    {
        var order = new List<string>();
        var seen = new HashSet<string>();
        foreach (string module in modules)
        {
            Visit(Normalise(module), order, seen);
        }

        return order;
    }

    private void Visit(string module, List<string> order, HashSet<string> seen)
    {
        if (!seen.Add(module))
        {
            return;
        }

        if (!_files.TryGetValue(module, out string? file))
        {
            throw new SandboxException($"the kernel package has no module {module}", "the sandbox was written for Debian 12's linux-image-amd64 (6.1)");
        }

        foreach (string dependency in ReadDependencies(File.ReadAllBytes(file)))
        {
            Visit(Normalise(dependency), order, seen);
        }

        order.Add(file);
    }

    /// <summary>The comma-separated list behind "depends=" in a module file.</summary>
    internal static string[] ReadDependencies(ReadOnlySpan<byte> module)
    {
        int start = module.IndexOf("\0depends="u8);
        if (start < 0)
        {
            return [];
        }

        ReadOnlySpan<byte> list = module[(start + 9)..];
        return Encoding.ASCII.GetString(list[..list.IndexOf((byte)0)]).Split(',', StringSplitOptions.RemoveEmptyEntries);
    }

    // The same module is spelled with - in its file name and with _ in the lists of others.
    private static string Normalise(string name) => name.Replace('-', '_');
}
