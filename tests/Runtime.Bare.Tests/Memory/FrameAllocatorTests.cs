using System;
using System.Collections.Generic;
using System.Linq;
using CsCheck;
using NUnit.Framework;
using Runtime.Bare.Diagnostics;
using Runtime.Bare.Memory;

namespace Runtime.Bare.Tests.Memory;

/// <summary>The buddy allocator against an owner for each frame.</summary>
public sealed unsafe class FrameAllocatorTests
{
    // Four 2 MiB blocks and an odd end.
    private const int FrameCount = (4 * 512) + 77;
    private const int Hole = 0;
    private const int Free = -1;

    // Cut points of the RAM; every other piece is a hole.
    private static readonly Gen<List<(int Start, int End)>> s_ranges =
        Gen.Int[0, FrameCount].Array[0, 8].Select(cuts =>
        {
            int[] points = [.. cuts.Append(0).Append(FrameCount).Distinct().Order()];
            return Enumerable.Range(0, points.Length - 1).Where(i => i % 2 == 0).Select(i => (points[i], points[i + 1])).ToList();
        });

    // An order to allocate, or (from 10 on) the index of a block to free. Small orders are more common, as in life.
    private static readonly Gen<int[]> s_script =
        Gen.OneOf(Gen.Int[0, 2], Gen.Int[0, FrameAllocator.LargeOrder], Gen.Int[10, 1000]).Array[0, 150];

    private TwinRam _ram = null!;

    [OneTimeSetUp]
    public void Allocate() => _ram = new TwinRam(FrameCount);

    [OneTimeTearDown]
    public void Release() => _ram.Dispose();

    [Test]
    public void NoFrameHasTwoOwnersAndAllComeBack() => Gen.Select(s_ranges, s_script).Sample(
        (ranges, script) =>
        {
            _ram.Reset(ranges);
            FrameAllocator* frames = _ram.Frames;
            int[] owners = Owners(ranges);
            var blocks = new List<(ulong Address, int Order)>();
            foreach (int step in script)
            {
                if (step <= FrameAllocator.LargeOrder)
                {
                    TryTake(owners, blocks, step);
                }
                else if (blocks.Count > 0)
                {
                    (ulong address, int order) = blocks[step % blocks.Count];
                    blocks.RemoveAt(step % blocks.Count);
                    frames->Free(address, order);
                    Mark(owners, address, order, Free);
                }

                Assert.That(frames->FreeFrames, Is.EqualTo((ulong)owners.Count(owner => owner == Free)));
            }

            foreach ((ulong address, int order) in blocks)
            {
                frames->Free(address, order);
                Mark(owners, address, order, Free);
            }

            Assert.That(frames->FreeFrames, Is.EqualTo(frames->TotalFrames));
            AssertCoalesced(owners);
        },
        iter: 150,
        threads: 1);

    [Test]
    public void EveryFrameCanBeHandedOutSingly() => s_ranges.Sample(
        ranges =>
        {
            _ram.Reset(ranges);
            var seen = new HashSet<ulong>();
            ulong address;
            while ((address = _ram.Frames->Allocate(0)) != 0)
            {
                Assert.That(seen.Add(address), Is.True);
            }

            int[] owners = Owners(ranges);
            Assert.That(seen, Has.Count.EqualTo(owners.Count(owner => owner == Free)));
            Assert.That(seen.All(frame => owners[frame >> PageSize.Shift] == Free), Is.True);
            Assert.That(_ram.Frames->FreeFrames, Is.Zero);
        },
        iter: 100,
        threads: 1);

    [Test]
    public void ASplitLargeBlockIsFreedPageByPageAndMergesAgain()
    {
        _ram.Reset((0, FrameCount));
        FrameAllocator* frames = _ram.Frames;
        ulong free = frames->FreeFrames;
        ulong block = frames->Allocate(FrameAllocator.LargeOrder);
        frames->SplitLarge(block);
        foreach (ulong i in Enumerable.Range(0, 512).Select(i => (ulong)((i * 211) % 512)))
        {
            frames->Free(block + (i << PageSize.Shift), 0);
        }

        Assert.That(frames->FreeFrames, Is.EqualTo(free));
        AssertCoalesced(Owners([(0, FrameCount)]));
    }

