// Bad starts: too little memory, no Xen, damaged start information, a bad command line. Each ends with a line that names
// the cause, and never with a triple fault.

using System.Buffers.Binary;
using LibOS.Sandbox;

namespace Guest.Tests;

/// <summary>Starts that must fail, and how.</summary>
[TestFixture]
public sealed class StartTests
{
    // From what only the boot code needs to what the collector wants for its start.
    [TestCase(100)]
    [TestCase(300)]
    [TestCase(200)]
    public async Task TooLittleMemoryNamesTheNeed(int leftKiB)
    {
        const int memoryMiB = 8;
        string ballast = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"ballast-{leftKiB}.cpio");
        GuestSpec probe = Laboratory.ProbeSpec("exit", "0");
        Ballast.Write(ballast, probe.KernelPath, memoryMiB, leftKiB);
        GuestResult result = await Laboratory.RunAsync(probe with { RamdiskPath = ballast, MemoryMiB = memoryMiB });
        File.Delete(ballast);
        Assert.Multiple(() =>
        {
            Assert.That(result.ExitCode, Is.Not.Zero);
            Assert.That(result.Shutdown, Is.Not.EqualTo(GuestShutdown.Reboot), "a triple fault");
            Assert.That(result.Console, Does.Match(@"the domain has 8 MiB, this program needs at least (9|10|11) \(set memory= in xl\.cfg\)"));
        });
    }

    [Test]
    public async Task WithoutXenOneLineOnTheDebugPort()
    {
        string log = Path.Combine(TestContext.CurrentContext.WorkDirectory, "debugcon.txt");
        File.Delete(log);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        Task<CommandResult> qemu = ExternalCommand.TryRunAsync(
            "qemu-system-x86_64",
            ["-M", "q35", "-m", "64", "-nographic", "-nodefaults", "-no-reboot", "-kernel", Laboratory.Probe.KernelPath, "-debugcon", "file:" + log],
            limit.Token);
        while (!limit.IsCancellationRequested && !(File.Exists(log) && new FileInfo(log).Length > 0 && (await File.ReadAllTextAsync(log)).EndsWith('\n')))
        {
            await Task.Delay(50);
        }

        string text = await File.ReadAllTextAsync(log);
        bool isHalted = !qemu.IsCompleted;
        await limit.CancelAsync();
        Assert.ThrowsAsync<TaskCanceledException>(() => qemu);
        Assert.That(text, Is.EqualTo("[libos] this kernel runs on Xen, and CPUID shows none: start it with xl create (type=\"pvh\")\n"));
        Assert.That(isHalted, "it halts; QEMU would end at a triple fault");
    }

    [TestCase("probe_entry_bad_magic", "start_info: wrong magic number")]
    [TestCase("probe_entry_bad_address", "start_info: not at an address that a domain builder would use")]
    [TestCase("probe_entry_bad_command_line", "start_info: the command line lies beyond 4 GiB")]
    [TestCase("probe_entry_bad_memory_map", "start_info: the memory map lies beyond 4 GiB")]
    [TestCase("probe_entry_bad_module_list", "start_info: the list of modules lies beyond 4 GiB")]
    [TestCase("probe_entry_bad_module", "start_info: the module does not lie in the domain's memory")]
    [TestCase("probe_entry_module_in_kernel", "start_info: the module lies in the kernel")]
    [TestCase("probe_entry_long_command_line", "the command line is longer than 4096 bytes")]
    public async Task DamagedStartInformationIsANamedPanic(string entry, string cause)
    {
        string kernel = await WithEntryAsync(entry);
        GuestResult result = await Laboratory.RunAsync(Laboratory.ProbeSpec("exit", "0") with { KernelPath = kernel });
        AssertPanic(result, cause);
    }

    [TestCase("\"not closed", "the command line has a quote that is not closed")]
    [TestCase("\"\\q\"", "the command line has a backslash in double quotes")]
    public async Task ABadCommandLineIsANamedPanic(string line, string cause)
    {
        GuestResult result = await Laboratory.RunAsync(Laboratory.ProbeSpec() with { RawCommandLine = line });
        AssertPanic(result, cause);
    }

    [Test]
    public async Task TooManyArgumentsAreANamedPanic()
    {
        GuestResult result = await Laboratory.RunAsync(Laboratory.ProbeSpec() with { RawCommandLine = string.Join(' ', Enumerable.Repeat("a", 300)) });
        AssertPanic(result, "the command line has more than 255 arguments");
    }

    private static void AssertPanic(GuestResult result, string cause)
    {
        Assert.Multiple(() =>
        {
            Assert.That(result.Console, Does.Contain("[libos] panic: " + cause));
            Assert.That(result.ExitCode, Is.EqualTo(GuestResult.CrashExitCode));
            Assert.That(result.Shutdown, Is.EqualTo(GuestShutdown.Crash));
        });
    }

    // The probe with another entry: the address in its Xen note (PHYS32_ENTRY) replaced by that of a symbol.
    private static async Task<string> WithEntryAsync(string symbol)
    {
        string names = await ExternalCommand.RunAsync("nm", [Laboratory.Probe.DebugPath], CancellationToken.None);
        uint Address(string name) => Convert.ToUInt32(names.Split('\n').Single(line => line.EndsWith(' ' + name)).Split(' ')[0], 16);
        byte[] kernel = await File.ReadAllBytesAsync(Laboratory.Probe.KernelPath);
        byte[] note = [4, 0, 0, 0, 4, 0, 0, 0, 18, 0, 0, 0, (byte)'X', (byte)'e', (byte)'n', 0];
        int at = kernel.AsSpan().IndexOf(note) + note.Length;
        Assert.That(BinaryPrimitives.ReadUInt32LittleEndian(kernel.AsSpan(at)), Is.EqualTo(Address("pvh_entry")), "the note was found");
        BinaryPrimitives.WriteUInt32LittleEndian(kernel.AsSpan(at), Address(symbol));
        string path = Path.Combine(TestContext.CurrentContext.WorkDirectory, symbol);
        await File.WriteAllBytesAsync(path, kernel);
        return path;
    }
}
