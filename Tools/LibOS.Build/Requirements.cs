// What this machine must have beside the .NET SDK, and how it gets there: Debian packages, through apt-get when this
// process may use it, otherwise as a command for the person at the keyboard.

using LibOS.Sandbox;

namespace LibOS.Build;

/// <summary>Prerequisites of the verbs.</summary>
internal static class Requirements
{
    private const string AptGet = "/usr/bin/apt-get";
    private static readonly string[] s_install = ["install", "-y", "--no-install-recommends"];

    /// <summary>To link kernels.</summary>
    public static IReadOnlyList<Prerequisite> Link { get; } =
    [
        new("ld.lld", "/usr/bin/ld.lld", "lld", "links kernels"),
        new("as, objcopy", "/usr/bin/objcopy", "binutils", "assembles the layer's assembly, strips kernels"),
        new("musl's libc.a", "/usr/lib/x86_64-linux-musl/libc.a", "musl-dev", "has the mathematics functions of every kernel"),
    ];

    /// <summary>To compare: our structures with those of the C headers, our guests with Linux ones.</summary>
    public static IReadOnlyList<Prerequisite> Comparison { get; } =
    [
        new("gcc", "/usr/bin/gcc", "gcc", "tells the sizes and offsets of C structures to the tests"),
        new("features.h", "/usr/include/features.h", "libc6-dev", "declares the C library's structures"),
        new("xz", "/usr/bin/xz", "xz-utils", "unpacks the Linux kernel that start times are compared with"),
        new("ICU's libicuuc.a", "/usr/lib/x86_64-linux-gnu/libicuuc.a", "libicu-dev", "is linked into a guest that has cultures"),
        new("OpenSSL's libcrypto.a", "/usr/lib/x86_64-linux-gnu/libcrypto.a", "libssl-dev", "is linked into a guest that uses cryptography"),
        new("time zones", "/usr/share/zoneinfo/zone.tab", "tzdata", "travels with a guest that has time zones"),
        new("xen/xen.h", "/usr/include/xen/xen.h", "libxen-dev", "declares Xen's structures"),
    ];

    /// <summary>To boot guests: nothing on a machine that runs Xen itself.</summary>
    public static IReadOnlyList<Prerequisite> Boot => XlHost.IsDom0() ? [] : DebianPackages.Prerequisites;

    /// <summary>Installs what is missing, saying what and why.</summary>
    /// <exception cref="SandboxException">It is missing and this process may not install it; with the command that does.</exception>
    public static async Task EnsureAsync(IEnumerable<Prerequisite> wanted, TextWriter messages, IProgress<string> progress, CancellationToken ct)
    {
        Prerequisite[] missing = [.. wanted.Where(prerequisite => !prerequisite.Found)];
        if (missing.Length == 0)
        {
            return;
        }

        string[] packages = [.. missing.Select(prerequisite => prerequisite.Package).Distinct()];
        string what = "this machine lacks " + string.Join(", ", packages);
        string why = string.Join("\n       ", missing.Select(prerequisite => $"{prerequisite.Name} {prerequisite.Purpose}"));
        if (!File.Exists(AptGet))
        {
            throw new SandboxException(what, why + "\n       (and there is no apt-get here)", "use Debian 12 on x86-64; a container will do");
        }

        string[]? prefix = Environment.IsPrivilegedProcess ? [] : await FindSudoAsync(ct);
        if (prefix is null)
        {
            throw new SandboxException(what, why, DebianPackages.InstallCommand(packages));
        }

        messages.WriteLine($"build: {what}; installing with apt-get\n  why: {why}");
        progress.Report("installing " + string.Join(' ', packages));
        await InstallAsync(prefix, packages, ct);
        if (missing.FirstOrDefault(prerequisite => !prerequisite.Found) is { } still)
        {
            throw new SandboxException($"apt-get installed {still.Package}, but {still.Path} is not there", "this is not the system it was looked for on", "use Debian 12 on x86-64; a container will do");
        }
    }

    private static async Task InstallAsync(string[] prefix, string[] packages, CancellationToken ct)
    {
        if ((await AptGetAsync([.. s_install, .. packages])).ExitCode == 0)
        {
            return;
        }

        // The package lists of a fresh machine or container are empty or old: fetch them, then once more.
        CommandResult update = await AptGetAsync(["update"]);
        CommandResult install = await AptGetAsync([.. s_install, .. packages]);
        if (install.ExitCode != 0)
        {
            string said = (update.ExitCode == 0 ? install : update).Error.Trim();
            throw new SandboxException("apt-get could not install " + string.Join(' ', packages), said, "sudo apt-get update && " + DebianPackages.InstallCommand(packages));
        }

        Task<CommandResult> AptGetAsync(string[] arguments)
        {
            string[] line = [.. prefix, AptGet, .. arguments];
            return ExternalCommand.TryRunAsync(line[0], line[1..], ct);
        }
    }

    // sudo clears the environment, so the variable that keeps debconf from asking is set behind it. Null: it would ask for a password.
    private static async Task<string[]?> FindSudoAsync(CancellationToken ct)
    {
        const string Sudo = "/usr/bin/sudo";
        return File.Exists(Sudo) && (await ExternalCommand.TryRunAsync(Sudo, ["-n", "true"], ct)).ExitCode == 0
            ? [Sudo, "-n", "env", "DEBIAN_FRONTEND=noninteractive"]
            : null;
    }
}
