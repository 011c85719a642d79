using System;
using System.Collections.Generic;
using System.Linq;
using CsCheck;
using NUnit.Framework;
using Runtime.Bare.Cpu;
using Runtime.Bare.Memory;

namespace Runtime.Bare.Tests.Memory;

/// <summary>Page tables in emulated RAM, read back by a walk of the test's own, against a model with one entry for each page.</summary>
public sealed unsafe class PageTablesTests
{
    private const int FrameCount = 8 * 512;

    // Windows of pages around the places where a table of each level begins: 2 MiB, 1 GiB, 512 GiB.
    private static readonly ulong[] s_windows =
        [0x1_0000_0000, 0x1_4000_0000 - 0x20_0000, 0x100_0000_0000 - 0x20_0000, 0x7EFF_FFC0_0000];

    private const int WindowPages = 1024;

    private enum Operation
    {
        Map,
        MapLarge,
        Protect,
        Unmap,
        UnmapLarge,
        ProtectLarge,
    }

    private readonly record struct Step(Operation Operation, int Window, int Page, int Length, int Access);

    private readonly record struct Mapping(ulong Frame, ulong Access, bool IsLarge);

    // Ranges of a few pages inside a window, and whole or half large pages.
    private static readonly Gen<Step> s_step =
        from operation in Gen.Enum<Operation>()
        from window in Gen.Int[0, s_windows.Length - 1]
        from page in Gen.OneOf(Gen.Int[0, WindowPages - 1], Gen.Int[500, 524], Gen.Int[0, 3].Select(i => i * 256))
        from length in Gen.OneOf(Gen.Int[1, 8], Gen.Int[1, 4].Select(i => i * 256), Gen.Int[1, WindowPages])
        from access in Gen.Int[0, 2]
        select new Step(operation, window, page, length, access);

    private TwinRam _ram = null!;

    [OneTimeSetUp]
    public void Allocate() => _ram = new TwinRam(FrameCount);

    [OneTimeTearDown]
    public void Release() => _ram.Dispose();

    [Test]
    public void TablesSayWhatWasMapped() => s_step.Array[0, 30].Sample(
        script =>
        {
            _ram.Reset((0, FrameCount));
            TwinCpu.Reset();
            FrameAllocator* frames = _ram.Frames;
            ulong free = frames->FreeFrames;
            PageTables tables = default;
            Assert.That(tables.TryInitialize(frames), Is.True);
            var model = new SortedDictionary<ulong, Mapping>();
            foreach (Step step in script)
            {
                Apply(ref tables, model, step);
            }

            foreach (ulong window in s_windows)
            {
                AssertWindow(ref tables, model, window);
            }

            // Everything away: only the top table is left, so no table and no page was lost.
            ulong freed = 0;
            Assert.That(tables.TryUnmap(0, 0x7FFF_FFFF_F000, ref freed), Is.True);
            Assert.That(freed, Is.EqualTo((ulong)model.Count));
            tables.Flush();
            Assert.That(frames->FreeFrames, Is.EqualTo(free - 1));
        },
        iter: 150,
        threads: 1);

    [Test]
    public void WithoutAFrameForATableNothingIsMappedAndNothingLost() => Gen.Int[1, 12].Sample(
        frameCount =>
        {
            _ram.Reset((1, 1 + frameCount));
            TwinCpu.Reset();
            PageTables tables = default;
            Assert.That(tables.TryInitialize(_ram.Frames), Is.True);
            int mapped = 0;
            foreach (ulong window in s_windows)
            {
                ulong frame = _ram.Frames->Allocate(0);
                if (frame == 0)
                {
                    break;
                }

                if (!tables.TryMap(window, frame, PageTables.Access(MemoryProtection.Read)))
                {
                    Assert.That(tables.Find(window), Is.Zero);
                    _ram.Frames->Free(frame, 0);
                    break;
                }

                mapped++;
            }

            ulong freed = 0;
            Assert.That(tables.TryUnmap(0, 0x7FFF_FFFF_F000, ref freed), Is.True);
            Assert.That(freed, Is.EqualTo((ulong)mapped));
            tables.Flush();
            Assert.That(_ram.Frames->FreeFrames, Is.EqualTo((ulong)frameCount - 1));
        },
        iter: 50,
        threads: 1);

