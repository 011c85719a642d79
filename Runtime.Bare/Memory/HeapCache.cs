// Small blocks that each CPU keeps between free and malloc, so that most of both take no lock. For the pool these blocks are in
// use; what it knows about them (their headers) does not change.
//
// The owner uses its cache with interrupts off; others only take a whole list away, under the heap's lock. So every list is
// taken by an exchange, and who finds none starts a new one.

using System.Threading;
using Runtime.Bare.Cpu;
using Runtime.Bare.Libc;
using Runtime.Bare.Threading;

namespace Runtime.Bare.Memory;

/// <summary>Lists of free blocks by size, for each CPU. Only used while several CPUs run.</summary>
internal static unsafe class HeapCache
{
    /// <summary>Largest contents of a block that is kept.</summary>
    internal const ulong LargestBytes = 512;

    private const int CpuLimit = FrameCache.CpuLimit;
    private const int Classes = (int)(LargestBytes / HeapBlock.MinimumBytes);

    // So much of each class at most, headers left out: 128 KiB a CPU if it uses all classes.
    private const ulong ClassBytes = 4096;

    // Blocks that an empty class gets.
    private const int Batch = 8;

    // A pointer for each CPU, made with the first cache.
    private static Cache** s_caches;

    /// <summary>A block of this CPU's cache, or null. Thread context, no lock.</summary>
    internal static byte* Take(ulong size)
    {
        ulong flags = Instructions.DisableInterrupts();
        byte* block = null;
        Cache* cache = Find(Scheduler.CurrentCpu);
        if (cache != null)
        {
            int index = ClassOf(size);
            block = (byte*)Interlocked.Exchange(ref cache->Lists[index], 0);
            if (block != null)
            {
                Volatile.Write(ref cache->Lists[index], *(ulong*)block);
                cache->Counts[index]--;
                HeapBlock.FromContents(block)->IsCached = false;
            }
        }

        Instructions.RestoreInterrupts(flags);
        return block;
    }

    /// <summary>Keeps a block. Thread context, no lock.</summary>
    /// <returns>What is too much, for <see cref="Free"/>; null mostly.</returns>
    internal static byte* Put(byte* block)
    {
        ulong flags = Instructions.DisableInterrupts();
        byte* rest = Put(Find(Scheduler.CurrentCpu), block);
        Instructions.RestoreInterrupts(flags);
        return rest;
    }

    /// <summary>Frees a list of blocks. Heap lock held.</summary>
    internal static void Free(ref HeapPool pool, byte* list)
    {
        while (list != null)
        {
            byte* block = list;
            list = *(byte**)block;
            HeapBlock.FromContents(block)->IsCached = false;
            pool.Free(block);
        }
    }

    /// <summary>Gives this CPU some blocks of a size, as far as the pool has them. Heap lock held.</summary>
    internal static void Refill(ref HeapPool pool, ulong size)
    {
        int cpu = Scheduler.CurrentCpu;
        if (cpu >= CpuLimit)
        {
            return;
        }

        if (s_caches == null)
        {
            s_caches = (Cache**)AllocateZeroed(ref pool, (ulong)(CpuLimit * sizeof(Cache*)));
        }

        if (s_caches != null && s_caches[cpu] == null)
        {
            s_caches[cpu] = (Cache*)AllocateZeroed(ref pool, (ulong)sizeof(Cache));
        }

        for (int i = 0; i < Batch && Find(cpu) != null && pool.Allocate(size) is var block && block != null; i++)
        {
            Free(ref pool, Put(Find(cpu), block)); // a block may be a little larger than asked for
        }
    }

    /// <summary>Frees what a CPU keeps; false when it keeps nothing. Heap lock held.</summary>
    internal static bool Drain(ref HeapPool pool, int cpu)
    {
        bool found = false;
        Cache* cache = Find(cpu);
        for (int i = 0; i < Classes && cache != null; i++)
        {
            byte* list = (byte*)Interlocked.Exchange(ref cache->Lists[i], 0);
            found |= list != null;
            Free(ref pool, list);
        }

        return found;
    }

    /// <summary>Frees what all CPUs keep; false when they keep nothing. Heap lock held.</summary>
    internal static bool DrainAll(ref HeapPool pool)
    {
        bool found = false;
        for (int cpu = 0; cpu < CpuLimit; cpu++)
        {
            found |= Drain(ref pool, cpu);
        }

        return found;
    }

    private static int ClassOf(ulong size) => size == 0 ? 0 : (int)((size - 1) / HeapBlock.MinimumBytes);

    private static Cache* Find(int cpu) => s_caches == null || cpu >= CpuLimit ? null : s_caches[cpu];

    private static byte* AllocateZeroed(ref HeapPool pool, ulong size)
    {
        byte* block = pool.Allocate(size);
        if (block != null)
        {
            MemoryBlock.Set(block, 0, (nuint)size);
        }

        return block;
    }

    // Interrupts off. A list that is too long keeps its newer half.
    private static byte* Put(Cache* cache, byte* block)
    {
        HeapBlock* header = HeapBlock.FromContents(block);
        header->IsCached = true;
        if (cache == null || header->Size > LargestBytes)
        {
            *(byte**)block = null;
            return block;
        }

        int index = ClassOf(header->Size);
        byte* rest = (byte*)Interlocked.Exchange(ref cache->Lists[index], 0);
        *(byte**)block = rest;
        ushort count = (ushort)(rest == null ? 1 : cache->Counts[index] + 1);
        rest = null;
        if (count * header->Size > ClassBytes)
        {
            byte* last = block;
            count /= 2;
            for (int i = 1; i < count; i++)
            {
                last = *(byte**)last;
            }

            rest = *(byte**)last;
            *(byte**)last = null;
        }

        cache->Counts[index] = count;
        Volatile.Write(ref cache->Lists[index], (ulong)block);
        return rest;
    }

    // A block's contents begin with the next block of its list.
    private struct Cache
    {
        public fixed ulong Lists[Classes];
        public fixed ushort Counts[Classes];
    }
}
