using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using CsCheck;
using NUnit.Framework;
using Runtime.Bare.Cpu;
using Runtime.Bare.Diagnostics;
using Runtime.Bare.Memory;

namespace Runtime.Bare.Tests.Memory;

/// <summary>malloc, free and realloc over a real address space: contents, alignment, shortage, and every frame back at the end.</summary>
[Platform("Linux")]
public sealed unsafe class KernelHeapTests
{
    private const int FrameCount = 4 * 512;
    private const ulong ArenaBytes = 64 << 20;

    private enum Operation
    {
        Allocate,
        AllocateZeroed,
        AllocateAligned,
        Reallocate,
        Free,
    }

    private sealed record Block(long Address, int Size, byte Pattern);

    private readonly record struct Step(Operation Operation, int Size, int AlignmentBits, int Choice);

    // Small blocks, blocks around the limit of the pool (128 KiB), and a few that exhaust memory.
    private static readonly Gen<Step> s_step =
        from operation in Gen.Enum<Operation>()
        from size in Gen.OneOf(Gen.Int[0, 200], Gen.Int[0, 9000], Gen.Int[0, 40000], Gen.Int[126 << 10, 132 << 10], Gen.Int[0, 3 << 20])
        from alignmentBits in Gen.OneOf(Gen.Int[0, 12], Gen.Int[0, 18])
        from choice in Gen.Int[0, 1000]
        select new Step(operation, size, alignmentBits, choice);

    private TwinAddressSpace _space = null!;
    private HostArena _arena = null!;
    private List<Block> _blocks = null!;
    private byte _pattern;

    [OneTimeSetUp]
    public void Allocate()
    {
        _arena = new HostArena(AddressSpace.LowLimit, ArenaBytes);
        _space = new TwinAddressSpace(FrameCount);
    }

    [OneTimeTearDown]
    public void Release()
    {
        _space.Dispose();
        _arena.Dispose();
    }

    [TestCase(1)]
    [TestCase(2)]
    public void BlocksAreTheirOwnersAlone(int cpus) => s_step.Array[1, 80].Sample(
        script =>
        {
            Start();
            using var twins = new TwinCpus(cpus, () => { });
            KernelHeap.Free(KernelHeap.Allocate(1)); // a cache stays where it is made: early, as in life
            foreach (Step step in script)
            {
                Apply(step);
            }

            AssertDisjoint();
            while (_blocks.Count > 0)
            {
                Free(Take(0));
            }

            KernelHeap.DrainCache(0);

            // What stays: the pool's start, its tables, and frames of range nodes.
            Assert.That(_space.FreeAtStart - _space.Frames->FreeFrames, Is.LessThan(100));
        },
        iter: 150,
        threads: 1);

    [TestCase(500, 1)]
    [TestCase(500, 2)]
    [TestCase(5000, 1)]
    [TestCase(100_000, 1)]
    [TestCase(200_000, 1)]
    [TestCase(3_000_000, 1)]
    public void AfterExhaustionEverythingCanBeHadAgain(int size, int cpus)
    {
        Start();
        using var twins = new TwinCpus(cpus, () => { });
        int first = Exhaust(size);
        Assert.That((long)first * size, Is.GreaterThan(FrameCount * 4096L / 2), "half of the RAM at least");
        while (_blocks.Count > 0)
        {
            Free(Take(_blocks.Count - 1));
        }

        // A hundredth less would be a leak; a few more or less hang on where the pool's last page ended.
        Assert.That(Exhaust(size), Is.GreaterThanOrEqualTo(first - (first / 100)));
    }

    [Test]
    public void WhatACpuKeepsIsThereForOthersWhenMemoryIsShort()
    {
        Start();
        using var cpus = new TwinCpus(2, () => { });
        Exhaust(500);
        Assert.That(_blocks, Has.Count.GreaterThan(100));
        for (int i = 0; i < 6; i++)
        {
            Free(Take(0));
        }

        TwinCpu.State->Index = 1;
        Assert.That(TryKeep(KernelHeap.Allocate(500), 500, mustBeZero: false), Is.True);
        Assert.That(TryKeep(KernelHeap.Allocate(2600), 2600, mustBeZero: false), Is.True, "of neighbours that have merged");
    }

