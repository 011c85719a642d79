// What the scheduler should decide, with lists and a sorted search in place of links and heaps.

using System;
using System.Collections.Generic;
using System.Linq;

namespace Runtime.Bare.Tests.Threading;

/// <summary>Round robin with a slice, wait queues and deadlines. Thread 0 is the idle one. Times are ns.</summary>
internal sealed class SchedulerModel
{
    internal const ulong SliceNs = 4_000_000;
    internal const ulong Never = ulong.MaxValue;

    internal SchedulerModel(ulong now) => SwitchedAt = now;

    internal List<int> Ready { get; } = [];

    /// <summary>Waiting threads by queue; a thread that only sleeps is in none.</summary>
    internal List<int>[] Queues { get; } = [[], [], []];

    internal Dictionary<int, ulong> Deadlines { get; } = [];

    internal HashSet<int> Blocked { get; } = [];

    internal HashSet<int> TimedOut { get; } = [];

    internal int Current { get; private set; }

    internal ulong SwitchedAt { get; private set; }

    internal ulong BusyNs { get; private set; }

    /// <summary>When the timer must have fired at the latest, or Never.</summary>
    internal ulong LatestTimer(ulong now)
    {
        ulong slice = Ready.Count > 0 && Current != 0 ? Math.Max(SwitchedAt + SliceNs, now + (SliceNs / 4)) : Never;
        return Math.Min(slice, Deadlines.Values.DefaultIfEmpty(Never).Min());
    }

    internal void Block(int? queue, ulong deadline, ulong now)
    {
        Blocked.Add(Current);
        TimedOut.Remove(Current);
        if (queue is { } index)
        {
            Queues[index].Add(Current);
        }

        if (deadline != Never)
        {
            Deadlines.Add(Current, deadline);
        }

        Switch(now);
    }

    internal void Wake(int thread)
    {
        Blocked.Remove(thread);
        Deadlines.Remove(thread);
        foreach (List<int> queue in Queues)
        {
            queue.Remove(thread);
        }

        Ready.Add(thread);
    }

    internal void Yield(ulong now)
    {
        if (Ready.Count > 0)
        {
            Ready.Add(Current);
            Switch(now);
        }
    }

    internal void Promote(int thread)
    {
        if (Ready.Remove(thread))
        {
            Ready.Insert(0, thread);
        }
    }

    /// <summary>The timer's upcall: who is due wakes, and the running thread gives way to them or at its slice's end.</summary>
    internal void Timer(ulong now)
    {
        bool hasWoken = false;
        foreach (int thread in Deadlines.Where(entry => entry.Value <= now).OrderBy(entry => entry.Value).Select(entry => entry.Key).ToArray())
        {
            Wake(thread);
            TimedOut.Add(thread);
            hasWoken = true;
        }

        if (Current != 0 && (hasWoken || now - SwitchedAt >= SliceNs))
        {
            Yield(now);
        }
    }

    /// <summary>The idle thread looks for work.</summary>
    internal void Idle(ulong now)
    {
        if (Current == 0 && Ready.Count > 0)
        {
            Switch(now);
        }
    }

    private void Switch(ulong now)
    {
        BusyNs += Current == 0 ? 0 : now - SwitchedAt;
        SwitchedAt = now;
        Current = Ready.Count == 0 ? 0 : Ready[0];
        Ready.RemoveRange(0, Ready.Count == 0 ? 0 : 1);
    }
}
