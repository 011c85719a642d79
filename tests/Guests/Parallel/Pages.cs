// Pages come and go under many threads. What a CPU still believes of a mapping that is gone would show: a page that one thread
// unmaps and maps anew is read by threads on other CPUs, which had read the old one at the same address.

using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace Parallel;

/// <summary>The verb "pages".</summary>
internal static class Pages
{
    private const int Steps = 400;
    private const int Slots = 8;
    private const int MostPages = 16;
    private const int Touches = 24;
    private const int TouchedBytes = 1 << 20;

    public static void Run(Options options)
    {
        Storm(options);
        Touch(options);
    }

    // Half of the threads change the mappings in the slots, half read them, and pages that stay.
    private static void Storm(Options options)
    {
        int changers = options.Threads != 0 ? options.Threads : Math.Max(2, Environment.ProcessorCount / 2);
        int steps = Math.Max(1, options.Scale(Steps) * 2 / changers);
        using MemoryMappedFile zeros = Mapping.OpenZeros(MostPages);
        using var staying = new Mapping(zeros, MostPages);
        staying.Fill(options.Seed | 1);
        Slot[] slots = [.. Enumerable.Range(0, Slots).Select(_ => new Slot())];
        int busy = changers;
        long reads = 0;
        Team.Run(2 * changers, thread =>
        {
            RandomStream random = options.Random("pages", thread);
            if (thread < changers)
            {
                for (int step = 0; step < steps; step++)
                {
                    Change(zeros, slots[random.Below(Slots)], ref random);
                }

                Interlocked.Decrement(ref busy);
                return;
            }

            do
            {
                staying.Verify("a mapping that stays", 1 + random.Below(8));
                slots[random.Below(Slots)].Read(ref random);
                Interlocked.Increment(ref reads);
            }
            while (Volatile.Read(ref busy) > 0);
        });
        Array.ForEach(slots, slot => slot.Dispose());
        Team.Say($"pages storm: {changers * steps} changes by {changers} threads, {reads} times read by as many");
    }

    private static void Change(MemoryMappedFile zeros, Slot slot, ref RandomStream random)
    {
        ulong mark = random.Next() | 1;
        switch (random.Below(8))
        {
            case 0:
                Large(mark, 100_000 + random.Below(200_000));
                break;
            case 1:
                Block(mark, Mapping.PageBytes * (1 + random.Below(64)));
                break;
            default:
                slot.Replace(zeros, 1 + random.Below(MostPages), mark);
                break;
        }
    }

    // A large object: the collector gives its pages back some time, and zeroed ones must come.
    private static void Large(ulong mark, int bytes)
    {
        ulong[] words = new ulong[bytes / sizeof(ulong)];
        Team.Require(words.AsSpan().IndexOfAnyExcept(0UL) < 0, "a new array is not zero");
        Array.Fill(words, mark);
        Thread.Yield();
        Team.Require(words.AsSpan().IndexOfAnyExcept(mark) < 0, "somebody else has written to an array");
    }

    // Memory of the C library.
    private static void Block(ulong mark, int bytes)
    {
        nint block = Marshal.AllocHGlobal(bytes);
        for (int at = 0; at < bytes; at += 512)
        {
            Marshal.WriteInt64(block, at, (long)mark + at);
        }

        Thread.Yield();
        for (int at = 0; at < bytes; at += 512)
        {
            Team.Require(Marshal.ReadInt64(block, at) == (long)mark + at, "somebody else has written to a block of AllocHGlobal");
        }

        Marshal.FreeHGlobal(block);
    }

    // All threads touch the pages of fresh memory for the first time in the same moment, a word of each page for each: were a page
    // made twice, the words written to one of the two would be gone.
    private static void Touch(Options options)
    {
        int threads = Math.Min(Team.Size, 16);
        int rounds = options.Scale(Touches);
        var line = new StartLine(threads);
        long[] fresh = [];
        Team.Run(threads, thread =>
        {
            for (int round = 0; round < rounds; round++)
            {
                if (thread == 0)
                {
                    fresh = GC.AllocateUninitializedArray<long>(TouchedBytes / sizeof(long));
                }

                line.Cross();
                WriteWords(fresh, thread, threads, round + 1);
                line.Cross();
                if (thread == 0)
                {
                    JudgeWords(fresh, threads, round + 1);
                    fresh = [];
                    if (round % 4 == 3)
                    {
                        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true); // gives the pages back
                    }
                }
            }
        });
        Team.Say($"pages touch: {TouchedBytes >> 10} KiB for the first time by {threads} threads at once, {rounds} times");
    }

    /// <summary>Writes one thread's words.</summary>
    public static void WriteWords(long[] memory, int thread, int threads, long mark)
    {
        for (int page = 0; page + threads <= memory.Length; page += Mapping.PageBytes / sizeof(long))
        {
            memory[page + thread] = mark + page + thread;
        }
    }

    /// <summary>Throws a <see cref="Violation"/> when a thread's word is missing.</summary>
    public static void JudgeWords(long[] memory, int threads, long mark)
    {
        for (int page = 0; page + threads <= memory.Length; page += Mapping.PageBytes / sizeof(long))
        {
            for (int thread = 0; thread < threads; thread++)
            {
                Team.Require(memory[page + thread] == mark + page + thread, $"what thread {thread} wrote to a page is gone");
            }
        }
    }

    /// <summary>A place for a mapping, which others read while it is there.</summary>
    internal sealed class Slot : IDisposable
    {
        private readonly Lock _gate = new();
        private Mapping? _mapping;

        /// <summary>Unmaps what is there and maps something else, most likely at the same address.</summary>
        public void Replace(MemoryMappedFile zeros, int pages, ulong mark)
        {
            lock (_gate)
            {
                _mapping?.Verify("a mapping before it goes", 16);
                _mapping?.Dispose();
                _mapping = new Mapping(zeros, pages);
                _mapping.Verify("a new mapping of zeros", 64);
                _mapping.Fill(mark);
            }
        }

        /// <summary>Reads what is there.</summary>
        public void Read(ref RandomStream random)
        {
            lock (_gate)
            {
                _mapping?.Verify("a mapping of another thread", 1 + random.Below(32));
            }
        }

        public void Dispose() => _mapping?.Dispose();
    }
}
