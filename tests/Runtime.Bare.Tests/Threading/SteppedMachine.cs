// Several CPUs and their threads, one after the other on the host's terms: each thread of the guest is a thread of the host, and
// exactly one of them runs at any time. It hands its turn on where another CPU may be faster (TwinMachine.Point), as the seed says,
// so that every run can be repeated. Nothing of the scheduler is replaced: threads come back from the very calls in which they
// blocked, and upcalls interrupt them wherever interrupts are on.

using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Threading;
using Runtime.Bare.Cpu;
using Runtime.Bare.Threading;
using Runtime.Bare.Xen;
using Thread = Runtime.Bare.Threading.Thread;

namespace Runtime.Bare.Tests.Threading;

/// <summary>
/// Threads 1 to n, and an idle one for each CPU. The test gives work to CPUs, and whatever thread a CPU runs does it; a thread
/// without work is at rest: it computes, and keeps its CPU until it is preempted.
/// </summary>
internal sealed unsafe class SteppedMachine : TwinMachine, IDisposable
{
    // More instructions than any script needs: somebody waits for ever.
    private const int StepLimit = 1_000_000;

    private readonly TwinXen _xen;
    private readonly Processor[] _cpus;
    private readonly List<Fiber> _fibers = [];
    private readonly Fiber _test = new();
    private readonly Random _random;
    private readonly int _switchEvery;
    private readonly Thread* _threads;
    private readonly SignalFrame* _frame = (SignalFrame*)NativeMemory.AllocZeroed((nuint)sizeof(SignalFrame));

    private Fiber _running;
    private int _at = -1;
    private int _steps;
    private bool _isEnding;
    private Exception? _failure;

    /// <param name="xen">Boots.</param>
    /// <param name="cpuCount">CPUs, all of them started and idle.</param>
    /// <param name="threadCount">Threads; none is started.</param>
    /// <param name="seed">Whose turn it is follows from it.</param>
    /// <param name="switchEvery">About so many points are between two changes of turns; 0: a CPU goes on while it can.</param>
    internal SteppedMachine(TwinXen xen, int cpuCount, int threadCount, int seed = 0, int switchEvery = 0)
    {
        _xen = xen;
        _random = new Random(seed);
        _switchEvery = switchEvery;
        _running = _test;
        xen.Reset();
        xen.Bind(&OnTimer, &OnInterrupt, &OnDevice);
        xen.Down = GoDown;
        xen.Yield = () => Leave(Pick());
        TwinXen.SetNow(1000);
        StaticState.Clear(typeof(Scheduler), typeof(ThreadCreation), typeof(WaitLocks), typeof(Cpus));
        Tlb.OtherCpus = cpuCount - 1;
        _threads = (Thread*)NativeMemory.AllocZeroed((nuint)(threadCount + cpuCount + 1), (nuint)sizeof(Thread));
        _cpus = [.. Enumerable.Range(0, cpuCount).Select(index => new Processor(index))];
        for (int i = 1; i <= threadCount; i++)
        {
            Make(i);
        }

        ThreadCount = threadCount;
        foreach (Processor cpu in _cpus)
        {
            Thread* idle = _threads + threadCount + 1 + cpu.Index;
            idle->StackPointer = AddFiber(Scheduler.Idle);
            cpu.Fiber = _fibers[^1];
            TwinXen.Introduce(cpu.Record);
            Scheduler.Initialize(cpu.Record, idle);
            Cpus.Add(cpu.Record);
            Cpus.Online.AtomicAdd(cpu.Index);
        }

        TwinCpu.Machine = this;
        Settle();
    }

    internal int ThreadCount { get; }

    internal int CpuCount => _cpus.Length;

    /// <summary>A thread, from 1.</summary>
    internal Thread* Thread(int number) => _threads + number;

    internal PerCpu* Cpu(int index) => _cpus[index].Record;

    /// <summary>Number of the thread that a CPU runs; 0 for the idle one.</summary>
    internal int CurrentOf(int cpu) => Number(Cpu(cpu)->Current);

    internal int Number(Thread* thread) => thread == null || thread->IsIdle ? 0 : (int)(thread - _threads);

    /// <summary>Does a CPU halt, with no event to serve.</summary>
    internal bool IsHalted(int cpu) => _cpus[cpu].IsHalted && !_cpus[cpu].IsPending;

    internal bool IsDown(int cpu) => _xen.IsDown[cpu];

    /// <summary>The calling thread of the guest.</summary>
    internal int Self => Number(TwinCpu.State->Current);

    /// <summary>Makes a thread that has ended, or never was: all it had before is gone.</summary>
    internal void Make(int number)
    {
        _threads[number] = default;
        _threads[number].Allowed = CpuSet.All;
        _threads[number].StackPointer = AddFiber(RunThread);
    }