    [Test]
    public void ALargePageThatCannotBeSplitStaysWhole()
    {
        _ram.Reset((0, FrameCount));
        PageTables tables = default;
        Assert.That(tables.TryInitialize(_ram.Frames), Is.True);
        ulong block = _ram.Frames->Allocate(FrameAllocator.LargeOrder);
        ulong window = s_windows[0];
        Assert.That(tables.TryMapLarge(window, block, PageTables.Access(MemoryProtection.ReadWrite)), Is.True);
        while (_ram.Frames->Allocate(0) != 0)
        {
        }

        ulong before = tables.Find(window);
        ulong freed = 0;
        Assert.That(tables.TryProtect(window, window + PageSize.Bytes, PageTables.Access(MemoryProtection.Read)), Is.False);
        Assert.That(tables.TryUnmap(window, window + PageSize.Bytes, ref freed), Is.False);
        Assert.That((tables.Find(window), freed), Is.EqualTo((before, 0UL)));
        Assert.That(tables.TryUnmap(window, window + PageSize.LargeBytes, ref freed), Is.True, "the whole needs no table");
        Assert.That(freed, Is.EqualTo(512));
    }

    [Test]
    public void OnlyWeakerEntriesAreFlushed()
    {
        PageTables tables = Start();
        ulong page = s_windows[0];
        Assert.That(tables.TryMap(page, _ram.Frames->Allocate(0), PageTables.Access(MemoryProtection.None)), Is.True);
        AssertFlushes(ref tables, 0, "an entry that was empty is in no TLB");
        foreach ((MemoryProtection access, int flushes) in ((MemoryProtection, int)[])
            [(MemoryProtection.Read, 0), (MemoryProtection.ReadWrite, 0), (MemoryProtection.ReadWrite, 0), (MemoryProtection.Read, 1), (MemoryProtection.None, 1)])
        {
            Assert.That(tables.TryProtect(page, page + PageSize.Bytes, PageTables.Access(access)), Is.True);
            AssertFlushes(ref tables, flushes, $"changed to {access}");
        }

        ulong freed = 0;
        Assert.That(tables.TryUnmap(page, page + PageSize.Bytes, ref freed), Is.True);
        AssertFlushes(ref tables, 1, "unmapped");
        Assert.That(tables.TryUnmap(page, page + PageSize.Bytes, ref freed), Is.True);
        AssertFlushes(ref tables, 0, "nothing was there");
    }

    [TestCase(1)]
    [TestCase(128)]
    [TestCase(1000)]
    public void NoFrameIsFreeBeforeAllCpusHaveDroppedIt(int pages)
    {
        PageTables tables = Start();
        ulong window = s_windows[0];
        ulong end = window + ((ulong)pages << PageSize.Shift);
        for (ulong page = window; page < end; page += PageSize.Bytes)
        {
            Assert.That(tables.TryMap(page, _ram.Frames->Allocate(0), PageTables.Access(MemoryProtection.ReadWrite)), Is.True);
        }

        // What left the tables between two flushes may be free after the second.
        ulong free = _ram.Frames->FreeFrames;
        ulong gone = 0;
        int flushes = 0;
        PageTables copy = tables;
        using var cpus = new TwinCpus(2, () =>
        {
            Assert.That(_ram.Frames->FreeFrames, Is.LessThanOrEqualTo(free + gone + 1), "before the flush; one table may be gone too");
            gone = Enumerable.Range(0, pages).Aggregate(0UL, (sum, i) => sum + (copy.Find(window + ((ulong)i << PageSize.Shift)) == 0 ? 1UL : 0));
            flushes++;
        });
        ulong freed = 0;
        Assert.That(tables.TryUnmap(window, end, ref freed), Is.True);
        tables.Flush();
        Assert.That(freed, Is.EqualTo((ulong)pages));
        Assert.That(flushes, Is.EqualTo((pages / 128) + 1), "one for each batch, and one for the tables and the rest");
        Assert.That(_ram.Frames->FreeFrames, Is.EqualTo(_ram.Frames->TotalFrames - 1), "all but the top table");
    }

