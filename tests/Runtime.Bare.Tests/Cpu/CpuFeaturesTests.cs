using NUnit.Framework;
using Runtime.Bare.Cpu;

namespace Runtime.Bare.Tests.Cpu;

/// <summary>The protections that are switched on follow CPUID, each by itself.</summary>
public sealed class CpuFeaturesTests
{
    private const ulong Umip = 1UL << 11;
    private const ulong Smep = 1UL << 20;
    private const ulong Smap = 1UL << 21;

    [SetUp]
    public void Boot() => TwinCpu.Reset();

    [TestCase(0u, 0u, 0UL)]
    [TestCase(1u << 7, 0u, Smep)]
    [TestCase(1u << 20, 0u, Smap)]
    [TestCase(0u, 1u << 2, Umip)]
    [TestCase((1u << 7) | (1u << 20), 1u << 2, Smep | Smap | Umip)]
    public void Cr4HasWhatTheCpuHas(uint leaf7Ebx, uint leaf7Ecx, ulong bits)
    {
        TwinCpu.Cr4 = 0x620;
        TwinCpu.Cpuid = (leaf, _) => leaf switch
        {
            0 => new CpuidResult { Eax = 7 },
            7 => new CpuidResult { Ebx = leaf7Ebx, Ecx = leaf7Ecx },
            _ => default,
        };
        CpuFeatures.Initialize();
        Assert.That(TwinCpu.Cr4, Is.EqualTo(0x620 | bits));
    }

    [Test]
    public void WithoutLeaf7NothingOfItIsBelieved()
    {
        TwinCpu.Cpuid = (leaf, _) => leaf == 0 ? new CpuidResult { Eax = 6 } : new CpuidResult { Ebx = leaf == 7 ? uint.MaxValue : 0 };
        CpuFeatures.Initialize();
        Assert.That(TwinCpu.Cr4, Is.Zero);
    }
}
