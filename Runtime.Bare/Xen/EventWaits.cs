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

    // The records live for ever; the list only grows, at its head. Scheduler lock for everything in them.
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
        ulong flags = Scheduler.Lock.Acquire();
        record->Next = s_first;
        s_first = record;
        Scheduler.Lock.Release(flags);
        EventChannels.Bind(port, &OnEvent);
        return true;
    }

    /// <summary>Waits until a port's count differs from <paramref name="seen"/>; returns the count. Thread context.</summary>
    internal static uint Wait(uint port, uint seen)
    {
        ulong flags = Scheduler.Lock.Acquire();
        PortRecord* record = FindLocked(port);
        while (record->Count == seen)
        {
            Scheduler.BlockLocked(&record->Waiters, Scheduler.Never);
        }

        uint count = record->Count;
        Scheduler.Lock.Release(flags);
        return count;
    }

    /// <summary>A port's count.</summary>
    internal static uint Count(uint port)
    {
        ulong flags = Scheduler.Lock.Acquire();
        uint count = FindLocked(port)->Count;
        Scheduler.Lock.Release(flags);
        return count;
    }

    /// <summary>Ends every wait once, as if each port had had an event. Any context but under the scheduler lock.</summary>
    internal static void Interrupt()
    {
        ulong flags = Scheduler.Lock.Acquire();
        RaiseLocked(FindLocked(NoPort));
        for (PortRecord* record = s_first; record != null; record = record->Next)
        {
            RaiseLocked(record);
        }

        Scheduler.Lock.Release(flags);
    }

    private static void OnEvent(uint port)
    {
        ulong flags = Scheduler.Lock.Acquire();
        RaiseLocked(FindLocked(port));
        Scheduler.Lock.Release(flags);
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

        return (PortRecord*)Unsafe.AsPointer(ref s_none); // statics of this layer never move
    }

    private struct PortRecord
    {
        public PortRecord* Next;
        public IntrusiveQueue Waiters;
        public uint Port;
        public uint Count;
    }
}
