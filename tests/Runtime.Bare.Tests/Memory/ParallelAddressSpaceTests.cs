using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CsCheck;
using NUnit.Framework;
using Runtime.Bare.Cpu;
using Runtime.Bare.Memory;

namespace Runtime.Bare.Tests.Memory;

/// <summary>Several CPUs change and touch one address space: contents are what was written, and no frame has two owners.</summary>
public sealed class ParallelAddressSpaceTests
{
    private const int CpuCount = 4;
    private const int Steps = 2000;

    // Of each CPU, and of all together, pages.
    private const int OwnPages = 3 * 512;
    private const int CommonPages = 512;
    private const int Piece = 16;

    [TestCase(20 * 512)]
    [TestCase(6 * 512, Description = "memory for a part of what is asked for: caches are emptied by others")]
    public void EveryCpuFindsWhatItWrote(int frameCount)
    {
        using var space = new TwinAddressSpace(frameCount);
        Gen.Int.Sample(seed => Run(space, seed), iter: 8, threads: 1);
    }

    private static unsafe void Run(TwinAddressSpace space, int seed)
    {
        space.Reset();
        using var domain = new TwinDomain(CpuCount);
        var common = new CommonMemory();
        Worker[] workers = [.. Enumerable.Range(0, CpuCount).Select(i => new Worker(domain, space.Tables->Root, common, i, new Random(seed + i)))];
        Task[] tasks = [.. workers.Select(worker => Task.Factory.StartNew(() => TwinCpu.RunAs(worker.Index, worker.Run), TaskCreationOptions.LongRunning))];
        Task.WaitAll(tasks);
        TwinCpu.RunAs(0, () =>
        {
            Assert.That(domain.Flushes, Is.Positive);
            Assert.That(AddressSpace.Unmap(AddressSpace.LowLimit, 1UL << 40), Is.Zero);
            for (int cpu = 0; cpu < CpuCount; cpu++)
            {
                AddressSpace.DrainFrameCache(cpu);
            }
        });
        Assert.That(space.Frames->CachedFrames, Is.Zero);
        Assert.That(space.FreeAtStart - space.Frames->FreeFrames, Is.LessThanOrEqualTo(12), "nodes of ranges, and the caches' page");
        ulong free = space.Frames->FreeFrames;
        var seen = new HashSet<ulong>();
        while (space.Frames->Allocate(0) is var frame && frame != 0)
        {
            Assert.That(seen.Add(frame), Is.True, "a frame is free twice");
        }

        Assert.That(seen, Has.Count.EqualTo((int)free));
    }

    /// <summary>
    /// A 2 MiB range that becomes accessible piece by piece while all CPUs use it, as the GC's heap does, and is then followed by
    /// another one; the last CPU that uses the old one frees it.
    /// </summary>
    private sealed class CommonMemory
    {
        private readonly object _lock = new();
        private Generation _current = new();

        internal Generation Enter()
        {
            lock (_lock)
            {
                _current.Users++;
                return _current;
            }
        }

        internal void Leave(Generation generation)
        {
            lock (_lock)
            {
                generation.Users--;
                if (generation.Users == 0 && generation != _current)
                {
                    generation.Free();
                }
            }
        }

        internal void Grow()
        {
            lock (_lock)
            {
                if (_current.TryGrow())
                {
                    return;
                }

                Generation old = _current;
                _current = new Generation();
                if (old.Users == 0)
                {
                    old.Free();
                }
            }
        }
    }

    private sealed class Generation
    {
        private volatile int _pages;

        internal Generation()
        {
            Assert.That(AddressSpace.Reserve(PageSize.LargeBytes, PageSize.Bytes, MemoryProtection.None, out ulong start), Is.Zero);
            Start = start;
        }

        internal ulong Start { get; }

        internal int Pages => _pages;

        internal int Users { get; set; }

        internal bool TryGrow()
        {
            ulong end = Start + ((ulong)_pages << PageSize.Shift);
            bool done = _pages < CommonPages && AddressSpace.Protect(end, Piece << PageSize.Shift, MemoryProtection.ReadWrite) == 0;
            _pages += done ? Piece : 0;
            return done;
        }

        internal void Free() => Assert.That(AddressSpace.Unmap(Start, PageSize.LargeBytes), Is.Zero);
    }

    private sealed class Worker(TwinDomain domain, ulong root, CommonMemory common, int index, Random random)
    {
        private const int Unknown = -1;

        private readonly TwinProcessor _processor = new(domain, root);
        private readonly MemoryProtection[] _protections = new MemoryProtection[OwnPages];
        private readonly int[] _contents = new int[OwnPages];
        private readonly Dictionary<int, byte> _written = [];
        private Generation? _generation;
        private ulong _start;

        internal int Index => index;

