using System;
using System.Linq;
using CsCheck;
using NUnit.Framework;
using Runtime.Bare.Cpu;
using Runtime.Bare.Memory;

namespace Runtime.Bare.Tests.Memory;

/// <summary>Reserve, commit, protect, decommit, free and fault, in any order, against a record for each page.</summary>
public sealed unsafe class AddressSpaceTests
{
    private const int FrameCount = 5 * 512;
    private const int StackPromise = 8;
    private const int SmallPages = 16;
    private const int GuardPages = 16;

    // Pages that MapFixed, Unmap and Protect choose from; Reserve takes the lowest hole, so it works here as well.
    private const int Window = 5 * 512;

    private const int EINVAL = 22;
    private const int ENOMEM = 12;

    private enum Operation
    {
        Reserve,
        MapFixed,
        Unmap,
        Protect,
        Clear,
        Write,
        Read,
        Stack,
        ReleaseStack,
    }

    private readonly record struct Step(Operation Operation, int Page, int Length, MemoryProtection Protection, byte Value);

    private static readonly Gen<Step> s_step =
        from operation in Gen.Enum<Operation>()
        from page in Gen.OneOf(Gen.Int[0, 40], Gen.Int[0, Window - 1], Gen.Int[0, 9].Select(i => i * 256))
        from length in Gen.OneOf(Gen.Int[1, 10], Gen.Int[1, 6].Select(i => i * 256), Gen.Int[1, Window])
        from protection in Gen.OneOf<MemoryProtection>(MemoryProtection.None, MemoryProtection.Read, MemoryProtection.ReadWrite, MemoryProtection.ReadWrite)
        from value in Gen.Byte[1, 255]
        select new Step(operation, page, length, protection, value);

    private TwinAddressSpace _space = null!;
    private AddressSpaceModel _model = null!;

    [OneTimeSetUp]
    public void Allocate() => _space = new TwinAddressSpace(FrameCount);

    [OneTimeTearDown]
    public void Release() => _space.Dispose();

    [TestCase(1)]
    [TestCase(2)]
    public void EveryPageIsWhatWasAskedFor(int cpus) => s_step.Array[1, 60].Sample(
        script =>
        {
            _space.Reset();
            using var twins = new TwinCpus(cpus, () => { });
            _model = new AddressSpaceModel();
            foreach (Step step in script)
            {
                Apply(step);
                AssertAgreement();
            }

            FreeEverything();
        },
        iter: 150,
        threads: 1);

    [Test]
    public void AFreshRangeLiesOnALargePageWhenItIsLargeEnough()
    {
        _space.Reset();
        Assert.That(AddressSpace.Reserve(PageSize.LargeBytes * 2, PageSize.Bytes, MemoryProtection.ReadWrite, out ulong start), Is.Zero);
        Assert.That(start & PageSize.LargeMask, Is.Zero);
        Assert.That((long)_space.Touch(start + 5, isWrite: true, out _), Is.Not.Zero);
        Assert.That(_space.Tables->Find(start) & PageTables.Large, Is.Not.Zero);

        // A part of it goes: the rest stays backed and keeps its contents.
        *_space.Touch(start + PageSize.Bytes, isWrite: true, out _) = 7;
        Assert.That(AddressSpace.Unmap(start, PageSize.Bytes), Is.Zero);
        Assert.That(_space.Tables->Find(start), Is.Zero);
        Assert.That(*_space.Touch(start + PageSize.Bytes, isWrite: false, out _), Is.EqualTo(7));
    }

