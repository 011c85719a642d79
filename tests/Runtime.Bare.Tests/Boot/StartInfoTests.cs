using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using NUnit.Framework;
using Runtime.Bare.Boot;
using Runtime.Bare.Cpu;
using Runtime.Bare.Diagnostics;
using Runtime.Bare.Memory;
using Runtime.Bare.Xen;

namespace Runtime.Bare.Tests.Boot;

/// <summary>What the domain builder leaves in RAM, good and malformed: every defect ends in a panic that names it.</summary>
public sealed unsafe class StartInfoTests
{
    private const int RamBytes = 64 << 10;
    private const ulong InfoAddress = 0x1000;
    private const ulong MapAddress = 0x2000;
    private const ulong ModuleAddress = 0x3000;
    private const uint Magic = 0x336EC578;
    private const ulong MiB = 1 << 20;
    private const ulong MemoryOp = 12;

    private byte* _ram;

    private static HvmStartInfo* Info => (HvmStartInfo*)PhysicalMemory.ToPointer(InfoAddress);

    [SetUp]
    public void Boot()
    {
        _ram = (byte*)NativeMemory.AllocZeroed(RamBytes);
        PhysicalMemory.DirectMapBase = (ulong)_ram;
        StaticState.Clear(typeof(Machine));
        *Info = new HvmStartInfo { Magic = Magic, Version = 1, MemoryMap = MapAddress };
    }

    [TearDown]
    public void Release()
    {
        HypercallInstruction.Xen = null;
        Linker.Table()->ImageStart = null;
        Linker.Table()->ImageEnd = null;
        PhysicalMemory.DirectMapBase = 0;
        NativeMemory.Free(_ram);
    }

    [TestCase(0UL, TestName = "no address")]
    [TestCase(InfoAddress + 2, TestName = "not aligned")]
    [TestCase((1UL << 32) - 8, TestName = "at the end of what is reachable")]
    [TestCase(ulong.MaxValue - 3, TestName = "beyond all memory")]
    public void AnAddressThatCannotBeIsNamed(ulong address) =>
        Assert.That(() => _ = StartInfo.Check(address), Throws.TypeOf<PanicException>().With.Message.StartsWith("start_info: not at an address"));

    [Test]
    public void AWrongMagicNumberIsNamed()
    {
        Info->Magic ^= 1;
        Assert.That(
            () => _ = StartInfo.Check(InfoAddress),
            Throws.TypeOf<PanicException>().With.Message.Contains("magic").And.Property(nameof(PanicException.Value)).EqualTo((ulong)(Magic ^ 1)));
    }

    [Test]
    public void ACommandLineOutOfReachIsNamed()
    {
        Info->CommandLine = 1UL << 32;
        Assert.That(() => _ = StartInfo.Check(InfoAddress), Throws.TypeOf<PanicException>().With.Message.Contains("command line"));
    }

    [Test]
    public void WithoutACommandLineThereIsNone() => Assert.That((long)StartInfo.CommandLine(StartInfo.Check(InfoAddress)), Is.Zero);

    [Test]
    public void RamIsTakenAndTheRestIsNot()
    {
        // As libxl 4.17 lays a PVH domain out: RAM, the ACPI tables and the special pages below 4 GiB.
        WriteMap((0, 64 * MiB, 1), (0xFC000000, 0x3000, 3), (0xFEFF8000, 0x8000, 2), (1UL << 32, 16 * MiB, 1));
        StartInfo.ReadMemoryMap(StartInfo.Check(InfoAddress));
        Assert.That(Ranges(), Is.EqualTo(new[] { (0UL, 64 * MiB), (1UL << 32, 16 * MiB) }));
        Assert.That(Machine.TotalMemory, Is.EqualTo(80 * MiB));
    }

    [Test]
    public void RamThatIsNamedTwiceIsRefused()
    {
        WriteMap((0, 64 * MiB, 1), (32 * MiB, 64 * MiB, 1));
        Assert.That(ReadMap, Throws.TypeOf<PanicException>().With.Message.Contains("twice"));
    }

    [Test]
    public void AMapWithoutRamIsNamed()
    {
        WriteMap((0, 64 * MiB, 2));
        Assert.That(ReadMap, Throws.TypeOf<PanicException>().With.Message.Contains("no RAM"));
    }

    [Test]
    public void AMapOutOfReachIsNamed()
    {
        Info->MemoryMap = (1UL << 32) - 24;
        Info->MemoryMapEntries = 2;
        Assert.That(ReadMap, Throws.TypeOf<PanicException>().With.Message.Contains("beyond 4 GiB"));
    }

    [Test]
    public void MoreRangesThanAreKeptAreNamed()
    {
        WriteMap([.. Enumerable.Range(0, 33).Select(i => ((ulong)i * 2 * MiB, MiB, 1u))]);
        Assert.That(ReadMap, Throws.TypeOf<PanicException>().With.Message.Contains("more RAM ranges"));
    }

    [Test]
    public void AnOlderStructureHasItsMapFromXen()
    {
        Info->Version = 0;
        HypercallInstruction.Xen = (number, a1, a2, a3, a4, a5) => number == MemoryOp && a1 == 9 ? AnswerMap((MemoryMapRequest*)a2) : ulong.MaxValue;
        ReadMap();
        Assert.That(Ranges(), Is.EqualTo(new[] { (MiB, 3 * MiB) }));
    }

    [Test]
    public void WithoutAnyMapTheErrorIsNamed()
    {
        Info->MemoryMapEntries = 0;
        HypercallInstruction.Xen = (number, a1, a2, a3, a4, a5) => unchecked((ulong)-38);
        Assert.That(ReadMap, Throws.TypeOf<PanicException>().With.Message.Contains("XENMEM_memory_map"));
    }