    [Test]
    public void MistakesArePanicsWithACacheAsWell()
    {
        Start();
        using var cpus = new TwinCpus(2, () => { });
        byte* first = KernelHeap.Allocate(100);
        byte* second = KernelHeap.Allocate(100);
        KernelHeap.Free(first);
        Assert.That(() => KernelHeap.Free(first), Throws.TypeOf<PanicException>(), "twice");
        Assert.That(() => KernelHeap.UsableSize(first), Throws.TypeOf<PanicException>(), "freed");
        Assert.That(() => KernelHeap.Free(second + 8), Throws.TypeOf<PanicException>(), "not aligned");
        Assert.That((long)KernelHeap.Allocate(97), Is.EqualTo((long)first), "the last one freed is the first to be used");
    }

    [Test]
    public void CpusThatAllocateAndFreeForEachOtherFindTheirContents() => Gen.Int.Sample(
        seed =>
        {
            Start();
            using var domain = new TwinDomain(4);
            var common = new ConcurrentBag<Block>();
            Task[] tasks =
            [
                .. Enumerable.Range(0, 4).Select(index => Task.Factory.StartNew(
                    () => TwinCpu.RunAs(index, () => Exchange(common, new Random(seed + index))),
                    TaskCreationOptions.LongRunning)),
            ];
            Task.WaitAll(tasks);
            _blocks = [.. common];
            AssertDisjoint();
            while (_blocks.Count > 0)
            {
                Free(Take(0));
            }

            for (int cpu = 0; cpu < 4; cpu++)
            {
                KernelHeap.DrainCache(cpu);
            }

            KernelHeap.Free(KernelHeap.Allocate(1000)); // the end goes back when something is freed
            Assert.That(_space.FreeAtStart - _space.Frames->FreeFrames, Is.LessThan(100));
            Assert.That(AddressSpace.AvailableBytes, Is.GreaterThan((ulong)(FrameCount - 200) * PageSize.Bytes), "promises as well");
        },
        iter: 10,
        threads: 1);

    [Test]
    public void SizesThatCannotBeAreRefused()
    {
        Start();
        Assert.That((long)KernelHeap.Allocate(nuint.MaxValue), Is.Zero);
        Assert.That((long)KernelHeap.Allocate(nuint.MaxValue - 100), Is.Zero);
        Assert.That((long)KernelHeap.AllocateAligned((nuint)1 << 62, 16), Is.Zero);
        Assert.That((long)KernelHeap.AllocateAligned((nuint)1 << 63, nuint.MaxValue), Is.Zero);
        KernelHeap.Free(null);
        byte* block = KernelHeap.Reallocate(null, 10);
        Assert.That((long)block, Is.Not.Zero);
        Assert.That((long)KernelHeap.Reallocate(block, nuint.MaxValue - 4096), Is.Zero, "and the block stays");
        KernelHeap.Free(block);
    }

    private static void Exchange(ConcurrentBag<Block> common, Random random)
    {
        for (int step = 0; step < 3000; step++)
        {
            if (random.Next(2) == 0 && common.TryTake(out Block? block))
            {
                AssertContents(block, block.Size);
                KernelHeap.Free((byte*)block.Address);
                continue;
            }

            int size = random.Next(8) == 0 ? random.Next(20000) : random.Next(600);
            byte* contents = KernelHeap.Allocate((nuint)size);
            if (contents == null)
            {
                continue;
            }

            block = new Block((long)contents, size, (byte)random.Next(1, 256));
            new Span<byte>(contents, size).Fill(block.Pattern);
            common.Add(block);
        }
    }

    private void Start()
    {
        _space.Reset();
        Assert.That(KernelHeap.TryInitialize(FrameCount * PageSize.Bytes), Is.True);
        _blocks = [];
        _pattern = 0;
    }

    private int Exhaust(int size)
    {
        while (TryKeep(KernelHeap.Allocate((nuint)size), size, mustBeZero: false))
        {
        }

        return _blocks.Count;
    }