    [Test]
    public void ARangeThatBecomesAccessiblePieceByPieceEndsOnALargePage()
    {
        const ulong Piece = 16 * PageSize.Bytes; // the GC's step
        _space.Reset();
        Assert.That(AddressSpace.Reserve(PageSize.LargeBytes * 2, PageSize.Bytes, MemoryProtection.None, out ulong start), Is.Zero);
        ulong free = _space.Frames->FreeFrames;
        for (ulong at = start; at < start + PageSize.LargeBytes; at += Piece)
        {
            Assert.That(AddressSpace.Protect(at, Piece, MemoryProtection.ReadWrite), Is.Zero);
            *_space.Touch(at + PageSize.Bytes, isWrite: true, out _) = (byte)(at / Piece);
        }

        AssertPages(large: 1, small: 0);
        for (ulong at = start; at < start + PageSize.LargeBytes; at += Piece)
        {
            Assert.That(*_space.Touch(at, isWrite: false, out _), Is.Zero, "what was never touched");
            Assert.That(*_space.Touch(at + PageSize.Bytes, isWrite: false, out _), Is.EqualTo((byte)(at / Piece)));
        }

        Assert.That(free - _space.Frames->FreeFrames, Is.InRange(PageSize.FramesPerLarge, PageSize.FramesPerLarge + 3), "its frames, and tables");
        Assert.That(AddressSpace.Unmap(start, PageSize.LargeBytes * 2), Is.Zero);
        Assert.That(free - _space.Frames->FreeFrames, Is.Zero);
        AssertPages(large: 0, small: 0);
    }

    [Test]
    public void WithoutALargeBlockPagesStaySmall()
    {
        _space.Reset();
        Assert.That(AddressSpace.Reserve(PageSize.LargeBytes, PageSize.Bytes, MemoryProtection.None, out ulong start), Is.Zero);
        Assert.That(AddressSpace.Protect(start, PageSize.Bytes, MemoryProtection.ReadWrite), Is.Zero);
        *_space.Touch(start, isWrite: true, out _) = 9;
        while (_space.Frames->Allocate(FrameAllocator.LargeOrder) is var block && block != 0)
        {
            _space.Frames->SplitLarge(block);
            _space.Frames->Free(block, 0); // one of 512: enough pages, no block
            for (ulong i = 2; i < PageSize.FramesPerLarge; i += 2)
            {
                _space.Frames->Free(block + (i << PageSize.Shift), 0);
            }
        }

        Assert.That(AddressSpace.Protect(start, PageSize.LargeBytes, MemoryProtection.ReadWrite), Is.Zero);
        Assert.That((long)_space.Touch(start + (7 * PageSize.Bytes), isWrite: true, out _), Is.Not.Zero);
        AssertPages(large: 0, small: 2);
        Assert.That(*_space.Touch(start, isWrite: false, out _), Is.EqualTo(9));
    }

    [Test]
    public void ClearedPagesGoBackAndReadAsZero()
    {
        _space.Reset();
        Assert.That(AddressSpace.Reserve(PageSize.LargeBytes * 2, PageSize.Bytes, MemoryProtection.ReadWrite, out ulong start), Is.Zero);
        ulong middle = start + PageSize.LargeBytes;
        foreach (ulong at in (ulong[])[start, middle - 1, middle, middle + PageSize.LargeBytes - 1])
        {
            *_space.Touch(at, isWrite: true, out _) = 5;
        }

        // Half of each large page: they are split, the outer halves stay.
        ulong free = _space.Frames->FreeFrames;
        ulong available = AddressSpace.AvailableBytes;
        Assert.That(AddressSpace.Clear(middle - (PageSize.LargeBytes / 2), PageSize.LargeBytes), Is.Zero);
        Assert.That(_space.Frames->FreeFrames - free, Is.EqualTo(PageSize.FramesPerLarge - 2), "less two tables");
        Assert.That(AddressSpace.AvailableBytes, Is.EqualTo(available - (2 * PageSize.Bytes)), "still promised");
        Assert.That(*_space.Touch(start, isWrite: false, out _), Is.EqualTo(5));
        Assert.That(*_space.Touch(middle - 1, isWrite: false, out _), Is.Zero);
        Assert.That(*_space.Touch(middle, isWrite: false, out _), Is.Zero);
        Assert.That(*_space.Touch(middle + PageSize.LargeBytes - 1, isWrite: false, out _), Is.EqualTo(5));
        Assert.That(AddressSpace.Unmap(start, PageSize.Bytes), Is.Zero);
        Assert.That(AddressSpace.Clear(start, PageSize.LargeBytes), Is.EqualTo(ENOMEM), "a hole");
        Assert.That(AddressSpace.Clear(start + 1, PageSize.Bytes), Is.EqualTo(EINVAL));
    }

