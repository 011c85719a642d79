using System;
using System.Collections.Generic;
using System.Linq;
using CsCheck;
using NUnit.Framework;
using Runtime.Bare.Diagnostics;
using Runtime.Bare.Memory;

namespace Runtime.Bare.Tests.Memory;

/// <summary>The tree of ranges against a sorted list.</summary>
public sealed unsafe class VirtualRangesTests
{
    private const int FrameCount = 256;
    private const int Slots = 64;
    private const ulong Base = 0x1_0000_0000;
    private const ulong High = Base + (Slots * 4096UL);

    private enum Operation
    {
        Insert,
        Remove,
        Cut,
        Merge,
    }

    private sealed record Range(ulong Start, ulong End, MemoryProtection Protection, RangeKind Kind, bool IsCharged);

    private static readonly Gen<(Operation Operation, int Start, int Length, int Protection, bool IsStack, bool IsCharged)[]> s_script =
        Gen.Select(Gen.Enum<Operation>(), Gen.Int[0, Slots - 1], Gen.Int[1, 9], Gen.Int[0, 2], Gen.Int[0, 5].Select(i => i == 0), Gen.Bool)
            .Array[0, 80];

    private TwinRam _ram = null!;

    [OneTimeSetUp]
    public void Allocate() => _ram = new TwinRam(FrameCount);

    [OneTimeTearDown]
    public void Release() => _ram.Dispose();

    [Test]
    public void TheTreeIsTheSortedList() => s_script.Sample(
        script =>
        {
            _ram.Reset((0, FrameCount));
            VirtualRanges tree = default;
            tree.Initialize(_ram.Frames);
            var model = new List<Range>();
            foreach ((Operation operation, int slot, int length, int protection, bool isStack, bool isCharged) in script)
            {
                Assert.That(tree.EnsureNodes(2), Is.True);
                ulong start = Base + ((ulong)slot * 4096);
                ulong end = start + ((ulong)length * 4096);
                switch (operation)
                {
                    case Operation.Insert when end <= High && !model.Any(range => range.Start < end && start < range.End):
                        RangeKind kind = isStack ? RangeKind.Stack : RangeKind.Anonymous;
                        tree.Insert(start, end, (MemoryProtection)protection, kind)->IsCharged = isCharged;
                        model.Add(new Range(start, end, (MemoryProtection)protection, kind, isCharged));
                        break;
                    case Operation.Remove when model.FirstOrDefault(range => range.Start <= start && start < range.End) is { } found:
                        tree.Remove(tree.Find(start));
                        model.Remove(found);
                        break;
                    case Operation.Cut:
                        tree.CutAt(start);
                        Cut(model, start);
                        break;
                    case Operation.Merge:
                        tree.MergeAround(start, end);
                        Merge(model, start, end);
                        break;
                }

                model.Sort((left, right) => left.Start.CompareTo(right.Start));
                AssertSame(ref tree, model);
            }
        },
        iter: 250,
        threads: 1);

    [Test]
    public void TheLowestHoleIsFound() =>
        Gen.Select(s_script, Gen.Int[1, 20], Gen.Int[0, 4], Gen.Int[0, 40], Gen.Int[41, Slots]).Sample(
            (script, pages, alignmentBits, lowSlot, highSlot) =>
            {
                _ram.Reset((0, FrameCount));
                VirtualRanges tree = default;
                tree.Initialize(_ram.Frames);
                bool[] used = new bool[Slots];
                ulong low = Base + ((ulong)lowSlot * 4096);
                ulong high = Base + ((ulong)highSlot * 4096);
                foreach ((_, int slot, int length, _, _, _) in script.Take(20))
                {
                    int start = slot; // below and above the limits too
                    if (start + length <= Slots && !used.AsSpan(start, length).Contains(true))
                    {
                        Assert.That(tree.EnsureNodes(1), Is.True);
                        tree.Insert(Base + ((ulong)start * 4096), Base + ((ulong)(start + length) * 4096), 0, RangeKind.Anonymous);
                        used.AsSpan(start, length).Fill(true);
                    }
                }

                int step = 1 << alignmentBits;
                int expected = Enumerable.Range(0, Slots / step).Select(i => i * step)
                    .FirstOrDefault(i => i >= lowSlot && i + pages <= highSlot && !used.AsSpan(i, pages).Contains(true), -1);
                bool isFound = tree.TryFindGap((ulong)pages * 4096, 4096UL << alignmentBits, low, high, out ulong found);
                if (isFound)
                {
                    Assert.That((long)(found - Base) / 4096, Is.EqualTo(expected));
                }
                else
                {
                    Assert.That(expected, Is.EqualTo(-1), "a hole was missed");
                }
            },
            iter: 2000,
            threads: 1);