    private void Apply(Step step)
    {
        switch (step.Operation)
        {
            case Operation.Allocate:
                TryKeep(KernelHeap.Allocate((nuint)step.Size), step.Size, mustBeZero: false);
                break;
            case Operation.AllocateZeroed:
                byte* zeroed = KernelHeap.AllocateZeroed((nuint)step.Size);
                EmulateFreshPages(zeroed, step.Size);
                TryKeep(zeroed, step.Size, mustBeZero: true);
                break;
            case Operation.AllocateAligned:
                byte* aligned = KernelHeap.AllocateAligned((nuint)1 << step.AlignmentBits, (nuint)step.Size);
                Assert.That((ulong)aligned & ((1UL << step.AlignmentBits) - 1), Is.Zero);
                TryKeep(aligned, step.Size, mustBeZero: false);
                break;
            case Operation.Reallocate when _blocks.Count > 0:
                Reallocate(Take(step.Choice), step.Size);
                break;
            case Operation.Free when _blocks.Count > 0:
                Free(Take(step.Choice));
                break;
        }
    }

    private void Reallocate(Block block, int size)
    {
        byte* moved = KernelHeap.Reallocate((byte*)block.Address, (nuint)size);
        if (moved == null)
        {
            AssertContents(block, block.Size);
            _blocks.Add(block);
            return;
        }

        AssertContents(block with { Address = (long)moved }, Math.Min(size, block.Size));
        TryKeep(moved, size, mustBeZero: false);
    }

    /// <summary>Owns a block from now on: its pages can be touched, and it gets contents of its own.</summary>
    private bool TryKeep(byte* contents, int size, bool mustBeZero)
    {
        if (contents == null)
        {
            return false;
        }

        Assert.That((ulong)contents & 15, Is.Zero);
        Assert.That((ulong)contents + (ulong)size, Is.LessThanOrEqualTo(AddressSpace.LowLimit + ArenaBytes), "the arena is too small for this test");
        Assert.That(KernelHeap.UsableSize(contents), Is.GreaterThanOrEqualTo((nuint)size));
        Back((ulong)contents - HeapBlock.HeaderBytes, (ulong)contents + (ulong)size);
        var bytes = new Span<byte>(contents, size);
        if (mustBeZero)
        {
            Assert.That(bytes.IndexOfAnyExcept((byte)0), Is.EqualTo(-1), "not zeroed");
        }

        var block = new Block((long)contents, size, (byte)((++_pattern % 255) + 1));
        bytes.Fill(block.Pattern);
        _blocks.Add(block);
        return true;
    }

    /// <summary>Touches the pages of a block in the guest: memory that was handed out has a frame for each.</summary>
    private void Back(ulong start, ulong end)
    {
        for (ulong page = start & ~PageSize.Mask; page < end; page += PageSize.Bytes)
        {
            Assert.That((long)_space.Touch(page, isWrite: true, out FaultResult result), Is.Not.Zero, $"allocated memory: {result}");
        }
    }

    /// <summary>
    /// A block with a range of its own is zero because no page of it was touched yet. The guest's CPU would see that; the
    /// arena remembers what was there before, so it is cleared here, once it is sure that the guest has no frame there.
    /// </summary>
    private void EmulateFreshPages(byte* contents, int size)
    {
        if (contents == null || size < 128 << 10)
        {
            return;
        }

        for (ulong page = (ulong)contents & ~PageSize.Mask; page < (ulong)contents + (ulong)size; page += PageSize.Bytes)
        {
            Assert.That(_space.Tables->Find(page), Is.Zero, "a new range has no pages");
        }

        NativeMemory.Clear(contents, (nuint)size);
    }

    private void Free(Block block)
    {
        AssertContents(block, block.Size);
        KernelHeap.Free((byte*)block.Address);
    }

    private Block Take(int choice)
    {
        int index = choice % _blocks.Count;
        Block block = _blocks[index];
        _blocks.RemoveAt(index);
        return block;
    }

    private static void AssertContents(Block block, int size) =>
        Assert.That(new Span<byte>((byte*)block.Address, size).IndexOfAnyExcept(block.Pattern), Is.EqualTo(-1), "the contents changed");

    private void AssertDisjoint()
    {
        long end = 0;
        foreach (Block block in _blocks.OrderBy(block => block.Address))
        {
            Assert.That(block.Address, Is.GreaterThanOrEqualTo(end));
            AssertContents(block, block.Size);
            end = block.Address + block.Size;
        }
    }
}
