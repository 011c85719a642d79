// What holds on every CPU when all have come to rest.

using System;
using System.Collections.Generic;
using System.Linq;
using Runtime.Bare.Cpu;
using Runtime.Bare.Threading;

namespace Runtime.Bare.Tests.Threading;

/// <summary>Checks the scheduler's data of a machine at rest.</summary>
internal sealed unsafe class PlaceInvariants
{
    private readonly TwinXen _xen;
    private readonly SteppedMachine _machine;
    private readonly List<int>[] _ready;
    private readonly List<int>[] _timed;

    private PlaceInvariants(TwinXen xen, SteppedMachine machine)
    {
        _xen = xen;
        _machine = machine;
        _ready = [.. Enumerable.Range(0, machine.CpuCount).Select(cpu => Members(machine.Cpu(cpu)->Ready.First, isTimer: false))];
        _timed = [.. Enumerable.Range(0, machine.CpuCount).Select(cpu => Members(machine.Cpu(cpu)->Timers.First, isTimer: true))];
    }

    /// <summary>
    /// A halting CPU and a thread that it could run, ready on another CPU. Not wrong by itself: who gives way to a bound thread
    /// looks for no other CPU, and two CPUs that look at each other may both miss what comes. The end of a slice puts it right.
    /// </summary>
    internal static IEnumerable<(int Cpu, int Thread)> Misplaced(SteppedMachine machine)
    {
        var misplaced = new List<(int, int)>();
        foreach (int cpu in Enumerable.Range(0, machine.CpuCount).Where(machine.IsHalted))
        {
            for (int thread = 1; thread <= machine.ThreadCount; thread++)
            {
                if (machine.Thread(thread)->Cpu != null && machine.Thread(thread)->State == ThreadState.Ready && machine.Thread(thread)->Allowed.Contains(cpu))
                {
                    misplaced.Add((cpu, thread));
                }
            }
        }

        return misplaced;
    }

    internal static void Assert(TwinXen xen, SteppedMachine machine)
    {
        var invariants = new PlaceInvariants(xen, machine);
        for (int i = 0; i < machine.CpuCount; i++)
        {
            invariants.AssertCpu(i, machine.Cpu(i));
        }

        for (int i = 1; i <= machine.ThreadCount; i++)
        {
            if (machine.Thread(i)->Cpu != null)
            {
                invariants.AssertPlace(i, machine.Thread(i));
            }
        }
    }

    // Not NUnit's: it remembers what fails while a script is made smaller.
    internal static void That<T>(T actual, T expected, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(actual, expected))
        {
            throw new InvalidOperationException($"{what}: {actual}, not {expected}");
        }
    }

    private void AssertCpu(int index, PerCpu* cpu)
    {
        string name = $"CPU {index}";
        That(cpu->Lock.Owner, -1, $"{name}: lock");
        That((nint)cpu->Departing, 0, $"{name}: a thread that departs");
        That(cpu->ReadyCount, _ready[index].Count, $"{name}: ready count");
        That(cpu->TrapDepth, 0, $"{name}: traps");
        if (_machine.IsDown(index))
        {
            That((_ready[index].Count, _timed[index].Count, _machine.CurrentOf(index)), (0, 0, 0), $"{name} is down: ready, timed, running");
            That(Cpus.Online.Contains(index) || Cpus.Idle.Contains(index), false, $"{name} is down: its bits");
            return;
        }

        bool isHalted = _machine.IsHalted(index);
        That(_machine.CurrentOf(index) == 0, isHalted, $"{name}: it halts in its idle thread, and only there");
        if (Tlb.OtherCpus != 0)
        {
            That(Cpus.Idle.Contains(index), isHalted, $"{name}: idle bit");
        }

        if (isHalted)
        {
            That(Names(_ready[index]), "", $"{name} halts: its ready threads");
        }

        AssertTimer(index, cpu, name);
    }

    private void AssertTimer(int index, PerCpu* cpu, string name)
    {
        ulong now = TwinXen.NowNs;
        ulong latest = Scheduler.Never;
        if (cpu->Timers.First != null)
        {
            latest = cpu->Timers.First->Key;
            That(latest > now, true, $"{name}: no deadline has passed");
        }

        if (cpu->Ready.First != null)
        {
            latest = Math.Min(latest, Math.Max(cpu->SwitchedAtNs + cpu->SliceNs, now + (cpu->SliceNs / 4)));
        }

        That((_xen.Timer(index) ?? Scheduler.Never) <= latest, true, $"{name}: the timer fires at {_xen.Timer(index)}, at the latest it is due at {latest}; now it is {now}");
        That(cpu->ArmedDeadlineNs >= (_xen.Timer(index) ?? Scheduler.Never), true, $"{name}: what the CPU believes of its timer");
    }

    private void AssertPlace(int number, Thread* thread)
    {
        string name = $"thread {number}, {thread->State}";
        int cpu = thread->Cpu->Index;
        int[] running = [.. Enumerable.Range(0, _machine.CpuCount).Where(i => _machine.CurrentOf(i) == number)];
        int[] ready = [.. Enumerable.Range(0, _machine.CpuCount).Where(i => _ready[i].Contains(number))];
        int[] timed = [.. Enumerable.Range(0, _machine.CpuCount).Where(i => _timed[i].Contains(number))];
        That(Names(running), thread->State == ThreadState.Running ? $"{cpu}" : "", $"{name}: CPUs that run it");
        That(Names(ready), thread->State == ThreadState.Ready ? $"{cpu}" : "", $"{name}: CPUs for which it is ready");
        That(thread->ReadyNode.IsQueued, ready.Length == 1, $"{name}: ready node");
        That(Names(timed), thread->Timer.IsQueued ? $"{cpu}" : "", $"{name}: CPUs with its deadline");
        That(thread->State == ThreadState.Blocked || !thread->Timer.IsQueued, true, $"{name}: deadline of a thread that does not wait");
        That(thread->State is ThreadState.Running or ThreadState.Ready or ThreadState.Blocked or ThreadState.Ended, true, $"{name}: state");
        if (thread->State is ThreadState.Running or ThreadState.Ready)
        {
            That(thread->Allowed.Contains(cpu) || !thread->Allowed.Overlaps(Cpus.Online), true, $"{name}: on CPU {cpu}, where it may not be");
            long lead = (long)(thread->RuntimeNs - thread->Cpu->LeastRuntimeNs) + (thread->State == ThreadState.Running ? (long)(TwinXen.NowNs - thread->Cpu->SwitchedAtNs) : 0);
            That(lead <= 3 * (long)TimeSlice.DefaultNs || _ready[cpu].Count == 0, true, $"{name}: it had {lead} ns more than others, which it has to wait for");
        }

        if (thread->State == ThreadState.Running)
        {
            That((nint)thread->Link.Owner, 0, $"{name}: wait queue");
        }
    }

    private List<int> Members(PairingNode* first, bool isTimer)
    {
        var members = new List<int>();
        for (PairingNode* node = first; node != null; node = PairingHeap.Following(node))
        {
            members.Add(_machine.Number(isTimer ? Thread.FromTimer(node) : Thread.FromReady(node)));
        }

        return members;
    }

    private static string Names(IEnumerable<int> numbers) => string.Join(' ', numbers);
}
