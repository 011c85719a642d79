// What a guest is made of.

namespace LibOS.Sandbox;

/// <summary>A guest to run. Paths are on this machine.</summary>
public sealed record GuestSpec
{
    /// <summary>A name for messages; the domain's name is derived from it.</summary>
    public required string Name { get; init; }

    /// <summary>The kernel: an ELF file with the PVH note, or a Linux bzImage.</summary>
    public required string KernelPath { get; init; }

    /// <summary>An initial RAM disk; null for what lies beside the kernel (<see cref="ModulePath"/>).</summary>
    public string? RamdiskPath { get; init; }

    /// <summary>The program's arguments, as Main gets them.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The program's environment variables.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>The whole kernel command line, verbatim, in place of arguments and environment; for foreign kernels.</summary>
    public string? RawCommandLine { get; init; }

    /// <summary>Memory in MiB.</summary>
    public int MemoryMiB { get; init; } = 64;

    /// <summary>Virtual CPUs.</summary>
    public int Vcpus { get; init; } = 1;

    /// <summary>The guest is destroyed after this much time of the host's clock.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>What is typed at its console; null for nothing. The console has no end of file: see <see cref="EndOfInput"/>.</summary>
    public Stream? StandardInput { get; init; }

    /// <summary>Further lines of xl.cfg, for example vif=["bridge=br0"].</summary>
    public IReadOnlyList<string> ExtraConfigLines { get; init; } = [];

    /// <summary>The byte (Ctrl-D) that stands for the end of input on a console.</summary>
    public const byte EndOfInput = 4;

    /// <summary>What Xen loads with the kernel: the RAM disk, else the content files that a publish left beside it (App.cpio); null for nothing.</summary>
    internal string? ModulePath => RamdiskPath ?? (File.Exists(KernelPath + ".cpio") ? KernelPath + ".cpio" : null);
}
