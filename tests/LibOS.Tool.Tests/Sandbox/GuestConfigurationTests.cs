// The text that xl reads.

using LibOS.Sandbox;

namespace LibOS.Tool.Tests.Sandbox;

/// <summary>xl.cfg.</summary>
public sealed class GuestConfigurationTests
{
    private static readonly GuestSpec s_spec = new() { Name = "hello", KernelPath = "/k", Arguments = ["it's", "a\\b"], MemoryMiB = 8, Vcpus = 2, ExtraConfigLines = ["vif=[\"bridge=br0\"]"] };

    [Test]
    public void EveryLineHasItsValue() =>
        Assert.That(GuestConfiguration.Format(s_spec, "hello-1", "/guest", emulated: true).Split('\n'), Is.EqualTo((string[])
        [
            "name=\"hello-1\"", "type=\"pvh\"", "kernel=\"/guest/kernel\"",
            // Escapes of the command line, each backslash written twice for xl.
            """cmdline='-- "it\\x27s" "a\\\\b"'""",
            "memory=8", "maxmem=8", "vcpus=2", "shadow_memory=2", "tsc_mode=\"native\"",
            "on_poweroff=\"destroy\"", "on_reboot=\"destroy\"", "on_crash=\"destroy\"", "on_watchdog=\"destroy\"", "on_soft_reset=\"destroy\"",
            "vif=[\"bridge=br0\"]", "",
        ]));

    [TestCase(4, 2)]
    [TestCase(256, 2)]
    [TestCase(1024, 8)]
    public void ShadowMemoryGrowsFromWhatXenAccepts(int memoryMiB, int shadowMiB) =>
        Assert.That(Format(s_spec with { MemoryMiB = memoryMiB }), Does.Contain($"shadow_memory={shadowMiB}\n"));

    [Test]
    public void OnRealHardwareTheClockIsXensOwnChoice() =>
        Assert.That(GuestConfiguration.Format(s_spec, "n", "/w", emulated: false), Does.Not.Contain("tsc_mode"));

    [Test]
    public void AForeignKernelGetsItsLineVerbatim() =>
        Assert.That(Format(s_spec with { RawCommandLine = "console=hvc0 x='1'", RamdiskPath = "/r" }), Does.Contain("cmdline='console=hvc0 x=\\'1\\''\n").And.Contain("ramdisk=\"/w/ramdisk\"\n"));

    [Test]
    public void TheArchiveBesideTheKernelIsLoadedUnlessThereIsARamDisk()
    {
        string kernel = Path.GetTempFileName();
        GuestSpec spec = s_spec with { KernelPath = kernel };
        try
        {
            Assert.That(Format(spec), Does.Not.Contain("ramdisk"));
            File.WriteAllText(kernel + ".cpio", "");
            Assert.That(Format(spec), Does.Contain("ramdisk=\"/w/ramdisk\"\n"));
            Assert.That((spec.ModulePath, (spec with { RamdiskPath = "/r" }).ModulePath), Is.EqualTo((kernel + ".cpio", "/r")));
        }
        finally
        {
            File.Delete(kernel);
            File.Delete(kernel + ".cpio");
        }
    }

    [Test]
    public void NoCommandLineNoEntry() => Assert.That(Format(s_spec with { Arguments = [] }), Does.Not.Contain("cmdline"));

    [TestCase("My App.1\"x", "MyApp1x-id")]
    [TestCase("", "-id")]
    [TestCase("abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnopqrstuvwx-id")]
    public void ADomainNameIsPlain(string name, string expected) => Assert.That(GuestConfiguration.DomainName(name, "id"), Is.EqualTo(expected));

    private static string Format(GuestSpec spec) => GuestConfiguration.Format(spec, "n", "/w", emulated: true);
}