    [Test]
    public void PagesThatAreJoinedCannotBeWrittenWhileTheyAreCopied()
    {
        PageTables tables = Start();
        ulong window = s_windows[0];
        ulong access = PageTables.Access(MemoryProtection.ReadWrite);
        ulong small = _ram.Frames->Allocate(0);
        Assert.That(tables.TryMap(window, small, access), Is.True);
        *PhysicalMemory.ToPointer(small) = 1;
        ulong root = tables.Root;
        int flushes = 0;
        using var cpus = new TwinCpus(2, () =>
        {
            flushes++;
            Assert.That(Translate(root, window), Is.Null, "a CPU that comes now waits for the lock");
            *PhysicalMemory.ToPointer(small) = 2; // the last write of one that had the translation until now
        });
        ulong block = _ram.Frames->Allocate(FrameAllocator.LargeOrder);
        ulong free = _ram.Frames->FreeFrames;
        ulong* pages = tables.Detach(window, out uint count);
        Assert.That((count, flushes), Is.EqualTo((1u, 1)));
        PageTables.CopyPages(pages, block);
        tables.FreeDetached(pages);
        Assert.That(tables.TryMapLarge(window, block, access), Is.True);
        tables.Flush();
        Assert.That((*PhysicalMemory.ToPointer(block), flushes), Is.EqualTo(((byte)2, 1)));
        Assert.That(_ram.Frames->FreeFrames, Is.EqualTo(free + 2), "the page and the table");
        Assert.That(Translate(root, window), Is.EqualTo(new Mapping(block, access, true)));
    }

    private PageTables Start()
    {
        _ram.Reset((0, FrameCount));
        TwinCpu.Reset();
        PageTables tables = default;
        Assert.That(tables.TryInitialize(_ram.Frames), Is.True);
        return tables;
    }

    private static void AssertFlushes(ref PageTables tables, int expected, string why)
    {
        int before = TwinCpu.TlbFlushes;
        tables.Flush();
        Assert.That(TwinCpu.TlbFlushes - before, Is.EqualTo(expected), why);
    }

    private void Apply(ref PageTables tables, SortedDictionary<ulong, Mapping> model, Step step)
    {
        ulong start = s_windows[step.Window] + ((ulong)step.Page << PageSize.Shift);
        ulong large = start & ~PageSize.LargeMask;
        ulong end = start + ((ulong)Math.Min(step.Length, WindowPages - step.Page) << PageSize.Shift);
        ulong access = PageTables.Access((MemoryProtection)step.Access);
        switch (step.Operation)
        {
            case Operation.Map when !model.ContainsKey(start):
                ulong frame = _ram.Frames->Allocate(0);
                Assert.That(frame, Is.Not.Zero);
                Assert.That(tables.TryMap(start, frame, access), Is.True);
                model.Add(start, new Mapping(frame, access, false));
                break;
            case Operation.MapLarge when tables.IsLargeSlotEmpty(large):
                MapLarge(ref tables, model, large, access);
                break;
            case Operation.MapLarge:
                Assert.That(Pages(model, large, large + PageSize.LargeBytes), Is.Not.Empty, "a slot that holds nothing is empty");
                break;
            case Operation.Protect:
                Protect(ref tables, model, start, end, access);
                break;
            case Operation.ProtectLarge:
                Protect(ref tables, model, large, large + PageSize.LargeBytes, access);
                break;
            case Operation.Unmap:
                Unmap(ref tables, model, start, end);
                break;
            case Operation.UnmapLarge:
                Unmap(ref tables, model, large, large + PageSize.LargeBytes);
                break;
        }
    }