    [Test]
    public void NodesComeFromFramesAndAreUsedAgain()
    {
        _ram.Reset((1, 3));
        VirtualRanges tree = default;
        tree.Initialize(_ram.Frames);
        int perFrame = (int)PageSize.Bytes / sizeof(VirtualRange);
        Assert.That(tree.EnsureNodes((2 * perFrame) + 1), Is.False, "two frames do not hold that many");
        int nodes = tree.FreeNodes;
        Assert.That(nodes, Is.EqualTo(2 * perFrame));
        for (int round = 0; round < 5; round++)
        {
            for (ulong i = 0; i < (ulong)nodes; i++)
            {
                tree.Insert(Base + (i * 8192), Base + (i * 8192) + 4096, 0, RangeKind.Anonymous);
            }

            Assert.That(() => Overfill(ref tree), Throws.TypeOf<PanicException>());
            for (ulong i = 0; i < (ulong)nodes; i++)
            {
                tree.Remove(tree.Find(Base + (i * 8192)));
            }

            Assert.That(tree.FreeNodes, Is.EqualTo(nodes));
        }

        static void Overfill(ref VirtualRanges tree) => tree.Insert(0x7000_0000, 0x7000_1000, 0, RangeKind.Anonymous);
    }

    private static void Cut(List<Range> model, ulong address)
    {
        Range? range = model.FirstOrDefault(range => range.Start < address && address < range.End);
        if (range is not null)
        {
            model.Remove(range);
            model.Add(range with { End = address });
            model.Add(range with { Start = address });
        }
    }

    /// <summary>Pairs that touch at or inside the edges of the changed part become one where they are alike.</summary>
    private static void Merge(List<Range> model, ulong start, ulong end)
    {
        for (int i = 0; i + 1 < model.Count;)
        {
            Range left = model[i];
            Range right = model[i + 1];
            if (left.End == right.Start && right.Start >= start && right.Start <= end
                && left.Kind == RangeKind.Anonymous
                && left with { Start = 0, End = 0 } == right with { Start = 0, End = 0 })
            {
                model[i] = left with { End = right.End };
                model.RemoveAt(i + 1);
            }
            else
            {
                i++;
            }
        }
    }

    private static void AssertSame(ref VirtualRanges tree, List<Range> model)
    {
        var ranges = new List<Range>();
        for (VirtualRange* range = tree.FirstEndingAfter(0); range != null; range = tree.FirstEndingAfter(range->End))
        {
            ranges.Add(new Range(range->Start, range->End, range->Protection, range->Kind, range->IsCharged));
        }

        Assert.That(ranges, Is.EqualTo(model));
        for (ulong address = Base; address < High; address += 2048)
        {
            Range? holder = model.FirstOrDefault(range => range.Start <= address && address < range.End);
            Range? below = model.LastOrDefault(range => range.Start < address);
            VirtualRange* found = tree.Find(address);
            VirtualRange* last = tree.LastStartingBefore(address);
            if ((found == null ? 0 : found->Start) != (holder?.Start ?? 0) || (last == null ? 0 : last->Start) != (below?.Start ?? 0))
            {
                Assert.Fail($"look-ups at {address:x} do not agree with the list");
            }
        }
    }
}
