// The lock of this layer: held with interrupts off, for a bounded time. Whoever holds one may not block, and page faults
// on lazily backed memory are served under it (the fault handler takes only the address-space lock).

using System.Threading;
using Runtime.Bare.Cpu;
using Runtime.Bare.Diagnostics;
using Runtime.Bare.Time;
using Runtime.Bare.Xen;

namespace Runtime.Bare.Threading;

/// <summary>A lock that disables interrupts while held, and knows its owner. All zero is free.</summary>
internal struct SpinLock
{
    // So often the lock is looked at before the physical CPU is offered to whoever may hold it: its vCPU may be preempted.
    private const int SpinsBeforeYield = 100;

    // Nothing in this layer holds a lock for a thousandth of this.
    private const ulong DeadlockNs = 60_000_000_000;

    // Index of the CPU that holds it, plus one.
    private int _owner;

    private readonly LockRank _rank;

    /// <summary>A free lock with a place in the order.</summary>
    internal SpinLock(LockRank rank)
    {
        _owner = 0;
        _rank = rank;
    }

    /// <summary>The CPU that holds it, or -1; stale at once when another CPU runs.</summary>
    internal int Owner => Volatile.Read(ref _owner) - 1;

    /// <summary>Is it held by the calling CPU. Interrupts are off.</summary>
    internal unsafe bool IsHeldHere => Volatile.Read(ref _owner) == PerCpu.Here->Index + 1;

    /// <summary>Disables interrupts, takes the lock and returns the flags for <see cref="Release"/>.</summary>
    internal ulong Acquire()
    {
        ulong flags = Instructions.DisableInterrupts();
        AcquireInterruptsOff();
        return flags;
    }

    /// <summary>Takes the lock; the caller has interrupts off.</summary>
    internal unsafe void AcquireInterruptsOff()
    {
        LockOrder.Check(_rank);
        int self = PerCpu.Here->Index + 1;
        if (Interlocked.CompareExchange(ref _owner, self, 0) != 0)
        {
            Spin(self);
        }

        LockOrder.Enter(_rank);
    }

    /// <summary>Frees the lock and restores the interrupt flag.</summary>
    internal void Release(ulong flags)
    {
        ReleaseInterruptsOff();
        Instructions.RestoreInterrupts(flags);
    }

    /// <summary>Frees the lock; interrupts stay off.</summary>
    internal void ReleaseInterruptsOff()
    {
        LockOrder.Leave(_rank);
        Volatile.Write(ref _owner, 0);
    }

    /// <summary>Takes the lock without waiting; the caller has interrupts off.</summary>
    internal unsafe bool TryAcquireInterruptsOff()
    {
        bool isTaken = Volatile.Read(ref _owner) == 0 && Interlocked.CompareExchange(ref _owner, PerCpu.Here->Index + 1, 0) == 0;
        if (isTaken)
        {
            LockOrder.Enter(_rank);
        }

        return isTaken;
    }

    private unsafe void Spin(int self)
    {
        if (Volatile.Read(ref _owner) == self)
        {
            Panic.Fail("spin lock: taken twice by one CPU"u8);
        }

        PerCpu* cpu = PerCpu.Here;
        fixed (SpinLock* address = &this)
        {
            cpu->SpinsOn = address;
        }

        ulong limit = 0;
        int spins = 0;
        do
        {
            while (Volatile.Read(ref _owner) != 0)
            {
                Instructions.Pause();
                if (++spins == SpinsBeforeYield)
                {
                    spins = 0;
                    Hypercall.Yield();
                    ulong now = Clock.MonotonicNs();
                    limit = limit == 0 ? now + DeadlockNs : limit;
                    if (now > limit)
                    {
                        Panic.Fail("spin lock: a minute was not enough to get it; its owner is CPU"u8, (ulong)(uint)Owner);
                    }
                }
            }
        }
        while (Interlocked.CompareExchange(ref _owner, self, 0) != 0);
        cpu->SpinsOn = null;
    }
}