    [Test]
    public void AStackGrowsPastItsPromiseAndStopsAtItsGuard()
    {
        _space.Reset();
        const ulong Size = 64 * PageSize.Bytes;
        Assert.That(AddressSpace.TryReserveStack(Size, out ulong stackBase), Is.True);
        for (ulong page = 1; page <= 64; page++)
        {
            Assert.That((long)_space.Touch(stackBase + Size - (page * PageSize.Bytes), isWrite: true, out _), Is.Not.Zero);
        }

        Assert.That((long)_space.Touch(stackBase - 8, isWrite: true, out FaultResult result), Is.Zero);
        Assert.That(result, Is.EqualTo(FaultResult.GuardPage));
        AddressSpace.ReleaseStack(stackBase, Size);
        _space.Touch(stackBase, isWrite: false, out result);
        Assert.That(result, Is.EqualTo(FaultResult.NoRange));
    }

    [Test]
    public void MoreRightsNeedNoFlushAndTheFaultOfACpuThatKeepsAnOldEntryIsResolved()
    {
        _space.Reset();
        int flushes = 0;
        using var cpus = new TwinCpus(2, () => flushes++);
        Assert.That(AddressSpace.Reserve(PageSize.Bytes, PageSize.Bytes, MemoryProtection.Read, out ulong start), Is.Zero);
        Assert.That((long)_space.Touch(start, isWrite: false, out _), Is.Not.Zero);
        Assert.That(AddressSpace.Protect(start, PageSize.Bytes, MemoryProtection.ReadWrite), Is.Zero);
        Assert.That(AddressSpace.HandleFault(start, isWrite: true, isFetch: false), Is.EqualTo(FaultResult.Resolved));
        Assert.That(flushes, Is.Zero);
        Assert.That(AddressSpace.Protect(start, PageSize.Bytes, MemoryProtection.Read), Is.Zero);
        Assert.That(AddressSpace.HandleFault(start, isWrite: true, isFetch: false), Is.EqualTo(FaultResult.NoAccess));
        Assert.That(flushes, Is.EqualTo(1));
    }

    [Test]
    public void OneChangeOfManyRangesIsOneFlush()
    {
        _space.Reset();
        int flushes = 0;
        using var cpus = new TwinCpus(2, () => flushes++);
        Assert.That(AddressSpace.Reserve(32 * PageSize.Bytes, PageSize.Bytes, MemoryProtection.ReadWrite, out ulong start), Is.Zero);
        for (ulong i = 0; i < 32; i++)
        {
            Assert.That((long)_space.Touch(start + (i * PageSize.Bytes), isWrite: true, out _), Is.Not.Zero);
            Assert.That(AddressSpace.Protect(start + (i * PageSize.Bytes), PageSize.Bytes, (MemoryProtection)(1 + (i % 2))), Is.Zero);
        }

        foreach (Func<int> change in (Func<int>[])
            [() => AddressSpace.Protect(start, 32 * PageSize.Bytes, MemoryProtection.None), () => AddressSpace.Clear(start, 16 * PageSize.Bytes), () => AddressSpace.Unmap(start, 32 * PageSize.Bytes)])
        {
            flushes = 0;
            Assert.That(change(), Is.Zero);
            Assert.That(flushes, Is.EqualTo(1));
        }
    }

