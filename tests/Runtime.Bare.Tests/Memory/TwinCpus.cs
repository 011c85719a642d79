// Several CPUs, as far as the memory layer sees them: their number, and Xen's flush of their translations.

using System;
using Runtime.Bare.Cpu;
using Runtime.Bare.Xen;

namespace Runtime.Bare.Tests.Memory;

/// <summary>While it lives the twin has so many CPUs.</summary>
internal sealed class TwinCpus : IDisposable
{
    private const ulong HvmOperation = 34;
    private const ulong FlushTlbs = 5;

    /// <param name="count">CPUs.</param>
    /// <param name="onFlush">Called when all CPUs drop their translations.</param>
    internal TwinCpus(int count, Action onFlush)
    {
        Tlb.OtherCpus = count - 1;
        HypercallInstruction.Xen = (number, operation, argument, _, _, _) =>
        {
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
