// The cached parts a sandbox boots from, and how they are made the first time.
// The directory is named after what went into it, is filled beside its final place and then renamed: it is whole or absent.

using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace LibOS.Sandbox;

/// <summary>Hypervisor, dom0 kernel and dom0 initramfs, built from Debian packages and cached.</summary>
public sealed class SandboxImage
{
    // Part of the key: raise it whenever this code builds something different from the same packages. The scripts and
    // the warm-up kernel are hashed as well, so editing those needs no new number.
    private const string BuilderVersion = "4";

    private SandboxImage(string directory)
    {
        Directory = directory;
    }

    /// <summary>The directory that holds everything.</summary>
    public string Directory { get; }

    /// <summary>The hypervisor: an uncompressed multiboot ELF.</summary>
    public string Hypervisor => Path.Combine(Directory, "xen.elf");

    /// <summary>dom0's Linux kernel.</summary>
    public string Kernel => Path.Combine(Directory, "vmlinuz");

    /// <summary>dom0's initramfs.</summary>
    public string Initramfs => Path.Combine(Directory, "dom0.cpio");

    /// <summary>The cache's root: $XDG_CACHE_HOME/libos/sandbox, or ~/.cache/libos/sandbox.</summary>
    public static string CacheRoot
    {
        get
        {
            string? cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
            if (string.IsNullOrEmpty(cache))
            {
                cache = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
            }

            return Path.Combine(cache, "libos", "sandbox");
        }
    }

    /// <summary>The cached image for the packages of this machine; built first when it is not there.</summary>
    /// <exception cref="SandboxException">A prerequisite is missing, or a package cannot be fetched.</exception>
    public static async Task<SandboxImage> GetAsync(IProgress<string>? progress, CancellationToken ct)
    {
        await DebianPackages.EnsureInstalledAsync(progress, ct);
        string directory = Path.Combine(CacheRoot, await ComputeKeyAsync(ct));
        if (!System.IO.Directory.Exists(directory))
        {
            System.IO.Directory.CreateDirectory(CacheRoot);
            using FileLock guard = await FileLock.AcquireAsync(Path.Combine(CacheRoot, "build.lock"), ct);
            if (!System.IO.Directory.Exists(directory))
            {
                await BuildAsync(directory, progress, ct);
            }
        }

        return new SandboxImage(directory);
    }

    private static async Task<string> ComputeKeyAsync(CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(BuilderVersion + "\n" + await DebianPackages.ReadVersionsAsync(ct)));
        foreach (string script in (string[])["dom0-init.sh", "hotplug-vif.sh", "hotplug-block.sh"])
        {
            hash.AppendData(Dom0Filesystem.ReadResource(script));
        }

        hash.AppendData(WarmUpKernel.Create());
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    private static async Task BuildAsync(string directory, IProgress<string>? progress, CancellationToken ct)
    {
        string work = directory + ".new";
        DeleteIfPresent(work);
        System.IO.Directory.CreateDirectory(work);
        string unpacked = Path.Combine(work, "unpacked");

        progress?.Report("downloading Xen and the dom0 kernel");
        string kernelPackage = await DebianPackages.ReadKernelPackageAsync(ct);
        await DebianPackages.UnpackAsync([DebianPackages.HypervisorPackage, kernelPackage], unpacked, ct);

        progress?.Report("building dom0");
        string version = kernelPackage["linux-image-".Length..];
        using (var packed = new GZipStream(File.OpenRead(Path.Combine(unpacked, "boot", "xen-4.17-amd64.gz")), CompressionMode.Decompress))
        using (FileStream plain = File.Create(Path.Combine(work, "xen.elf")))
        {
            await packed.CopyToAsync(plain, ct);
        }

        File.Copy(Path.Combine(unpacked, "boot", "vmlinuz-" + version), Path.Combine(work, "vmlinuz"));
        string modules = Path.Combine(unpacked, "lib", "modules", version);
        if (!System.IO.Directory.Exists(modules))
        {
            modules = Path.Combine(unpacked, "usr", "lib", "modules", version);
        }

        await Dom0Filesystem.WriteAsync(Path.Combine(work, "dom0.cpio"), modules, ct);
        await File.WriteAllTextAsync(Path.Combine(work, "packages.txt"), kernelPackage + "\n" + await DebianPackages.ReadVersionsAsync(ct), ct);
        System.IO.Directory.Delete(unpacked, recursive: true);
        System.IO.Directory.Move(work, directory);
        DeleteOlder(directory);
    }

    // Each image with its saved machines takes about 700 MB: only the newest other one is kept, for a switch back and forth.
    private static void DeleteOlder(string current)
    {
        IEnumerable<string> others = System.IO.Directory.EnumerateDirectories(CacheRoot)
            .Where(other => other != current)
            .OrderByDescending(System.IO.Directory.GetCreationTimeUtc);
        foreach (string old in others.Skip(1))
        {
            DeleteIfPresent(old);
        }
    }

    internal static void DeleteIfPresent(string directory)
    {
        if (System.IO.Directory.Exists(directory))
        {
            System.IO.Directory.Delete(directory, recursive: true);
        }
    }
}