    [Test]
    public void TheLastMemoryIsForSmallPieces()
    {
        const ulong Large = SmallPages * PageSize.Bytes;
        _space.Reset();
        ulong last = CommitAccount.LastPages(_space.Frames->TotalFrames) << PageSize.Shift;
        Assert.That(last, Is.GreaterThan(2 * Large));
        Assert.That(AddressSpace.Reserve(Math.Max(_space.Frames->TotalFrames << PageSize.Shift, 16 << 20), PageSize.Bytes, MemoryProtection.None, out ulong at), Is.Zero);
        Fill(ref at, Large);
        Assert.That(AddressSpace.AvailableBytes, Is.InRange(last, last + Large));
        Assert.That(AddressSpace.TryReserveStack(Large, out _), Is.False);
        Assert.That(AddressSpace.Reserve(Large, PageSize.Bytes, MemoryProtection.ReadWrite, out _), Is.EqualTo(ENOMEM));
        Assert.That(AddressSpace.MapFixed(at, Large, MemoryProtection.ReadWrite), Is.EqualTo(ENOMEM));
        Fill(ref at, PageSize.Bytes);
        Assert.That(AddressSpace.AvailableBytes, Is.InRange((last / 2) - PageSize.Bytes, (last / 2) + PageSize.Bytes), "small pieces of a vast range");
        Assert.That(AddressSpace.MapFixed(at, PageSize.Bytes, MemoryProtection.None), Is.Zero, "as the collector gives back");
        Assert.That(AddressSpace.Protect(at, PageSize.Bytes, MemoryProtection.ReadWrite), Is.EqualTo(ENOMEM), "it stays a part of it");
        Assert.That(AddressSpace.Reserve(Large, PageSize.Bytes, MemoryProtection.None, RangeKind.Heap, out ulong heap), Is.Zero);
        Assert.That(AddressSpace.Protect(heap, Large, MemoryProtection.ReadWrite), Is.Zero, "the pool of malloc");
        while (AddressSpace.Reserve(PageSize.Bytes, PageSize.Bytes, MemoryProtection.ReadWrite, out _) == 0)
        {
        }

        Assert.That(AddressSpace.AvailableBytes, Is.Zero);

        static void Fill(ref ulong at, ulong piece)
        {
            for (; AddressSpace.Protect(at, piece, MemoryProtection.ReadWrite) == 0; at += piece)
            {
            }
        }
    }

    [Test]
    public void FramesInCachesCountAsFreeAndAreThereWhenMemoryIsShort()
    {
        _space.Reset();
        using var cpus = new TwinCpus(2, () => { });
        Assert.That(AddressSpace.Reserve(PageSize.Bytes, PageSize.Bytes, MemoryProtection.ReadWrite, out ulong first), Is.Zero);
        ulong available = AddressSpace.AvailableBytes;
        Assert.That((long)_space.Touch(first, isWrite: true, out _), Is.Not.Zero);
        Assert.That(_space.Frames->CachedFrames, Is.Positive);
        Assert.That(available - AddressSpace.AvailableBytes, Is.LessThanOrEqualTo(4 * PageSize.Bytes), "tables, and the list of caches");

        // Another CPU's cache: this one asks for all that is promised.
        TwinCpu.State->Index = 1;
        ulong rest = AddressSpace.AvailableBytes;
        Assert.That(AddressSpace.Reserve(rest, PageSize.Bytes, MemoryProtection.None, out ulong start), Is.Zero);
        for (ulong page = start; page < start + rest; page += PageSize.Bytes)
        {
            Assert.That(AddressSpace.Protect(page, PageSize.Bytes, MemoryProtection.Read), Is.Zero);
        }

        for (ulong page = start; page < start + rest; page += PageSize.Bytes)
        {
            Assert.That((long)_space.Touch(page, isWrite: false, out FaultResult result), Is.Not.Zero, $"{result}");
        }

        Assert.That(_space.Frames->CachedFrames, Is.Zero);
    }

