// What the sandbox needs from Debian: which packages must be installed, which are only downloaded, and how to tell.

namespace LibOS.Sandbox;

/// <summary>One thing the sandbox needs on this machine.</summary>
/// <param name="Name">What it is called (a program, or a file).</param>
/// <param name="Path">The file that proves it is there.</param>
/// <param name="Package">The Debian package that brings it.</param>
/// <param name="Purpose">What it is for, in a few words.</param>
public sealed record Prerequisite(string Name, string Path, string Package, string Purpose)
{
    /// <summary>True when the file exists.</summary>
    public bool Found => File.Exists(Path);
}

/// <summary>Debian's side of the sandbox.</summary>
public static class DebianPackages
{
    /// <summary>The hypervisor's package: downloaded and unpacked, never installed (installing it would change this machine's boot menu).</summary>
    internal const string HypervisorPackage = "xen-hypervisor-4.17-amd64";

    /// <summary>The package whose dependency names the current kernel's package (downloaded, not installed).</summary>
    internal const string KernelMetaPackage = "linux-image-amd64";

    /// <summary>Where xen-utils-4.17 keeps xl and the daemons.</summary>
    internal const string XenTools = "/usr/lib/xen-4.17/bin";

    /// <summary>Everything that must be installed, in the order in which it is used.</summary>
    public static IReadOnlyList<Prerequisite> Prerequisites { get; } =
    [
        new("apt-get", "/usr/bin/apt-get", "apt", "downloads the hypervisor and the dom0 kernel"),
        new("dpkg", "/usr/bin/dpkg", "dpkg", "unpacks them"),
        new("ldd", "/usr/bin/ldd", "libc-bin", "finds the libraries of the Xen tools"),
        new("setsid", "/usr/bin/setsid", "util-linux", "keeps Ctrl-C from the emulated machine"),
        new("busybox (static)", "/bin/busybox", "busybox-static", "dom0's shell and small programs"),
        new("ip", "/sbin/ip", "iproute2", "dom0's network"),
        new("xl", XenTools + "/xl", "xen-utils-4.17", "creates guests in dom0"),
        new("xenstore-read", "/usr/bin/xenstore-read", "xenstore-utils", "used by dom0's hotplug scripts"),
        new("qemu-system-x86_64", "/usr/bin/qemu-system-x86_64", "qemu-system-x86", "the machine Xen runs on"),
        new("BIOS image", "/usr/share/seabios/bios-256k.bin", "seabios", "that machine's firmware"),
    ];

    /// <summary>The packages of <see cref="Prerequisites"/> that are missing here.</summary>
    public static IReadOnlyList<string> Missing() => [.. Prerequisites.Where(p => !p.Found).Select(p => p.Package).Distinct()];

    /// <summary>What to do when a program cannot be started.</summary>
    /// <param name="program">Its name, as it would be typed.</param>
    public static string RemedyFor(string program) => program switch
    {
        "dotnet" => "install the .NET 10 SDK (https://dotnet.microsoft.com/download) and put it on the PATH",
        "addr2line" => InstallCommand(["binutils"]),
        "xz" => InstallCommand(["xz-utils"]),
        "apt-get" or "apt-cache" => "use Debian 12 (a container will do) with /usr/bin on the PATH",
        "dpkg-query" => InstallCommand(["dpkg"]) + "  (and have /usr/bin on the PATH)",
        _ => Prerequisites.FirstOrDefault(p => p.Name == program) is { } known
            ? InstallCommand([known.Package]) + $"  (and have {Path.GetDirectoryName(known.Path)} on the PATH)"
            : "libos doctor  (says what is missing)",
    };

    /// <summary>The command that installs these packages.</summary>
    public static string InstallCommand(IEnumerable<string> packages) =>
        (Environment.UserName == "root" ? "" : "sudo ") + "apt-get install -y --no-install-recommends " + string.Join(' ', packages);

