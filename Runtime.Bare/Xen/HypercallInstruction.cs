// The assembly leaf function of Xen/Hypercall.S: the instruction itself, VMCALL or VMMCALL by the CPU's vendor.

using System.Runtime;
using System.Runtime.CompilerServices;

namespace Runtime.Bare.Xen;

/// <summary>The raw hypercall. Only <see cref="Hypercall"/> uses it.</summary>
internal static class HypercallInstruction
{
    /// <summary>Number in rax, arguments in rdi, rsi, rdx, r10, r8; returns rax.</summary>
    [RuntimeImport("*", "xen_hypercall")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern ulong Execute(ulong number, ulong a1, ulong a2, ulong a3, ulong a4, ulong a5);
}