    [Test]
    public void AZeroedFrameIsZero()
    {
        _ram.Reset((0, FrameCount));
        _ram.FillWithGarbage();
        _ram.Reset((0, FrameCount));
        byte* page = PhysicalMemory.ToPointer(_ram.Frames->AllocateZeroed());
        Assert.That(new Span<byte>(page, (int)PageSize.Bytes).IndexOfAnyExcept((byte)0), Is.EqualTo(-1));
    }

    [Test]
    public void MistakesArePanics()
    {
        _ram.Reset((0, FrameCount));
        ulong block = _ram.Frames->Allocate(3);
        Assert.That(() => _ram.Frames->Free(block, 2), Throws.TypeOf<PanicException>(), "another size");
        Assert.That(() => _ram.Frames->Free(block + PageSize.Bytes, 3), Throws.TypeOf<PanicException>(), "not its start");
        Assert.That(() => _ram.Frames->SplitLarge(block), Throws.TypeOf<PanicException>(), "not large");
        Assert.That(() => _ram.Frames->Free((ulong)FrameCount << PageSize.Shift, 0), Throws.TypeOf<PanicException>(), "beyond RAM");
        _ram.Frames->Free(block, 3);
        Assert.That(() => _ram.Frames->Free(block, 3), Throws.TypeOf<PanicException>(), "twice");
        Assert.That(() => _ram.Frames->AddRange(0, (FrameCount + 1UL) << PageSize.Shift), Throws.TypeOf<PanicException>(), "too high");
    }

    private void TryTake(int[] owners, List<(ulong Address, int Order)> blocks, int order)
    {
        ulong address = _ram.Frames->Allocate(order);
        Assert.That(address != 0, Is.EqualTo(HasFreeBlock(owners, order)), $"a block of order {order} exists or not");
        if (address != 0)
        {
            Assert.That(address & ((PageSize.Bytes << order) - 1), Is.Zero, "alignment");
            for (int i = 0; i < 1 << order; i++)
            {
                Assert.That(owners[(int)(address >> PageSize.Shift) + i], Is.EqualTo(Free), "a frame with an owner, or no RAM");
            }

            Mark(owners, address, order, blocks.Count + 1);
            blocks.Add((address, order));
        }
    }

    /// <summary>With neighbours merged at once, a block can be had exactly where an aligned run of free frames is.</summary>
    private void AssertCoalesced(int[] owners)
    {
        var taken = new List<(ulong Address, int Order)>();
        for (int order = FrameAllocator.LargeOrder; order >= 0; order--)
        {
            int count;
            do
            {
                count = taken.Count;
                TryTake(owners, taken, order);
            }
            while (taken.Count > count);
        }

        Assert.That(owners, Has.None.EqualTo(Free));
    }

    private static bool HasFreeBlock(int[] owners, int order)
    {
        for (int start = 0; start + (1 << order) <= owners.Length; start += 1 << order)
        {
            if (!owners.AsSpan(start, 1 << order).ContainsAnyExcept(Free))
            {
                return true;
            }
        }

        return false;
    }

    private static void Mark(int[] owners, ulong address, int order, int owner) =>
        owners.AsSpan((int)(address >> PageSize.Shift), 1 << order).Fill(owner);

    /// <summary>Frame 0 is never handed out: its address means "none".</summary>
    private static int[] Owners(List<(int Start, int End)> ranges)
    {
        int[] owners = new int[FrameCount];
        foreach ((int start, int end) in ranges)
        {
            owners.AsSpan(start, end - start).Fill(Free);
        }

        owners[0] = Hole;
        return owners;
    }
}