    private void MapLarge(ref PageTables tables, SortedDictionary<ulong, Mapping> model, ulong start, ulong access)
    {
        ulong block = _ram.Frames->Allocate(FrameAllocator.LargeOrder);
        if (block == 0)
        {
            return; // the RAM holds only a few
        }

        Assert.That(tables.TryMapLarge(start, block, access), Is.True);
        for (ulong offset = 0; offset < PageSize.LargeBytes; offset += PageSize.Bytes)
        {
            model.Add(start + offset, new Mapping(block + offset, access, true));
        }
    }

    private static void Protect(ref PageTables tables, SortedDictionary<ulong, Mapping> model, ulong start, ulong end, ulong access)
    {
        Assert.That(tables.TryProtect(start, end, access), Is.True);
        SplitAtEdges(model, start, end);
        foreach (ulong page in Pages(model, start, end))
        {
            model[page] = model[page] with { Access = access };
        }
    }

    private static void Unmap(ref PageTables tables, SortedDictionary<ulong, Mapping> model, ulong start, ulong end)
    {
        ulong freed = 7;
        Assert.That(tables.TryUnmap(start, end, ref freed), Is.True);
        SplitAtEdges(model, start, end);
        ulong[] pages = Pages(model, start, end);
        foreach (ulong page in pages)
        {
            model.Remove(page);
        }

        Assert.That(freed, Is.EqualTo(7 + (ulong)pages.Length));
    }

    /// <summary>A large page that a range covers in part is many small ones from then on.</summary>
    private static void SplitAtEdges(SortedDictionary<ulong, Mapping> model, ulong start, ulong end)
    {
        foreach (ulong edge in new[] { start, end }.Where(edge => (edge & PageSize.LargeMask) != 0))
        {
            ulong large = edge & ~PageSize.LargeMask;
            foreach (ulong page in Pages(model, large, large + PageSize.LargeBytes))
            {
                model[page] = model[page] with { IsLarge = false };
            }
        }
    }

    private static ulong[] Pages(SortedDictionary<ulong, Mapping> model, ulong start, ulong end)
    {
        var pages = new List<ulong>();
        for (ulong page = start; page < end; page += PageSize.Bytes)
        {
            if (model.ContainsKey(page))
            {
                pages.Add(page);
            }
        }

        return [.. pages];
    }

    private static void AssertWindow(ref PageTables tables, SortedDictionary<ulong, Mapping> model, ulong window)
    {
        for (int i = 0; i < WindowPages; i++)
        {
            ulong page = window + ((ulong)i << PageSize.Shift);
            Mapping? expected = model.TryGetValue(page, out Mapping mapping) ? mapping : null;
            if (Translate(tables.Root, page) != expected)
            {
                Assert.Fail($"page {page:x}: {Translate(tables.Root, page)}, not {expected}");
            }

            if ((tables.Find(page) == 0) != (expected is null))
            {
                Assert.Fail($"Find of page {page:x} does not agree with the tables");
            }
        }
    }

    /// <summary>What the CPU would read. Intel SDM volume 3, figure 4-8 and the tables after it.</summary>
    private static Mapping? Translate(ulong root, ulong virtualAddress)
    {
        const ulong Present = 1;
        const ulong AddressBits = 0x000F_FFFF_FFFF_F000;
        const ulong AccessBits = Present | 2 | (1UL << 63);
        ulong table = root;
        for (int shift = 39; ; shift -= 9)
        {
            ulong entry = ((ulong*)PhysicalMemory.ToPointer(table))[(virtualAddress >> shift) & 511];
            if (entry == 0 || (shift != 12 && (entry & (Present | 0x80)) == 0))
            {
                return null;
            }

            bool isLarge = shift == 21 && (entry & 0x80) != 0;
            if (shift == 12 || isLarge)
            {
                ulong offset = isLarge ? virtualAddress & PageSize.LargeMask : 0;
                return new Mapping((entry & AddressBits) + offset, entry & AccessBits, isLarge);
            }

            Assert.That(entry & (Present | 2 | (1UL << 63)), Is.EqualTo(Present | 2), "an upper level must not restrict the pages below it");
            table = entry & AddressBits;
        }
    }
}