    [Test]
    public void AFaultWaitsForAFrameThatAnotherCpuIsAboutToGiveBack()
    {
        _space.Reset();
        ulong inFlight = 0;
        int yields = 0;
        using var cpus = new TwinCpus(2, () => { }, () =>
        {
            yields++;
            TwinCpu.State->Index = 1;
            FrameCache.PutCleared(inFlight);
            TwinCpu.State->Index = 0;
        });
        TwinCpu.State->Index = 1;
        Assert.That(AddressSpace.Reserve(2 * PageSize.Bytes, PageSize.Bytes, MemoryProtection.ReadWrite, out ulong start), Is.Zero);
        Assert.That((long)_space.Touch(start, isWrite: true, out _), Is.Not.Zero);
        inFlight = FrameCache.TakeCleared();
        TwinCpu.State->Index = 0;
        while (_space.Frames->Allocate(0) != 0)
        {
        }

        Assert.That((inFlight, _space.Frames->CachedFrames, yields), Is.Not.EqualTo((0UL, 1UL, 0)).And.EqualTo((inFlight, 1UL, 0)));
        Assert.That((long)_space.Touch(start + PageSize.Bytes, isWrite: true, out _), Is.Not.Zero);
        Assert.That((yields, _space.Frames->CachedFrames), Is.EqualTo((1, 0UL)));
    }

    [Test]
    public void NothingIsEverExecutable()
    {
        _space.Reset();
        Assert.That(AddressSpace.Reserve(PageSize.Bytes, PageSize.Bytes, MemoryProtection.ReadWrite, out ulong start), Is.Zero);
        Assert.That((long)_space.Touch(start, isWrite: true, out _), Is.Not.Zero);
        Assert.That(_space.Tables->Find(start) & PageTables.NoExecute, Is.Not.Zero);
        Assert.That(AddressSpace.HandleFault(start, isWrite: false, isFetch: true), Is.EqualTo(FaultResult.NoAccess));
    }

    [Test]
    public void BadRangesAreRefused()
    {
        _space.Reset();
        Assert.That(AddressSpace.Unmap(AddressSpace.LowLimit + 1, PageSize.Bytes), Is.EqualTo(EINVAL));
        Assert.That(AddressSpace.Unmap(AddressSpace.LowLimit, 0), Is.EqualTo(EINVAL));
        Assert.That(AddressSpace.Unmap(0, PageSize.Bytes), Is.EqualTo(EINVAL), "page 0 and the image are nobody's to free");
        Assert.That(AddressSpace.MapFixed(AddressSpace.HighLimit - PageSize.Bytes, 2 * PageSize.Bytes, MemoryProtection.None), Is.EqualTo(EINVAL));
        Assert.That(AddressSpace.MapFixed(AddressSpace.LowLimit, ulong.MaxValue - PageSize.Mask, MemoryProtection.None), Is.EqualTo(EINVAL));
        Assert.That(AddressSpace.Protect(AddressSpace.LowLimit, PageSize.Bytes, MemoryProtection.Read), Is.EqualTo(ENOMEM), "a hole");
        Assert.That(AddressSpace.Reserve(0, PageSize.Bytes, MemoryProtection.None, out _), Is.EqualTo(ENOMEM));
        Assert.That(AddressSpace.Reserve(AddressSpace.HighLimit, PageSize.Bytes, MemoryProtection.None, out _), Is.EqualTo(ENOMEM));
    }

    private void Apply(Step step)
    {
        int length = Math.Min(step.Length, Window - step.Page);
        ulong address = AddressSpaceModel.AddressOf(step.Page);
        ulong size = (ulong)length << PageSize.Shift;
        switch (step.Operation)
        {
            case Operation.Reserve:
                ApplyReserve(step.Length, step.Protection);
                break;
            case Operation.MapFixed:
                ApplyMapFixed(step.Page, length, step.Protection);
                break;
            case Operation.Unmap:
                bool isRefused = _model.TouchesStack(step.Page, length);
                Assert.That(AddressSpace.Unmap(address, size), Is.EqualTo(isRefused ? EINVAL : 0));
                if (!isRefused)
                {
                    _model.Remove(step.Page, length);
                }

                break;
            case Operation.Protect:
                ApplyProtect(step.Page, length, step.Protection);
                break;
            case Operation.Clear:
                ApplyClear(step.Page, length);
                break;
            case Operation.Write:
            case Operation.Read:
                ApplyTouch(step.Page, step.Operation == Operation.Write ? step.Value : null);
                break;
            case Operation.Stack:
                ApplyStack(Math.Min(length, 100));
                break;
            case Operation.ReleaseStack when _model.Stacks.Count > 0:
                ReleaseStack(step.Page % _model.Stacks.Count);
                break;
        }
    }

