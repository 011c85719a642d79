using System;
using System.Linq;
using System.Threading.Tasks;
using NUnit.Framework;
using Runtime.Bare.Cpu;
using Runtime.Bare.Diagnostics;
using Runtime.Bare.Tests.Memory;
using Runtime.Bare.Threading;

namespace Runtime.Bare.Tests.Threading;

/// <summary>The lock, on threads of the host that are CPUs.</summary>
public sealed unsafe class SpinLockTests
{
    private const int CpuCount = 4;

    // Everything one of several CPUs can see, on lines of its own.
    private struct Shared
    {
        public SpinLock Lock;
        public fixed long Padding[16];
        public long Count;
        public int Inside;
    }

    [SetUp]
    public void Boot() => TwinCpu.Reset();

    [Test]
    public void OnlyOneCpuIsInside()
    {
        const int Rounds = 50_000;
        Shared shared = default;
        Shared* all = &shared;
        using var cpus = new TwinCpus(CpuCount, () => { }, Instructions.Pause);
        InParallel(index =>
        {
            for (int i = 0; i < Rounds; i++)
            {
                if (i % 4 == index)
                {
                    ulong flags = Instructions.DisableInterrupts();
                    if (all->Lock.TryAcquireInterruptsOff())
                    {
                        Enter(all, index);
                    }

                    Instructions.RestoreInterrupts(flags);
                    continue;
                }

                ulong interrupts = all->Lock.Acquire();
                Enter(all, index);
                Assert.That(TwinCpu.AreInterruptsOn, Is.False);
                Instructions.RestoreInterrupts(interrupts);
                Assert.That(TwinCpu.AreInterruptsOn, Is.True);
            }
        });
        Assert.That(shared.Count, Is.InRange(CpuCount * Rounds * 3L / 4, CpuCount * (long)Rounds));
        Assert.That(shared.Lock.Owner, Is.EqualTo(-1));

        // Not with NUnit while it is held: half a million assertions would be all that it measures.
        static void Enter(Shared* all, int index)
        {
            if (++all->Inside != 1 || !all->Lock.IsHeldHere || all->Lock.Owner != index)
            {
                throw new InvalidOperationException($"CPU {index} is not alone, or not known as the owner");
            }

            all->Count++;
            all->Inside--;
            all->Lock.ReleaseInterruptsOff();
        }
    }

    [Test]
    public void TheLocksOfQueuesExcludeAsWell()
    {
        // Two objects with one lock are as safe as two with two.
        const int Objects = 300;
        const int Rounds = 30_000;
        long[] counts = new long[Objects];
        using var cpus = new TwinCpus(CpuCount, () => { }, Instructions.Pause);
        InParallel(index =>
        {
            var random = new Random(index);
            for (int i = 0; i < Rounds; i++)
            {
                int number = random.Next(Objects);
                SpinLock* guard = WaitLocks.Of((void*)(0x1000 + (number * 40)));
                ulong flags = guard->Acquire();
                counts[number]++;
                guard->Release(flags);
            }
        });
        Assert.That(counts.Sum(), Is.EqualTo(CpuCount * Rounds));
        int locks = Enumerable.Range(0, Objects).Select(number => (nint)WaitLocks.Of((void*)(0x1000 + (number * 40)))).Distinct().Count();
        Assert.That(locks, Is.InRange(40, 64), "neighbours do not share one");
    }

    [Test]
    public void TakingItTwiceIsFatal()
    {
        SpinLock taken = default;
        taken.AcquireInterruptsOff();
        bool isFatal = false;
        try
        {
            taken.AcquireInterruptsOff();
        }
        catch (PanicException)
        {
            isFatal = true;
        }

        Assert.That(isFatal, Is.True);
    }

    private static void InParallel(Action<int> body)
    {
        Task[] tasks = [.. Enumerable.Range(0, CpuCount).Select(index =>
            Task.Factory.StartNew(() => TwinCpu.RunAs(index, () => body(index)), TaskCreationOptions.LongRunning))];
        Task.WaitAll(tasks);
    }
}
