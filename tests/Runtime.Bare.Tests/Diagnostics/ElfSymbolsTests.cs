using System;
using System.IO;
using LibOS.Sdk.Tasks;
using NUnit.Framework;

namespace Runtime.Bare.Tests.Diagnostics;

/// <summary>Names of functions, and the refusal of files that are no linked ELF image.</summary>
public sealed class ElfSymbolsTests
{
    [TestCase("RhpNewFast", "RhpNewFast")]
    [TestCase("S_P_CoreLib_System_Array__Clear", "S_P_CoreLib_System_Array__Clear")]
    [TestCase("_ZN3WKS7gc_heap11mark_objectEPh", "WKS::gc_heap::mark_object")]
    [TestCase("_ZNK6Thread9IsCurrentEv", "Thread::IsCurrent")]
    [TestCase("_Z18GetRuntimeInstancev", "GetRuntimeInstance")]
    [TestCase("_ZL9s_runtimev", "s_runtime")]
    [TestCase("_ZN6ThreadC2Ev", "Thread::Thread")]
    [TestCase("_ZN6ThreadD1Ev", "Thread::~Thread")]
    [TestCase("_ZN12_GLOBAL__N_13runEv", "(anonymous)::run")]
    [TestCase("_ZN3WKS7gc_heap4markEv.cold", "WKS::gc_heap::mark.cold")]
    [TestCase("_ZN9libunwind10CFI_ParserINS_17LocalAddressSpaceEE8parseCIEEm", "_ZN9libunwind10CFI_ParserINS_17LocalAddressSpaceEE8parseCIEEm")]
    [TestCase("_Z3minIiET_S0_", "_Z3minIiET_S0_")]
    [TestCase("_Z99short", "_Z99short")]
    [TestCase("_Z", "_Z")]
    [TestCase("_ZN", "_ZN")]
    public void NamesAreReadable(string name, string expected) => Assert.That(SymbolName.Readable(name), Is.EqualTo(expected));

    [Test]
    public void OtherFilesAreRefusedByName()
    {
        Assert.That(() => ElfSymbols.Read([]), Throws.TypeOf<InvalidDataException>().With.Message.Contains("ELF"));
        Assert.That(() => ElfSymbols.Read("MZ and so on, long enough to be taken for a header if nobody looked at it"u8), Throws.TypeOf<InvalidDataException>());
    }

    [Test]
    public void ADamagedHeaderIsRefusedByName()
    {
        byte[] image = new byte[128];
        "\x7f"u8.CopyTo(image);
        "ELF"u8.CopyTo(image.AsSpan(1));
        image[4] = 2;
        image[5] = 1;
        image[58] = 64;
        image[60] = 9;
        Assert.That(() => ElfSymbols.Read(image), Throws.TypeOf<InvalidDataException>().With.Message.Contains("section headers"));
    }

    [Test]
    public void AnUnstrippedImageHasItsFunctionsInOrder()
    {
        byte[] image = TinyElf.Create([("b_second", 0x1010, 2), ("a_first", 0x1000, 2), (".Llabel", 0x1004, 0), ("data", 0x2000, 1)]);
        ImageSymbols symbols = ElfSymbols.Read(image);
        Assert.That(symbols.Functions, Is.EqualTo(new FunctionSymbol[] { new(0x1000, "a_first"), new(0x1010, "b_second") }));
        Assert.That(symbols.Limit, Is.EqualTo(0x1100));
    }

    [Test]
    public void AStrippedImageIsRefusedWithTheCure()
    {
        byte[] image = TinyElf.Create([]);
        image[TinyElf.SymbolTableTypeOffset] = 0;
        Assert.That(() => ElfSymbols.Read(image), Throws.TypeOf<InvalidDataException>().With.Message.Contains("before it is stripped"));
    }
}
