// What the scheduler of one CPU should decide, with lists and searches in place of links and heaps.

using System;
using System.Collections.Generic;
using System.Linq;

namespace Runtime.Bare.Tests.Threading;

/// <summary>Shares by run time, wait queues and deadlines on one CPU. Thread 0 is the idle one. Times are ns.</summary>
internal sealed class SchedulerModel
{
    internal const ulong SliceNs = 4_000_000;
    internal const ulong Never = ulong.MaxValue;

    private readonly Dictionary<int, ulong> _runtimes = [];

    // Run time and number of the insertion, or 0 for a thread that was let ahead.
    private readonly Dictionary<int, (ulong Key, ulong Order)> _ready = [];

    private ulong _order;

    internal SchedulerModel(ulong now) => SwitchedAt = now;

    /// <summary>Ready threads in the order in which they would run.</summary>
    internal IEnumerable<int> Ready => _ready.OrderBy(entry => entry.Value).Select(entry => entry.Key);

    /// <summary>Waiting threads by queue. One whose deadline has passed leaves its queue when it runs.</summary>
    internal List<int>[] Queues { get; } = [[], [], []];

    internal Dictionary<int, ulong> Deadlines { get; } = [];

    internal HashSet<int> Blocked { get; } = [];

    /// <summary>What the finished waits returned, by thread, in order.</summary>
    internal List<(int Thread, bool Woken)> Results { get; } = [];

    internal int Current { get; private set; }

    internal ulong SwitchedAt { get; private set; }

    /// <summary>The run time of who had least, when that was last asked.</summary>
    internal ulong LeastNs { get; private set; } = 1UL << 40;

    internal ulong BusyNs { get; private set; }

    /// <summary>When the timer must have fired at the latest, or Never.</summary>
    internal ulong LatestTimer(ulong now)
    {
        ulong slice = _ready.Count > 0 && Current != 0 ? Math.Max(SwitchedAt + SliceNs, now + (SliceNs / 4)) : Never;
        return Math.Min(slice, Deadlines.Values.DefaultIfEmpty(Never).Min());
    }

    internal ulong RuntimeOf(int thread) => _runtimes[thread];

    /// <summary>A new thread is level with the one that has had least.</summary>
    internal void Start(int thread, ulong now)
    {
        Advance(now);
        _runtimes[thread] = LeastNs;
        Enter(thread, now);
    }

    internal void Block(int? queue, ulong deadline, ulong now)
    {
        Count(now);
        Advance(now);
        Blocked.Add(Current);
        if (queue is { } index)
        {
            Queues[index].Add(Current);
        }

        if (deadline != Never)
        {
            Deadlines.Add(Current, deadline);
        }

        Switch();
    }

    internal void WakeFirst(int queue, ulong now)
    {
        if (Queues[queue].Count > 0)
        {
            int thread = Queues[queue][0];
            Queues[queue].RemoveAt(0);
            if (Blocked.Contains(thread))
            {
                Wake(thread, now);
            }
        }
    }

    internal void WakeAll(int queue, ulong now)
    {
        while (Queues[queue].Count > 0)
        {
            WakeFirst(queue, now);
        }
    }

    internal void Yield(ulong now)
    {
        if (_ready.Count > 0)
        {
            Count(now);
            int self = Current;
            int next = Ready.First();
            _runtimes[self] = Math.Max(_runtimes[self], _runtimes[next]);
            _ready.Remove(next);
            Push(self);
            Run(next);
        }
    }

    /// <summary>False where the outcome is not defined: two that were let ahead.</summary>
    internal bool TryPromote(int thread)
    {
        if (!_ready.ContainsKey(thread) || Ready.First() == thread)
        {
            return true;
        }

        (ulong key, ulong order) = _ready[Ready.First()];
        if (order == 0)
        {
            return false;
        }

        _runtimes[thread] = key;
        _ready[thread] = (key, 0);
        return true;
    }

    /// <summary>The timer's upcall: who is due wakes; the running thread gives way at its slice's end, or when it must.</summary>
    internal void Timer(ulong now)
    {
        foreach (int thread in Deadlines.Where(entry => entry.Value <= now).OrderBy(entry => entry.Value).Select(entry => entry.Key).ToArray())
        {
            Wake(thread, now);
        }

        Consider(now, isSliceOver: _ready.Count > 0 && now - SwitchedAt >= SliceNs);
    }

    /// <summary>After threads were woken: the running one gives way to who has had so much less.</summary>
    internal void Consider(ulong now, bool isSliceOver = false)
    {
        if (Current == 0)
        {
            if (_ready.Count > 0)
            {
                Count(now);
                Switch();
            }
        }
        else if (isSliceOver || (_ready.Count > 0 && _ready.Values.Min().Key + (SliceNs / 4) < _runtimes[Current] + now - SwitchedAt))
        {
            Count(now);
            Push(Current);
            Switch();
        }
    }

    private void Wake(int thread, ulong now)
    {
        Advance(now);
        Blocked.Remove(thread);
        Deadlines.Remove(thread);
        _runtimes[thread] = Math.Max(_runtimes[thread], LeastNs - (SliceNs / 2));
        Enter(thread, now);
    }

    private void Enter(int thread, ulong now)
    {
        Advance(now);
        Push(thread);
    }

    private void Push(int thread) => _ready.Add(thread, (_runtimes[thread], ++_order));

    /// <summary>The least run time of those who want the CPU; it never falls.</summary>
    private void Advance(ulong now)
    {
        ulong least = _ready.Count == 0 ? Never : _ready.Values.Min().Key;
        if (Current != 0)
        {
            least = Math.Min(least, _runtimes[Current] + now - SwitchedAt);
        }

        LeastNs = least == Never ? LeastNs : Math.Max(LeastNs, least);
    }

    private void Count(ulong now)
    {
        if (Current != 0)
        {
            BusyNs += now - SwitchedAt;
            _runtimes[Current] += now - SwitchedAt;
        }

        SwitchedAt = now;
    }

    private void Switch()
    {
        if (_ready.Count == 0)
        {
            Current = 0;
            return;
        }

        int next = Ready.First();
        _ready.Remove(next);
        Run(next);
    }

    private void Run(int thread)
    {
        Current = thread;
        LeastNs = Math.Max(LeastNs, _runtimes[thread]);
        foreach (List<int> queue in Queues)
        {
            queue.Remove(thread); // its deadline has passed
        }
    }
}