    /// <summary>Makes threads ready, in one upcall of the first CPU.</summary>
    internal void Start(params int[] threads)
    {
        Interrupt(0, () =>
        {
            foreach (int number in threads)
            {
                Scheduler.Start(Thread(number));
            }
        });
        Settle();
    }

    /// <summary>Gives a CPU something to do, in the thread that it will run then.</summary>
    internal void Give(int cpu, Action work) => _cpus[cpu].Work.Enqueue(work);

    /// <summary>Interrupts a CPU: it does something in its upcall.</summary>
    internal void Interrupt(int cpu, Action work)
    {
        _cpus[cpu].Upcalls.Enqueue(work);
        TwinXen.RaiseDevice(cpu);
    }

    /// <summary>Runs all CPUs until each halts, is down or is at rest. Work that no thread came for is forgotten.</summary>
    internal void Settle()
    {
        _steps = 0;
        if (Pick() is var next && next >= 0)
        {
            Select(next);
            Pass(_cpus[next].Fiber);
        }

        if (_failure != null)
        {
            ExceptionDispatchInfo.Throw(_failure);
        }

        foreach (Processor cpu in _cpus)
        {
            cpu.Work.Clear();
        }

        TwinCpu.Become(Cpu(0), areInterruptsOn: true); // what the test calls now is done as this CPU
    }

    /// <summary>Time passes, and timers fire when they are due.</summary>
    /// <param name="durationNs">How much.</param>
    /// <param name="afterEach">Called after each firing, when all has settled.</param>
    internal void Advance(ulong durationNs, Action? afterEach = null)
    {
        ulong end = TwinXen.NowNs + durationNs;
        while (EarliestTimer() is { } due && due <= end)
        {
            TwinXen.SetNow(Math.Max(due, TwinXen.NowNs));
            _xen.FireDue();
            Settle();
            afterEach?.Invoke();
        }

        TwinXen.SetNow(end);
    }

    /// <inheritdoc/>
    internal override void Point()
    {
        if (_running == _test)
        {
            return;
        }

        Serve();
        if (_switchEvery != 0 && _random.Next(_switchEvery) == 0)
        {
            Leave(Pick());
            Serve();
        }
    }

    /// <inheritdoc/>
    internal override void Pause()
    {
        Serve();
        int other = Pick(except: _at);
        if (other >= 0)
        {
            Leave(other);
        }
        else if (!TwinCpu.AreInterruptsOn)
        {
            throw new InvalidOperationException($"CPU {_at} waits, and no other CPU goes on: {this}");
        }
    }

    /// <inheritdoc/>
    internal override void Halt()
    {
        Processor cpu = _cpus[_at];
        TwinCpu.AreInterruptsOn = true;
        while (!cpu.IsPending)
        {
            cpu.IsHalted = true;
            Leave(Pick());
        }

        cpu.IsHalted = false;
        Serve();
        TwinCpu.AreInterruptsOn = false;
    }

    /// <inheritdoc/>
    internal override void SwitchContext(ulong* savedStackPointer, ulong newStackPointer)
    {
        Fiber next = _fibers[(int)newStackPointer - 1];
        if (_cpus.Any(cpu => cpu.Fiber == next) || TwinCpu.AreInterruptsOn)
        {
            throw new InvalidOperationException("a thread would run on two CPUs, or was switched to with interrupts on");
        }

        *savedStackPointer = (ulong)(_fibers.IndexOf(_running) + 1);
        _cpus[_at].Fiber = next;
        Pass(next);
    }

    /// <summary>What each CPU does, for messages.</summary>
    public override string ToString() => string.Join("; ", _cpus.Select(cpu =>
        $"CPU {cpu.Index} runs {CurrentOf(cpu.Index)}{(cpu.IsHalted ? ", halted" : "")}{(cpu.IsAtRest ? ", at rest" : "")}{(IsDown(cpu.Index) ? ", down" : "")}{(cpu.IsPending ? ", event" : "")}"));

    public void Dispose()
    {
        _isEnding = true;
        foreach (Fiber fiber in _fibers)
        {
            fiber.Turn.Release();
        }

        foreach (Fiber fiber in _fibers)
        {
            fiber.Host?.Join();
            fiber.Turn.Dispose();
        }

        _test.Turn.Dispose();
        TwinCpu.Reset();
        Tlb.OtherCpus = 0;
        StaticState.Clear(typeof(Scheduler), typeof(ThreadCreation), typeof(WaitLocks), typeof(Cpus));
        NativeMemory.Free(_threads);
        NativeMemory.Free(_frame);
        foreach (Processor cpu in _cpus)
        {
            NativeMemory.Free(cpu.Record);
        }
    }

    private static void OnTimer(uint port)
    {
        _ = port;
        Scheduler.OnTimer();
    }

    private static void OnInterrupt(uint port)
    {
        _ = port;
        Scheduler.OnInterrupt();
    }