    private void ApplyReserve(int pages, MemoryProtection protection)
    {
        ulong available = AddressSpace.AvailableBytes >> PageSize.Shift;
        int error = AddressSpace.Reserve((ulong)pages << PageSize.Shift, PageSize.Bytes, protection, out ulong start);
        AssertPromise(error, protection == MemoryProtection.None ? 0 : pages, available);
        if (error == 0)
        {
            int first = AddressSpaceModel.NumberOf(start);
            Assert.That(_model.IsFree(first, pages), Is.True, "a new range lies over another");
            Assert.That(pages < 512 || first % 512 == 0, Is.True, "a large range begins at 2 MiB");
            _model.Add(first, pages, RangeKind.Anonymous, protection);
        }
    }

    private void ApplyMapFixed(int first, int pages, MemoryProtection protection)
    {
        ulong available = AddressSpace.AvailableBytes >> PageSize.Shift;
        int error = AddressSpace.MapFixed(AddressSpaceModel.AddressOf(first), (ulong)pages << PageSize.Shift, protection);
        if (error != ENOMEM && _model.TouchesStack(first, pages))
        {
            Assert.That(error, Is.EqualTo(EINVAL));
            return;
        }

        AssertPromise(error, protection == MemoryProtection.None ? 0 : pages, available);
        if (error == 0)
        {
            _model.Remove(first, pages);
            _model.Add(first, pages, RangeKind.Anonymous, protection);
        }
    }

    private void ApplyProtect(int first, int pages, MemoryProtection protection)
    {
        ulong available = AddressSpace.AvailableBytes >> PageSize.Shift;
        int error = AddressSpace.Protect(AddressSpaceModel.AddressOf(first), (ulong)pages << PageSize.Shift, protection);
        if (_model.Existing(first, pages).Count() < pages || _model.TouchesStack(first, pages))
        {
            Assert.That(error, Is.EqualTo(ENOMEM), "a hole, or a thread's stack");
            return;
        }

        AssertPromise(error, protection == MemoryProtection.None ? 0 : _model.Uncharged(first, pages), available);
        if (error == 0)
        {
            _model.Protect(first, pages, protection);
        }
    }

    private void ApplyClear(int first, int pages)
    {
        int error = AddressSpace.Clear(AddressSpaceModel.AddressOf(first), (ulong)pages << PageSize.Shift);
        int[] existing = [.. _model.Existing(first, pages)];
        bool touchesStack = _model.TouchesStack(first, pages);
        Assert.That(error, Is.EqualTo(touchesStack ? EINVAL : existing.Length < pages ? ENOMEM : 0));
        foreach (int page in existing.TakeWhile(page => _model.Pages[page].Kind == RangeKind.Anonymous))
        {
            _model.Pages[page] = _model.Pages[page] with { Contents = 0 };
        }
    }

    /// <summary>Memory is promised exactly when it is there; noting the change may cost a frame.</summary>
    private void AssertPromise(int error, int pages, ulong available, bool isStack = false)
    {
        bool isSmall = pages < SmallPages && !isStack;
        ulong kept = isSmall ? 0 : Math.Min(available, CommitAccount.LastPages(_space.Frames->TotalFrames));
        if (error == 0)
        {
            Assert.That((ulong)pages, Is.LessThanOrEqualTo(available - kept));
        }
        else
        {
            Assert.That(error, Is.EqualTo(ENOMEM));
            Assert.That((ulong)pages + 1, Is.GreaterThan(available - kept));
        }
    }