    [Test]
    public void WithoutAModuleThereIsNoArchive()
    {
        ReadModule(null, (0, 64 * MiB, 1));
        Assert.That((Machine.ArchiveAddress, Machine.ArchiveBytes), Is.EqualTo((0UL, 0UL)));
        ReadModule(new HvmModule { Address = 3 * MiB }, (0, 64 * MiB, 1));
        Assert.That(Machine.ArchiveBytes, Is.Zero, "an empty one");
    }

    [TestCase(3 * MiB, 5000UL)]
    [TestCase((3 * MiB) + 100, 1UL)]
    [TestCase(2 * MiB, 62 * MiB, TestName = "behind the kernel to the end of RAM")]
    [TestCase(0UL, MiB, TestName = "from 0 to the kernel")]
    public void TheFirstModuleIsTheArchive(ulong address, ulong size)
    {
        ReadModule(new HvmModule { Address = address, Size = size }, (0, 64 * MiB, 1));
        Assert.That((Machine.ArchiveAddress, Machine.ArchiveBytes), Is.EqualTo((address, size)));
    }

    [Test]
    public void AnArchiveBeyond4GiBIsOne()
    {
        const ulong High = 5UL << 30;
        ReadModule(new HvmModule { Address = High, Size = MiB }, (0, 64 * MiB, 1), (1UL << 32, 4UL << 30, 1));
        Assert.That(Machine.ArchiveAddress, Is.EqualTo(High));
    }

    [TestCase(0UL)]
    [TestCase((1UL << 32) - 31)]
    [TestCase(ulong.MaxValue)]
    public void AListOfModulesOutOfReachIsNamed(ulong address)
    {
        WriteMap((0, 64 * MiB, 1));
        ReadMap();
        (Info->ModuleCount, Info->ModuleList) = (1, address);
        Assert.That(() => StartInfo.ReadModule(Info), Throws.TypeOf<PanicException>().With.Message.Contains("list of modules").And.Property(nameof(PanicException.Value)).EqualTo(address));
    }

    [TestCase(3 * MiB, 64 * MiB, TestName = "longer than the RAM")]
    [TestCase(64 * MiB, 1UL, TestName = "behind the RAM")]
    [TestCase(64 * MiB - 1, 2UL, TestName = "half behind the RAM")]
    [TestCase(3 * MiB, ulong.MaxValue, TestName = "a size that wraps")]
    [TestCase(ulong.MaxValue, 1UL, TestName = "the last byte there could be")]
    [TestCase((1UL << 46) - 4096, 8192UL, TestName = "beyond what can be mapped")]
    [TestCase(100 * MiB, MiB, TestName = "in reserved memory")]
    [TestCase((200 * MiB) - 4096, 8192UL, TestName = "across two ranges of RAM")]
    public void AModuleOutsideTheRamIsNamed(ulong address, ulong size) => AssertModule("the module does not lie in the domain's memory", address, size);

    [TestCase(MiB, 1UL)]
    [TestCase((2 * MiB) - 1, 4096UL)]
    [TestCase(0UL, 64 * MiB)]
    [TestCase(4096UL, MiB - 4095)]
    public void AModuleInTheKernelIsNamed(ulong address, ulong size) => AssertModule("the module lies in the kernel", address, size);

    private static void AssertModule(string message, ulong address, ulong size) => Assert.That(
        () => ReadModule(new HvmModule { Address = address, Size = size }, (0, 64 * MiB, 1), (100 * MiB, 2 * MiB, 2), (190 * MiB, 10 * MiB, 1), (200 * MiB, MiB, 1)),
        Throws.TypeOf<PanicException>().With.Message.Contains(message).And.Property(nameof(PanicException.Value)).EqualTo(address));

    // The kernel is at 1 MiB and one MiB long.
    private static void ReadModule(HvmModule? module, params (ulong Address, ulong Size, uint Type)[] map)
    {
        StaticState.Clear(typeof(Machine));
        Linker.Table()->ImageStart = (byte*)MiB;
        Linker.Table()->ImageEnd = (byte*)(2 * MiB);
        WriteMap(map);
        ReadMap();
        if (module is { } one)
        {
            (Info->ModuleCount, Info->ModuleList) = (1, ModuleAddress);
            *(HvmModule*)PhysicalMemory.ToPointer(ModuleAddress) = one;
        }

        StartInfo.ReadModule(Info);
    }

    private static void ReadMap() => StartInfo.ReadMemoryMap(StartInfo.Check(InfoAddress));

    private static ulong AnswerMap(MemoryMapRequest* request)
    {
        // Entries of 20 bytes, packed (e820).
        var entry = new Span<byte>(request->Buffer, 20);
        BinaryPrimitives.WriteUInt64LittleEndian(entry, MiB);
        BinaryPrimitives.WriteUInt64LittleEndian(entry[8..], 3 * MiB);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[16..], 1);
        request->EntryCount = 1;
        return 0;
    }

    private static void WriteMap(params (ulong Address, ulong Size, uint Type)[] entries)
    {
        var map = (HvmMemoryMapEntry*)PhysicalMemory.ToPointer(MapAddress);
        foreach ((ulong address, ulong size, uint type) in entries)
        {
            *map++ = new HvmMemoryMapEntry { Address = address, Size = size, Type = type };
        }

        Info->MemoryMapEntries = (uint)entries.Length;
    }

    private static List<(ulong Start, ulong Size)> Ranges() =>
        [.. Enumerable.Range(0, Machine.RamRangeCount).Select(i => (Machine.RamStart(i), Machine.RamSize(i)))];
}
