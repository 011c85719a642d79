// Free frames that each CPU keeps for its faults, so that it can clear one before it takes the address-space lock. They count as
// free memory: the allocator takes them back before it says that there is none.
//
// The owner uses its cache with interrupts off and without a lock; others only empty slots, under the address-space lock. So a
// slot is emptied by an exchange, and the owner passes over those that it finds empty.

using System.Threading;
using Runtime.Bare.Libc;
using Runtime.Bare.Threading;

namespace Runtime.Bare.Memory;

/// <summary>Single frames for the CPU that asks. Only used while several CPUs run.</summary>
internal static unsafe class FrameCache
{
    /// <summary>CPUs with a smaller index have a cache.</summary>
    internal const int CpuLimit = 128;

    private const int Slots = 31;
    private const int Batch = 16;

    // With less left in the allocator it keeps all: caches would only be emptied again.
    private const ulong LeastLeft = 1024;

    // In a slot, beside the address: the frame is full of zeroes.
    private const ulong Cleared = 1;

    private static Table s_table;

    /// <summary>A frame full of zeroes from this CPU's cache, or 0. Interrupts off, no lock needed. It still counts as cached.</summary>
    internal static ulong TakeCleared()
    {
        Cache* cache = Find(Scheduler.CurrentCpu);
        while (cache != null && cache->Count != 0)
        {
            ulong slot = Interlocked.Exchange(ref cache->Frames[--cache->Count], 0);
            ulong frame = slot & ~Cleared;
            if (slot == frame && frame != 0)
            {
                MemoryBlock.Set(PhysicalMemory.ToPointer(frame), 0, (nuint)PageSize.Bytes);
            }

            if (frame != 0)
            {
                return frame;
            }
        }

        return 0;
    }

    /// <summary>Puts back what <see cref="TakeCleared"/> gave, unused. Interrupts off since then.</summary>
    internal static void PutCleared(ulong frame) => Put(Find(Scheduler.CurrentCpu), frame | Cleared);

    /// <summary>Moves frames to this CPU's empty cache. Address-space lock held.</summary>
    internal static void Refill(ref FrameAllocator frames)
    {
        int cpu = Scheduler.CurrentCpu;
        if (cpu >= CpuLimit || frames.FreeFrames - frames.CachedFrames < LeastLeft)
        {
            return;
        }

        ref ulong page = ref s_table.Pages[cpu / CachesOfPage];
        if (page == 0)
        {
            page = frames.AllocateZeroed();
        }

        Cache* cache = Find(cpu);
        while (cache != null && cache->Count < Batch && frames.AllocateForCache() is var frame && frame != 0)
        {
            Put(cache, frame);
        }
    }

    /// <summary>Moves what a CPU's cache holds back to the allocator. Address-space lock held.</summary>
    internal static void Drain(ref FrameAllocator frames, int cpu)
    {
        Cache* cache = Find(cpu);
        for (int i = 0; i < Slots && cache != null; i++)
        {
            ulong frame = Interlocked.Exchange(ref cache->Frames[i], 0) & ~Cleared;
            if (frame != 0)
            {
                frames.Free(frames.TakeCached(frame), 0);
            }
        }
    }

    private static int CachesOfPage => (int)PageSize.Bytes / sizeof(Cache);

    private static Cache* Find(int cpu)
    {
        ulong page = cpu < CpuLimit ? s_table.Pages[cpu / CachesOfPage] : 0;
        return page == 0 ? null : (Cache*)PhysicalMemory.ToPointer(page) + (cpu % CachesOfPage);
    }

    private static void Put(Cache* cache, ulong slot) => Volatile.Write(ref cache->Frames[cache->Count++], slot);

    // 256 bytes: 16 caches to a page.
    private struct Cache
    {
        public fixed ulong Frames[Slots];
        public int Count;
    }

    private struct Table
    {
        public fixed ulong Pages[CpuLimit / 16];
    }
}
