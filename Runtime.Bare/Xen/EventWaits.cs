// Threads that wait for event channels: what drivers above this layer block on. Each bound port counts its events; a
// waiter names the count it has seen, so an event between looking at a ring and waiting is never missed.

using System.Runtime.CompilerServices;
using Runtime.Bare.Memory;
using Runtime.Bare.Threading;

namespace Runtime.Bare.Xen;

/// <summary>Counts events by port and wakes who waits for them.</summary>
internal static unsafe class EventWaits
{
    /// <summary>No channel: only <see cref="Interrupt"/> ends such a wait.</summary>
    internal const uint NoPort = 0;

    // Guards everything in the records, which live for ever; the list only grows, at its head.
    private static SpinLock s_lock = new(LockRank.Wait);

    private static PortRecord s_none;
    private static PortRecord* s_first;

    /// <summary>Binds a port whose events shall be waited for. Thread context. False without memory.</summary>
    internal static bool TryBind(uint port)
    {
        PortRecord* record = (PortRecord*)KernelHeap.AllocateZeroed((nuint)sizeof(PortRecord));
        if (record == null)
        {
            return false;
        }

        record->Port = port;
        ulong flags = s_lock.Acquire();
        record->Next = s_first;
        s_first = record;
        s_lock.Release(flags);
        EventChannels.Bind(port, &OnEvent);
        return true;
    }

    /// <summary>Waits until a port's count differs from <paramref name="seen"/>; returns the count. Thread context.</summary>
    internal static uint Wait(uint port, uint seen)
    {
        ulong flags = s_lock.Acquire();
        PortRecord* record = FindLocked(port);
        while (record->Count == seen)
        {
            Scheduler.EnqueueLocked(&record->Waiters);
            s_lock.Release(flags);
            _ = Scheduler.Wait((SpinLock*)Unsafe.AsPointer(ref s_lock), Scheduler.Never); // statics of this layer never move
            flags = s_lock.Acquire();
        }

        uint count = record->Count;
        s_lock.Release(flags);
        return count;
    }

    /// <summary>A port's count.</summary>
    internal static uint Count(uint port)
    {
        ulong flags = s_lock.Acquire();
        uint count = FindLocked(port)->Count;
        s_lock.Release(flags);
        return count;
    }

    /// <summary>Ends every wait once, as if each port had had an event. Any context, no lock held.</summary>
    internal static void Interrupt()
    {
        ulong flags = s_lock.Acquire();
        RaiseLocked(FindLocked(NoPort));
        for (PortRecord* record = s_first; record != null; record = record->Next)
        {
            RaiseLocked(record);
        }

        s_lock.Release(flags);
    }

    private static void OnEvent(uint port)
    {
        ulong flags = s_lock.Acquire();
        RaiseLocked(FindLocked(port));
        s_lock.Release(flags);
    }

    private static void RaiseLocked(PortRecord* record)
    {
        record->Count++;
        Scheduler.WakeAllLocked(&record->Waiters);
    }

    private static PortRecord* FindLocked(uint port)
    {
        for (PortRecord* record = s_first; record != null; record = record->Next)
        {
            if (record->Port == port)
            {
                return record;
            }
        }

        return (PortRecord*)Unsafe.AsPointer(ref s_none);
    }

    private struct PortRecord
    {
        public PortRecord* Next;
        public IntrusiveQueue Waiters;
        public uint Port;
        public uint Count;
    }
}
