// What an attacker who knows the program must not know: it differs between two boots of one image.

using LibOS.Sandbox;

namespace Guest.Tests;

/// <summary>Addresses, canaries and random numbers over several boots.</summary>
[TestFixture]
public sealed class SecretTests
{
    private static readonly string[] s_addresses = ["array", "malloc", "mmap", "main-stack", "thread-stack"];
    private static readonly string[] s_canaries = ["canary", "cookie"];

    [Test]
    public async Task TwoBootsHaveNothingInCommon()
    {
        Dictionary<string, ulong> first = await BootAsync([]);
        Dictionary<string, ulong> second = await BootAsync([]);
        Assert.Multiple(() =>
        {
            foreach (string name in (string[])[.. s_addresses, .. s_canaries])
            {
                Assert.That(second[name], Is.Not.EqualTo(first[name]), name);
            }

            Assert.That(Math.Abs((long)(first["main-stack"] - first["malloc"])), Is.Not.EqualTo(Math.Abs((long)(second["main-stack"] - second["malloc"]))), "stacks and heap move each by itself");
            Assert.That(first["same-canary"], Is.EqualTo(1), "every thread of a boot has its canary");
            Assert.That(first["canary"] & 0xFF, Is.Zero, "a zero byte ends strings");
            Assert.That(first["cookie"] >> 32, Is.Not.Zero, "more than a count of milliseconds");
        });
    }

    [Test]
    public async Task ForDebuggingAddressesCanBeTheSameInEveryBoot()
    {
        var environment = new Dictionary<string, string> { ["LIBOS_ASLR"] = "0" };
        Dictionary<string, ulong> first = await BootAsync(environment);
        Dictionary<string, ulong> second = await BootAsync(environment);
        Assert.Multiple(() =>
        {
            foreach (string name in s_addresses)
            {
                Assert.That(second[name], Is.EqualTo(first[name]), name);
            }

            foreach (string name in s_canaries)
            {
                Assert.That(second[name], Is.Not.EqualTo(first[name]), name);
            }
        });
    }

    [Test]
    public async Task ACpuWithoutARandomSourceIsSaidAndSeen()
    {
        GuestResult result = await Laboratory.RunAsync(Laboratory.ProbeSpec("entropy-absent") with { ExtraConfigLines = ["cpuid=\"host,rdrand=0,rdseed=0\""] });
        Assert.Multiple(() =>
        {
            Assert.That(result.Console, Does.StartWith("[libos] warning: the CPU has neither RDSEED nor RDRAND"));
            Assert.That(result.ExitCode, Is.Zero, result.Report);
            Assert.That(result.Console, Does.Match(@"\[probe\] entropy-absent: \d+ checks passed").And.Not.Contain("FAILED"));
        });
    }

    private static async Task<Dictionary<string, ulong>> BootAsync(Dictionary<string, string> environment)
    {
        GuestResult result = await Laboratory.RunAsync(Laboratory.ProbeSpec("secrets") with { Environment = environment });
        Assert.That(result.ExitCode, Is.Zero, result.Report);
        var facts = result.Console.Split('\n').Where(line => line.StartsWith("fact ", StringComparison.Ordinal))
            .Select(line => line[5..].Trim().Split(": "))
            .ToDictionary(pair => pair[0], pair => Convert.ToUInt64(pair[1], 16));
        Assert.That(facts, Has.Count.EqualTo(s_addresses.Length + s_canaries.Length + 1));
        return facts;
    }
}
