// Several CPUs, as far as the memory layer sees them: their number, Xen's flush of their translations, and its yield.

using System;
using Runtime.Bare.Cpu;
using Runtime.Bare.Xen;

namespace Runtime.Bare.Tests.Memory;

/// <summary>While it lives the twin has so many CPUs.</summary>
internal sealed class TwinCpus : IDisposable
{
    private const ulong SchedulerOperation = 29;
    private const ulong SchedulerYield = 0;
    private const ulong HvmOperation = 34;
    private const ulong FlushTlbs = 5;

    /// <param name="count">CPUs.</param>
    /// <param name="onFlush">Called when all CPUs drop their translations.</param>
    /// <param name="onYield">Called when a CPU lets others run.</param>
    internal TwinCpus(int count, Action onFlush, Action? onYield = null)
    {
        Tlb.OtherCpus = count - 1;
        HypercallInstruction.Xen = (number, operation, argument, _, _, _) =>
        {
            if (number == SchedulerOperation && operation == SchedulerYield)
            {
                (onYield ?? throw new InvalidOperationException("a CPU waits for others"))();
                return 0;
            }

            if ((number, operation, argument) != (HvmOperation, FlushTlbs, 0UL))
            {
                throw new InvalidOperationException($"hypercall {number}, operation {operation}");
            }

            onFlush();
            return 0;
        };
    }

    public void Dispose()
    {
        Tlb.OtherCpus = 0;
        HypercallInstruction.Xen = null;
    }
}
