using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using CsCheck;
using NUnit.Framework;
using Runtime.Bare.Diagnostics;
using Runtime.Bare.Memory;

namespace Runtime.Bare.Tests.Memory;

/// <summary>The pool's blocks in any order of allocating, resizing and freeing: disjoint, aligned, with their contents, and whole at the end.</summary>
public sealed unsafe class HeapPoolTests
{
    private const int MemoryBytes = 1 << 20;
    private const int FirstBytes = 64 << 10;

    private enum Operation
    {
        Allocate,
        AllocateAligned,
        Free,
        Resize,
        Extend,
        Trim,
    }

    private sealed record Block(long Address, ulong Size, byte Pattern);

    private readonly record struct Step(Operation Operation, int Size, int AlignmentBits, int Choice);

    private static readonly Gen<Step> s_step =
        from operation in Gen.OneOf(Gen.Enum<Operation>(), Gen.OneOf<Operation>(Operation.Allocate, Operation.Allocate, Operation.Free))
        from size in Gen.OneOf(Gen.Int[0, 64], Gen.Int[0, 600], Gen.Int[0, 20000])
        from alignmentBits in Gen.Int[0, 12]
        from choice in Gen.Int[0, 1000]
        select new Step(operation, size, alignmentBits, choice);

    private byte* _memory;
    private HeapPool* _pool;
    private List<Block> _blocks = null!;
    private byte _pattern;

    [OneTimeSetUp]
    public void Allocate()
    {
        _memory = (byte*)NativeMemory.AlignedAlloc(MemoryBytes, (nuint)PageSize.Bytes);
        _pool = (HeapPool*)NativeMemory.Alloc((nuint)sizeof(HeapPool));
    }

    [OneTimeTearDown]
    public void Release()
    {
        NativeMemory.AlignedFree(_memory);
        NativeMemory.Free(_pool);
    }

    [Test]
    public void BlocksAreTheirOwnersAlone() => s_step.Array[1, 200].Sample(
        script =>
        {
            Start();
            foreach (Step step in script)
            {
                Apply(step);
                AssertInvariants();
            }

            foreach (Block block in _blocks)
            {
                AssertContents(block, block.Size);
                _pool->Free((byte*)block.Address);
            }

            // All neighbours merged: the heap is one block.
            Assert.That(_pool->UsedBytes, Is.Zero);
            ulong whole = (ulong)(_pool->End - _pool->Start) - (2 * HeapBlock.HeaderBytes);
            Assert.That((long)_pool->Allocate(whole), Is.EqualTo((long)(_pool->Start + HeapBlock.HeaderBytes)));
        },
        iter: 300,
        threads: 1);

    [Test]
    public void AnExhaustedPoolRefusesAndRecovers()
    {
        Start();
        while (TryAllocate(1000, 0))
        {
        }

        Assert.That(_blocks, Has.Count.InRange(FirstBytes / 1100, FirstBytes / 1000));
        Assert.That((long)_pool->Allocate(ulong.MaxValue), Is.Zero);
        Assert.That((long)_pool->Allocate(1UL << 50), Is.Zero);
        Assert.That((long)_pool->AllocateAligned(1UL << 60, 16), Is.Zero);
        Block freed = _blocks[3];
        _pool->Free((byte*)freed.Address);
        Assert.That((long)_pool->Allocate(1000), Is.EqualTo((long)freed.Address));
    }

    [Test]
    public void ATrimThatKeepsNothingLeavesABlock()
    {
        Start();
        byte* first = _pool->Allocate(PageSize.Bytes - (3 * HeapBlock.HeaderBytes)); // the next block's contents begin 16 bytes before a page
        Assert.That((long)_pool->Trim(0), Is.EqualTo((long)_pool->Start + (2 * (long)PageSize.Bytes)));
        _pool->Free(first);
        Assert.That((long)_pool->Allocate((2 * PageSize.Bytes) - (2 * HeapBlock.HeaderBytes)), Is.EqualTo((long)first));
    }

    [Test]
    public void MistakesArePanics()
    {
        Start();
        byte* block = _pool->Allocate(100);
        Assert.That(() => _pool->Free(block + 8), Throws.TypeOf<PanicException>(), "not aligned");
        Assert.That(() => _pool->Free(_memory - 64), Throws.TypeOf<PanicException>(), "not of the heap");
        _pool->Free(block);
        Assert.That(() => _pool->Free(block), Throws.TypeOf<PanicException>(), "twice");

        byte* first = _pool->Allocate(32);
        byte* second = _pool->Allocate(32);
        NativeMemory.Fill(first, 48, 0xFF); // an overrun into the next header
        Assert.That(() => _pool->Free(second), Throws.TypeOf<PanicException>(), "an overwritten header");
    }

