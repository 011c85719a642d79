// Finding Xen through CPUID (arch-x86/cpuid.h): the signature in a leaf at 0x40000000 + n * 0x100.

using Runtime.Bare.Cpu;

namespace Runtime.Bare.Xen;

/// <summary>What Xen says of itself in CPUID.</summary>
internal static unsafe class Hypervisor
{
    private const uint FirstBase = 0x40000000;
    private const uint LastBase = 0x40010000;
    private const uint Signature1 = 0x566E6558; // "XenV"
    private const uint Signature2 = 0x65584D4D; // "MMXe"
    private const uint Signature3 = 0x4D4D566E; // "nVMM"
    private const uint AmdVendorEbx = 0x68747541; // "Auth" of AuthenticAMD
    private const uint HygonVendorEbx = 0x6F677948; // "Hygo" of HygonGenuine

    /// <summary>Looks for Xen and chooses the hypercall instruction; false when there is none.</summary>
    internal static bool TryDetect()
    {
        CpuidResult result;
        for (uint leaf = FirstBase; leaf < LastBase; leaf += 0x100)
        {
            Instructions.Cpuid(leaf, 0, &result);
            if (result.Ebx == Signature1 && result.Ecx == Signature2 && result.Edx == Signature3 && result.Eax - leaf >= 2)
            {
                Instructions.Cpuid(0, 0, &result);
                *Linker.Table()->UseVmcall = result.Ebx is AmdVendorEbx or HygonVendorEbx ? 0u : 1u;
                return true;
            }
        }

        return false;
    }
}