    private void ApplyTouch(int page, byte? value)
    {
        ulong address = AddressSpaceModel.AddressOf(page) + 123;
        byte* place = _space.Touch(address, value is not null, out FaultResult result);
        if (_model.Refusal(page, value is not null) is { } refusal)
        {
            Assert.That(((long)place, result), Is.EqualTo((0L, refusal)));
            return;
        }

        Assert.That((long)place, Is.Not.Zero, $"promised memory: {result}");
        Assert.That(*place, Is.EqualTo(_model.Pages[page].Contents));
        if (value is { } written)
        {
            *place = written;
            _model.Pages[page] = _model.Pages[page] with { Contents = written };
        }
    }

    private void ApplyStack(int pages)
    {
        ulong available = AddressSpace.AvailableBytes >> PageSize.Shift;
        bool done = AddressSpace.TryReserveStack((ulong)pages << PageSize.Shift, out ulong stackBase);
        AssertPromise(done ? 0 : ENOMEM, Math.Min(pages, StackPromise), available, isStack: true);
        if (done)
        {
            int first = AddressSpaceModel.NumberOf(stackBase);
            Assert.That(_model.IsFree(first - GuardPages, GuardPages + pages), Is.True);
            _model.Add(first - GuardPages, GuardPages, RangeKind.Guard, MemoryProtection.None);
            _model.Add(first, pages, RangeKind.Stack, MemoryProtection.ReadWrite);
            _model.Stacks.Add((first, pages));
        }
    }

    private void ReleaseStack(int index)
    {
        (int first, int count) = _model.Stacks[index];
        _model.Stacks.RemoveAt(index);
        AddressSpace.ReleaseStack(AddressSpaceModel.AddressOf(first), (ulong)count << PageSize.Shift);
        _model.Remove(first - GuardPages, GuardPages + count);
    }

    private void AssertAgreement()
    {
        int backed = 0;
        foreach ((int number, AddressSpaceModel.Page page) in _model.Pages)
        {
            ulong entry = _space.Tables->Find(AddressSpaceModel.AddressOf(number));
            const ulong AccessBits = PageTables.Present | PageTables.Writable | PageTables.NoExecute;
            if (entry != 0 && (entry & AccessBits) != PageTables.Access(page.Protection))
            {
                Assert.Fail($"page {number} is {page.Protection} and its entry is {entry:x}");
            }

            if (page.Contents != 0 && entry == 0)
            {
                Assert.Fail($"page {number} lost its contents");
            }

            backed += entry != 0 ? 1 : 0;
        }

        int charged = _model.Pages.Values.Count(page => page.IsCharged);
        charged += _model.Stacks.Sum(stack => Math.Max(Math.Min(stack.Count, StackPromise), BackedPages(stack.First, stack.Count)));
        long reserve = 8 + (long)(_space.Frames->TotalFrames >> 9); // never promised (CommitAccount.cs)
        long available = (long)_space.Frames->FreeFrames - (charged - backed) - reserve;
        Assert.That((long)(AddressSpace.AvailableBytes >> PageSize.Shift), Is.EqualTo(Math.Max(0, available)));
    }

    private static void AssertPages(ulong large, ulong small)
    {
        AddressSpace.CountPages(out ulong foundLarge, out ulong foundSmall);
        Assert.That((foundLarge, foundSmall), Is.EqualTo((large, small)), "pages of 2 MiB and of 4 KiB");
    }

    private int BackedPages(int first, int count) =>
        Enumerable.Range(first, count).Count(page => _space.Tables->Find(AddressSpaceModel.AddressOf(page)) != 0);

    /// <summary>After everything was freed only the nodes of the ranges have frames.</summary>
    private void FreeEverything()
    {
        while (_model.Stacks.Count > 0)
        {
            ReleaseStack(0);
        }

        Assert.That(AddressSpace.Unmap(AddressSpace.LowLimit, 1UL << 40), Is.Zero);
        ulong lost = _space.FreeAtStart - _space.Frames->FreeFrames;
        Assert.That(lost, Is.LessThanOrEqualTo(7), "frames for the nodes of a window's ranges and the list of caches, no more");
        _model.Pages.Clear();
        AssertAgreement();
    }
}
