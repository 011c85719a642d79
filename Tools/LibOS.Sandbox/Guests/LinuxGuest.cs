// The system that LibOS is compared with: the same C# program, compiled for linux-x64 and started by a Linux kernel as its
// first process, with nothing else on board. No service manager, no shell, no disk: the shortest way that Linux has.
//
// kernel-parameters: what stands behind "--" goes to the first process as arguments, and what has the form NAME=value and
// is no kernel parameter becomes a variable of its environment.

using System.Globalization;
using System.Text.RegularExpressions;

namespace LibOS.Sandbox;

/// <summary>A Linux kernel and an initramfs that holds one program and its libraries.</summary>
public sealed partial class LinuxGuest
{
    // /dev/urandom: what a Guid is made of. loglevel=1: only the end of the first process is printed, and the first byte on the console is the program's.
    // panic=-1: that end is the end of the domain.
    private const string KernelParameters = $"console=hvc0 loglevel=1 panic=-1 {EmulatedCpu.KernelParameters}";

    private readonly string _kernel;
    private readonly string _initramfs;

    private LinuxGuest(string kernel, string initramfs)
    {
        _kernel = kernel;
        _initramfs = initramfs;
    }

    /// <summary>Packs a program.</summary>
    /// <param name="image">Whose Linux kernel is used: Debian's, as it comes.</param>
    /// <param name="program">An executable for linux-x64; the libraries it needs are taken from this machine.</param>
    /// <param name="directory">Where the initramfs is written.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<LinuxGuest> CreateAsync(SandboxImage image, string program, string directory, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(image);
        string initramfs = Path.Combine(Directory.CreateDirectory(directory).FullName, Path.GetFileName(program) + ".cpio");
        using var archive = new CpioArchive(new FileStream(initramfs, FileMode.Create, FileAccess.Write));
        archive.AddCharacterDevice("dev/console", 5, 1);
        archive.AddCharacterDevice("dev/urandom", 1, 9);
        archive.AddFile("init", await File.ReadAllBytesAsync(program, ct));
        foreach (string library in await SharedLibraries.ResolveAsync([program], ct))
        {
            archive.AddFile(library, await File.ReadAllBytesAsync(library, ct));
        }

        return new LinuxGuest(image.Kernel, initramfs);
    }

    /// <summary>The same guest on another kernel.</summary>
    /// <param name="kernel">For example what <see cref="LinuxKernel.UnpackAsync"/> made.</param>
    public LinuxGuest WithKernel(string kernel) => new(kernel, _initramfs);

    /// <summary>This guest with arguments for the program.</summary>
    /// <param name="name">A name for messages.</param>
    /// <param name="memoryMiB">Memory in MiB.</param>
    /// <param name="arguments">Words without white space or quotes: the kernel splits at spaces.</param>
    /// <exception cref="ArgumentException">An argument that the kernel would split.</exception>
    public GuestSpec Spec(string name, int memoryMiB, params string[] arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        if (Array.Find(arguments, argument => argument.Length == 0 || argument.Any(c => char.IsWhiteSpace(c) || c == '"')) is { } unfit)
        {
            throw new ArgumentException($"a Linux kernel would not pass on the argument '{unfit}' as one word", nameof(arguments));
        }

        return new GuestSpec
        {
            Name = name,
            KernelPath = _kernel,
            RamdiskPath = _initramfs,
            RawCommandLine = $"{KernelParameters} -- {string.Join(' ', arguments)}",
            MemoryMiB = memoryMiB,
        };
    }

    /// <summary>The program's exit code. Linux panics when its first process ends, and prints how it ended; the domain therefore "crashed".</summary>
    /// <param name="result">A finished guest of this kind.</param>
    /// <returns>The code; null when the program did not exit by itself.</returns>
    public static int? ExitCode(GuestResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        Match match = EndOfInit().Match(result.Console);
        return match.Success && int.Parse(match.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture) is var status && (status & 0x7F) == 0
            ? (status >> 8) & 0xFF // wait(2): WIFEXITED, WEXITSTATUS
            : null;
    }

    [GeneratedRegex(@"Attempted to kill init! exitcode=0x([0-9a-f]{8})")]
    private static partial Regex EndOfInit();
}
