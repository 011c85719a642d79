// The lock of this layer: held with interrupts off, for a bounded time. Whoever holds one may not block, and page faults
// on lazily backed memory are served under it (the fault handler takes only the address-space lock).

using System.Threading;
using Runtime.Bare.Cpu;

namespace Runtime.Bare.Threading;

/// <summary>A test-and-set lock that disables interrupts while held. All zero is free.</summary>
internal struct SpinLock
{
    private int _held;

    /// <summary>Is it held by anybody; stale at once when another CPU runs.</summary>
    internal bool IsHeld => Volatile.Read(ref _held) != 0;

    /// <summary>Disables interrupts, takes the lock and returns the flags for <see cref="Release"/>.</summary>
    internal ulong Acquire()
    {
        ulong flags = Instructions.DisableInterrupts();
        while (Interlocked.CompareExchange(ref _held, 1, 0) != 0)
        {
            Instructions.Pause();
        }

        return flags;
    }

    /// <summary>Frees the lock and restores the interrupt flag.</summary>
    internal void Release(ulong flags)
    {
        Volatile.Write(ref _held, 0);
        Instructions.RestoreInterrupts(flags);
    }

    /// <summary>Takes the lock without waiting; the caller has interrupts off. For the panic path.</summary>
    internal bool TryAcquireInterruptsOff() => Interlocked.CompareExchange(ref _held, 1, 0) == 0;
}