        internal void Run()
        {
            Assert.That(AddressSpace.Reserve((ulong)OwnPages << PageSize.Shift, PageSize.Bytes, MemoryProtection.None, out _start), Is.Zero);
            for (int step = 0; step < Steps; step++)
            {
                int first = random.Next(OwnPages / Piece) * Piece;
                Touch(first, (byte)random.Next(3)); // now this CPU has the translation of a page that may change
                int count = Math.Min(random.Next(10) == 0 ? random.Next(1, OwnPages) : random.Next(1, 4 * Piece), OwnPages - first);
                switch (random.Next(14))
                {
                    case 0:
                        Change(first, count, MemoryProtection.Read, isFresh: false);
                        break;
                    case 1 or 2:
                        Change(first, count, MemoryProtection.ReadWrite, isFresh: false);
                        break;
                    case 3:
                        Change(0, OwnPages, MemoryProtection.ReadWrite, isFresh: false);
                        break;
                    case 4:
                        Change(first, count, MemoryProtection.None, isFresh: false);
                        break;
                    case 5:
                        Change(first, count, (MemoryProtection)random.Next(3), isFresh: true);
                        break;
                    case 6:
                        Clear(first, count);
                        break;
                    case 7:
                        UseAndFree(random.Next(1, 3 * 512));
                        break;
                    case 8 or 9:
                        common.Grow();
                        break;
                    case 10 or 11:
                        TouchCommon();
                        break;
                    default:
                        Touch(first + random.Next(count), (byte)random.Next(3));
                        break;
                }

                Touch(first, (byte)random.Next(3));
            }
        }

        private ulong AddressOf(int page) => _start + ((ulong)page << PageSize.Shift) + (ulong)index;

        private void Change(int first, int count, MemoryProtection protection, bool isFresh)
        {
            ulong start = AddressOf(first) - (ulong)index;
            ulong size = (ulong)count << PageSize.Shift;
            int error = isFresh ? AddressSpace.MapFixed(start, size, protection) : AddressSpace.Protect(start, size, protection);
            if (error == 0)
            {
                _protections.AsSpan(first, count).Fill(protection);
            }

            if (isFresh)
            {
                _contents.AsSpan(first, count).Fill(error == 0 ? 0 : Unknown);
            }
        }

        private void Clear(int first, int count)
        {
            int error = AddressSpace.Clear(AddressOf(first) - (ulong)index, (ulong)count << PageSize.Shift);
            _contents.AsSpan(first, count).Fill(error == 0 ? 0 : Unknown);
        }

        private void Touch(int page, byte operation)
        {
            bool isWrite = operation != 0;
            byte value = (byte)random.Next(1, 256);
            FaultResult result = _processor.Access(AddressOf(page), ref value, isWrite);
            MemoryProtection protection = _protections[page];
            bool isAllowed = protection == MemoryProtection.ReadWrite || (!isWrite && protection == MemoryProtection.Read);
            if ((result == FaultResult.Resolved) != isAllowed)
            {
                Assert.Fail($"page {page} is {protection}, write is {isWrite}, and the access ended in {result}");
            }

            if (!isAllowed)
            {
                return;
            }

            if (!isWrite && _contents[page] != Unknown && _contents[page] != value)
            {
                Assert.Fail($"page {page} holds {value}, not {_contents[page]}");
            }

            _contents[page] = value;
        }

        private void TouchCommon()
        {
            Generation generation = common.Enter();
            if (generation != _generation)
            {
                _generation = generation;
                _written.Clear();
            }

            // Two pages in turn, as long as the range may grow: their translations are used again and again.
            for (int i = 0; i < 40 && generation.Pages is var pages && pages > 0; i++)
            {
                int page = i % 2 == 0 ? pages - 1 : (int)((uint)(index * 37) % (uint)pages);
                ulong address = generation.Start + ((ulong)page << PageSize.Shift) + (ulong)index;
                byte value = 0;
                Assert.That(_processor.Access(address, ref value, isWrite: false), Is.EqualTo(FaultResult.Resolved));
                if (value != _written.GetValueOrDefault(page))
                {
                    Assert.Fail($"common page {page} holds {value}, not {_written.GetValueOrDefault(page)}");
                }

                value = (byte)random.Next(256);
                _written[page] = value;
                Assert.That(_processor.Access(address, ref value, isWrite: true), Is.EqualTo(FaultResult.Resolved));
            }

            common.Leave(generation);
        }

        // A range of its own for a moment: its frames go to the other CPUs afterwards.
        private void UseAndFree(int pages)
        {
            ulong size = (ulong)pages << PageSize.Shift;
            if (AddressSpace.Reserve(size, PageSize.Bytes, MemoryProtection.ReadWrite, out ulong start) != 0)
            {
                return;
            }

            byte mark = (byte)random.Next(1, 256);
            for (int i = 0; i < 20; i++)
            {
                ulong address = start + ((ulong)random.Next(pages) << PageSize.Shift) + (ulong)random.Next(4096);
                byte value = 0;
                Assert.That(_processor.Access(address, ref value, isWrite: false), Is.EqualTo(FaultResult.Resolved));
                Assert.That(value, Is.Zero.Or.EqualTo(mark));
                value = mark;
                Assert.That(_processor.Access(address, ref value, isWrite: true), Is.EqualTo(FaultResult.Resolved));
            }

            Assert.That(AddressSpace.Unmap(start, size), Is.Zero);
        }
    }
}