    /// <summary>Installs what is missing when this process may; otherwise says which command does.</summary>
    /// <exception cref="SandboxException">Not on Debian, not root, or apt-get failed.</exception>
    public static async Task EnsureInstalledAsync(IProgress<string>? progress, CancellationToken ct)
    {
        IReadOnlyList<string> missing = Missing();
        if (missing.Count == 0)
        {
            return;
        }

        if (!File.Exists("/usr/bin/apt-get"))
        {
            throw new SandboxException("the sandbox is built from Debian packages", "this machine has no apt-get", "use Debian 12 (a container will do), or a machine that is a Xen dom0");
        }

        if (!Environment.IsPrivilegedProcess)
        {
            throw new SandboxException("the sandbox lacks " + string.Join(", ", missing), "they are not installed, and only root may install them", InstallCommand(missing));
        }

        progress?.Report("installing " + string.Join(' ', missing));
        string[] install = ["install", "-y", "--no-install-recommends", .. missing];
        CommandResult result = await ExternalCommand.TryRunAsync("apt-get", install, ct);
        if (result.ExitCode != 0)
        {
            // The package lists of a fresh machine or container are empty or old: fetch them, then once more.
            await ExternalCommand.RunAsync("apt-get", ["update"], ct);
            await ExternalCommand.RunAsync("apt-get", install, ct);
        }

        missing = Missing();
        if (missing.Count > 0)
        {
            throw new SandboxException("apt-get installed " + string.Join(", ", missing) + ", but the files are not where Debian 12 puts them", null, "libos doctor");
        }
    }

    /// <summary>"package version" lines of the installed prerequisites: what the cached image depends on.</summary>
    internal static async Task<string> ReadVersionsAsync(CancellationToken ct)
    {
        IEnumerable<string> packages = Prerequisites.Select(p => p.Package).Distinct().Order(StringComparer.Ordinal);
        CommandResult result = await ExternalCommand.TryRunAsync("dpkg-query", ["-W", "-f", "${Package} ${Version}\n", .. packages], ct);
        return result.Output;
    }

    /// <summary>The package that <see cref="KernelMetaPackage"/> stands for at present.</summary>
    internal static async Task<string> ReadKernelPackageAsync(CancellationToken ct)
    {
        string? package = Parse(await ExternalCommand.TryRunAsync("apt-cache", ["depends", KernelMetaPackage], ct));
        if (package is null && Environment.IsPrivilegedProcess)
        {
            await ExternalCommand.RunAsync("apt-get", ["update"], ct);
            package = Parse(await ExternalCommand.TryRunAsync("apt-cache", ["depends", KernelMetaPackage], ct));
        }

        return package ?? throw new SandboxException($"apt does not know {KernelMetaPackage}", "its package lists are empty or not those of Debian", "sudo apt-get update");

        static string? Parse(CommandResult result) => result.Output.Split('\n')
            .Select(line => line.Trim())
            .Where(line => line.StartsWith("Depends: linux-image-", StringComparison.Ordinal))
            .Select(line => line["Depends: ".Length..])
            .FirstOrDefault();
    }

    /// <summary>Downloads packages and unpacks them into a directory, without installing anything.</summary>
    internal static async Task UnpackAsync(IReadOnlyList<string> packages, string directory, CancellationToken ct)
    {
        string downloads = Directory.CreateDirectory(directory + ".deb").FullName;
        string[] download = ["-o", "APT::Sandbox::User=root", "download", .. packages];
        CommandResult result = await ExternalCommand.TryRunAsync("apt-get", download, ct, downloads);
        if (result.ExitCode != 0)
        {
            // A list older than the archive names versions that are gone (404).
            if (!Environment.IsPrivilegedProcess)
            {
                throw new SandboxException("cannot download " + string.Join(' ', packages), result.Error.Trim(), "sudo apt-get update");
            }

            await ExternalCommand.RunAsync("apt-get", ["update"], ct);
            await ExternalCommand.RunAsync("apt-get", download, ct, downloads);
        }

        foreach (string file in Directory.EnumerateFiles(downloads, "*.deb"))
        {
            await ExternalCommand.RunAsync("dpkg", ["-x", file, directory], ct);
        }

        Directory.Delete(downloads, recursive: true);
    }
}
