// The content archive as Xen hands it over: a cpio archive of a few MiB, loaded behind the kernel.

using System.Globalization;
using LibOS.Sandbox;

namespace Guest.Tests;

/// <summary>The module beside the kernel.</summary>
[TestFixture]
public sealed class ArchiveTests
{
    private const int ContentBytes = (3 << 20) + 123;

    private string _archive = "";
    private string _checksum = "";

    private string[] Facts => [new FileInfo(_archive).Length.ToString(CultureInfo.InvariantCulture), _checksum];

    [OneTimeSetUp]
    public void Write()
    {
        byte[] content = new byte[ContentBytes];
        new Random(1).NextBytes(content);
        _archive = Path.Combine(TestContext.CurrentContext.WorkDirectory, "content.cpio");
        using (var archive = new CpioArchive(File.Create(_archive)))
        {
            archive.AddFile("app/content", content, 0x1A4);
        }

        _checksum = Checksum(File.ReadAllBytes(_archive)).ToString("x16", CultureInfo.InvariantCulture);
    }

    [OneTimeTearDown]
    public void Delete() => File.Delete(_archive);

    [TestCase(16)]
    [TestCase(64)]
    public async Task AllOfItIsThereAndStays(int memoryMiB)
    {
        GuestResult result = await RunAsync(memoryMiB, "archive", Facts);
        Assert.That(result.ExitCode, Is.Zero, result.Report);
        Assert.That(result.Console, Does.Match(@"\[probe\] archive: \d+ checks passed").And.Not.Contain("FAILED"));
    }

    [Test]
    public async Task WithoutOneThereIsNone()
    {
        GuestResult result = await Laboratory.RunProbeAsync("archive-absent");
        Assert.That(result.ExitCode, Is.Zero, result.Report);
    }

    [Test]
    public async Task ItCannotBeWritten()
    {
        GuestResult result = await RunAsync(64, "archive-write");
        Assert.That(result.ExitCode, Is.EqualTo(GuestResult.CrashExitCode));
        Assert.That(result.Console, Does.Contain("which holds 30").And.Not.Contain("the write went through"));
    }

    private Task<GuestResult> RunAsync(int memoryMiB, string probe, params string[] arguments) =>
        Laboratory.RunAsync(Laboratory.ProbeSpec([probe, .. arguments]) with { RamdiskPath = _archive, MemoryMiB = memoryMiB });

    // As the probe computes it.
    private static ulong Checksum(byte[] bytes)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (byte value in bytes)
        {
            hash = (hash ^ value) * 0x100000001B3;
        }

        return hash;
    }
}