    private static void OnDevice(uint port)
    {
        _ = port;
        Processor cpu = ((SteppedMachine)TwinCpu.Machine!)._cpus[TwinCpu.State->Index];
        while (cpu.Upcalls.TryDequeue(out Action? work))
        {
            work();
        }
    }

    /// <summary>What ThreadCreation.Main does, then work.</summary>
    private void RunThread()
    {
        Scheduler.FinishSwitch(PerCpu.Here);
        Instructions.EnableInterrupts();
        while (true)
        {
            Serve();
            Processor cpu = _cpus[_at];
            if (cpu.Work.TryDequeue(out Action? work))
            {
                work();
                if (!TwinCpu.AreInterruptsOn)
                {
                    throw new InvalidOperationException("a thread left interrupts off");
                }
            }
            else
            {
                cpu.IsAtRest = true;
                Leave(Pick());
                _cpus[_at].IsAtRest = false;
            }
        }
    }

    /// <summary>What Cpu/TrapHandler.cs does at the upcall, while there are events.</summary>
    private void Serve()
    {
        if (++_steps > StepLimit)
        {
            throw new InvalidOperationException("the CPUs do not come to rest");
        }

        while (TwinCpu.AreInterruptsOn && _cpus[_at].IsPending)
        {
            TwinCpu.AreInterruptsOn = false;
            PerCpu* cpu = TwinCpu.State;
            cpu->TrapDepth++;
            EventChannels.Dispatch();
            cpu->TrapDepth--;
            if (cpu->NeedReschedule && !cpu->Current->IsIdle)
            {
                cpu->NeedReschedule = false;
                Scheduler.PreemptedYield(_frame);
            }

            TwinCpu.AreInterruptsOn = true;
        }
    }

    private void GoDown()
    {
        while (_xen.IsDown[_at])
        {
            Leave(Pick());
        }
    }

    private ulong? EarliestTimer() => Enumerable.Range(0, CpuCount).Where(cpu => !IsDown(cpu)).Min(_xen.Timer);

    /// <summary>A CPU that can go on, or -1.</summary>
    private int Pick(int except = -1)
    {
        Span<int> able = stackalloc int[TwinXen.CpuLimit];
        int count = 0;
        foreach (Processor cpu in _cpus)
        {
            bool waits = cpu.IsHalted || (cpu.IsAtRest && cpu.Work.Count == 0);
            if (cpu.Index != except && !_xen.IsDown[cpu.Index] && (!waits || cpu.IsPending))
            {
                able[count++] = cpu.Index;
            }
        }

        return count == 0 ? -1 : _switchEvery == 0 ? able[0] : able[_random.Next(count)];
    }

    /// <summary>Lets another CPU, or with -1 the test, go on; returns when this thread's CPU does.</summary>
    private void Leave(int next)
    {
        _cpus[_at].AreInterruptsOn = TwinCpu.AreInterruptsOn;
        if (next != _at)
        {
            Select(next);
            Pass(next < 0 ? _test : _cpus[next].Fiber);
        }
    }

    private void Select(int next)
    {
        _at = next;
        if (next >= 0)
        {
            TwinCpu.Become(_cpus[next].Record, _cpus[next].AreInterruptsOn);
        }
    }

    private void Pass(Fiber next)
    {
        Fiber self = _running;
        _running = next;
        next.Turn.Release();
        self.Turn.Wait();
        if (_isEnding)
        {
            throw new EndedException();
        }
    }

    private ulong AddFiber(Action body)
    {
        var fiber = new Fiber();
        fiber.Host = new System.Threading.Thread(() => Run(fiber, body), 512 << 10) { IsBackground = true };
        _fibers.Add(fiber);
        fiber.Host.Start();
        return (ulong)_fibers.Count;
    }

    private void Run(Fiber fiber, Action body)
    {
        try
        {
            fiber.Turn.Wait();
            if (!_isEnding)
            {
                body();
            }
        }
        catch (Exception) when (_isEnding)
        {
        }
        catch (Exception failure) when (!_isEnding)
        {
            _failure = failure;
            _at = -1;
            _running = _test;
            _test.Turn.Release();
        }
    }

    private sealed class Fiber
    {
        internal SemaphoreSlim Turn { get; } = new(0);

        internal System.Threading.Thread? Host { get; set; }
    }

    private sealed class Processor
    {
        internal Processor(int index)
        {
            Index = index;
            Record = (PerCpu*)NativeMemory.AllocZeroed((nuint)sizeof(PerCpu));
            Record->Self = Record;
            Record->Index = index;
        }

        internal int Index { get; }

        internal PerCpu* Record { get; }

        internal Fiber Fiber { get; set; } = null!;

        internal bool AreInterruptsOn { get; set; }

        internal bool IsHalted { get; set; }

        internal bool IsAtRest { get; set; }

        internal Queue<Action> Work { get; } = [];

        internal Queue<Action> Upcalls { get; } = [];

        internal bool IsPending => Record->EventRecord->UpcallPending != 0;
    }

    private sealed class EndedException : Exception;
}
