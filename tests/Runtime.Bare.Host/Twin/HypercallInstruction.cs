// The twin of Xen/HypercallInstruction.cs: hypercalls go to a function that a test gives.

namespace Runtime.Bare.Xen;

/// <summary>Xen as a function.</summary>
internal static class HypercallInstruction
{
    /// <summary>Answers a hypercall: number, five arguments, result.</summary>
    internal delegate ulong Hypervisor(ulong number, ulong a1, ulong a2, ulong a3, ulong a4, ulong a5);

    /// <summary>The present Xen; without one every hypercall fails the test.</summary>
    internal static Hypervisor? Xen { get; set; }

    internal static ulong Execute(ulong number, ulong a1, ulong a2, ulong a3, ulong a4, ulong a5) =>
        Xen is null
            ? throw new InvalidOperationException($"hypercall {number} without a twin of Xen")
            : Xen(number, a1, a2, a3, a4, a5);
}
