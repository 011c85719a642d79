// What Linux has to know of the emulated CPU, as dom0 and as a guest.

namespace LibOS.Sandbox;

/// <summary>Parameters for Linux kernels under emulation; see docs/adr/0009.</summary>
internal static class EmulatedCpu
{
    /// <summary>
    /// FXSAVE instead of XSAVE. QEMU's XSAVE does not trap when CR0.TS is set, which is how Xen learns that a domain needs its
    /// vector registers: Linux would save those of another domain for its process, and the process goes on with them.
    /// </summary>
    public const string KernelParameters = "noxsave";
}