    private void Start()
    {
        NativeMemory.Fill(_memory, MemoryBytes, 0xEE);
        *_pool = default;
        _pool->Initialize(_memory);
        _pool->Extend(FirstBytes);
        _blocks = [];
        _pattern = 0;
    }

    private void Apply(Step step)
    {
        switch (step.Operation)
        {
            case Operation.Allocate:
                TryAllocate((ulong)step.Size, 0);
                break;
            case Operation.AllocateAligned:
                TryAllocate((ulong)step.Size, step.AlignmentBits);
                break;
            case Operation.Free when _blocks.Count > 0:
                Block block = Take(step.Choice);
                AssertContents(block, block.Size);
                _pool->Free((byte*)block.Address);
                break;
            case Operation.Resize when _blocks.Count > 0:
                Resize(Take(step.Choice), (ulong)step.Size);
                break;
            case Operation.Extend when _pool->End + 4096 <= _memory + MemoryBytes:
                _pool->Extend(4096);
                break;
            case Operation.Trim:
                byte* end = _pool->End;
                byte* newEnd = _pool->Trim((ulong)step.Size);
                Assert.That((long)newEnd, Is.LessThanOrEqualTo((long)end).And.EqualTo((long)_pool->End));
                NativeMemory.Fill(newEnd, (nuint)(end - newEnd), 0xEE); // gone
                break;
        }
    }

    private bool TryAllocate(ulong size, int alignmentBits)
    {
        ulong largest = LargestHole();
        byte* contents = alignmentBits == 0 ? _pool->Allocate(size) : _pool->AllocateAligned(1UL << alignmentBits, size);
        if (contents == null)
        {
            // Classes are a sixteenth apart: a hole that much larger than asked for must have been found.
            ulong asked = size + (alignmentBits > 4 ? (1UL << alignmentBits) + 64 : 0) + 32;
            Assert.That(largest, Is.LessThan(asked + (asked / 8) + 64));
            return false;
        }

        ulong alignment = Math.Max(16, 1UL << alignmentBits);
        Assert.That((ulong)contents % alignment, Is.Zero);
        Assert.That(_pool->UsableSize(contents), Is.GreaterThanOrEqualTo(size));
        Keep(contents);
        return true;
    }

    private void Resize(Block block, ulong size)
    {
        byte* contents = (byte*)block.Address;
        bool done = _pool->TryResize(contents, size);
        ulong newSize = _pool->UsableSize(contents);
        AssertContents(block, Math.Min(block.Size, newSize));
        Assert.That(newSize, done ? Is.GreaterThanOrEqualTo(size) : Is.EqualTo(block.Size));
        if (!done)
        {
            Assert.That(size, Is.GreaterThan(block.Size), "a block can always shrink");
        }

        Keep(contents);
    }

    private void Keep(byte* contents)
    {
        ulong size = _pool->UsableSize(contents);
        var block = new Block((long)contents, size, ++_pattern);
        NativeMemory.Fill(contents, (nuint)size, block.Pattern);
        _blocks.Add(block);
    }

    private Block Take(int choice)
    {
        Block block = _blocks[choice % _blocks.Count];
        _blocks.Remove(block);
        return block;
    }

    private static void AssertContents(Block block, ulong size) =>
        Assert.That(new Span<byte>((byte*)block.Address, (int)size).IndexOfAnyExcept(block.Pattern), Is.EqualTo(-1), "the contents changed");

    private void AssertInvariants()
    {
        long end = (long)_pool->Start;
        ulong used = 0;
        foreach (Block block in _blocks.OrderBy(block => block.Address))
        {
            if (block.Address - (long)HeapBlock.HeaderBytes < end)
            {
                Assert.Fail("two blocks overlap, or a block and a header");
            }

            end = block.Address + (long)block.Size;
            used += block.Size + HeapBlock.HeaderBytes;
        }

        Assert.That(end, Is.LessThanOrEqualTo((long)_pool->End - (long)HeapBlock.HeaderBytes));
        Assert.That(_pool->UsedBytes, Is.EqualTo(used));
    }

    /// <summary>Contents of the largest block that could stand between two used ones.</summary>
    private ulong LargestHole()
    {
        long end = (long)_pool->Start;
        long largest = 0;
        foreach (Block block in _blocks.OrderBy(block => block.Address))
        {
            largest = Math.Max(largest, block.Address - (2 * (long)HeapBlock.HeaderBytes) - end);
            end = block.Address + (long)block.Size;
        }

        return (ulong)Math.Max(largest, (long)_pool->End - (2 * (long)HeapBlock.HeaderBytes) - end);
    }
}
