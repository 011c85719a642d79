// CPU features that the layer switches on: extended state (AVX and later through XSAVE), and protections.
// Intel SDM volume 1 chapter 13 (XSAVE), volume 3 section 2.5 (CR4), volume 2 CPUID.

namespace Runtime.Bare.Cpu;

/// <summary>Enables what the CPU has.</summary>
internal static unsafe class CpuFeatures
{
    private const ulong CR4_UMIP = 1UL << 11;
    private const ulong CR4_OSXSAVE = 1UL << 18;
    private const ulong CR4_SMEP = 1UL << 20;
    private const ulong CR4_SMAP = 1UL << 21;
    private const uint Leaf1EcxXsave = 1u << 26;
    private const uint Leaf1EcxRdrand = 1u << 30;
    private const uint Leaf1EcxCx16 = 1u << 13;
    private const uint Leaf7EbxSmep = 1u << 7;
    private const uint Leaf7EbxSmap = 1u << 20;
    private const uint Leaf7EbxRdseed = 1u << 18;
    private const uint Leaf7EcxUmip = 1u << 2;

    // x87, SSE, AVX, and the three parts of AVX-512: what .NET can use and a switch must keep.
    private const uint KeptComponents = 0xE7;

    // XCR0 of all CPUs; 0 without XSAVE.
    private static uint s_components;

    /// <summary>RDRAND is there.</summary>
    internal static bool HasRdrand { get; private set; }

    /// <summary>RDSEED is there.</summary>
    internal static bool HasRdseed { get; private set; }

    /// <summary>CMPXCHG16B is there; the stock runtime cannot do without.</summary>
    internal static bool HasCmpxchg16b { get; private set; }

    /// <summary>Reads CPUID and sets CR4 and XCR0 on the calling CPU.</summary>
    internal static void Initialize()
    {
        CpuidResult leaf0;
        CpuidResult leaf1;
        CpuidResult leaf7 = default;
        Instructions.Cpuid(0, 0, &leaf0);
        Instructions.Cpuid(1, 0, &leaf1);
        if (leaf0.Eax >= 7)
        {
            Instructions.Cpuid(7, 0, &leaf7);
        }

        HasRdrand = (leaf1.Ecx & Leaf1EcxRdrand) != 0;
        HasRdseed = (leaf7.Ebx & Leaf7EbxRdseed) != 0;
        HasCmpxchg16b = (leaf1.Ecx & Leaf1EcxCx16) != 0;

        // No page of the guest is a user's: SMEP and SMAP make every page fatal whose table entry says otherwise.
        ulong cr4 = Instructions.ReadCr4();
        cr4 |= (leaf7.Ebx & Leaf7EbxSmep) != 0 ? CR4_SMEP : 0;
        cr4 |= (leaf7.Ebx & Leaf7EbxSmap) != 0 ? CR4_SMAP : 0;
        cr4 |= (leaf7.Ecx & Leaf7EcxUmip) != 0 ? CR4_UMIP : 0;
        bool hasXsave = (leaf1.Ecx & Leaf1EcxXsave) != 0 && !IsEmulated();
        cr4 |= hasXsave ? CR4_OSXSAVE : 0;
        Instructions.WriteCr4(cr4);
        if (!hasXsave)
        {
            return;
        }

        CpuidResult state;
        Instructions.Cpuid(0xD, 0, &state);
        uint components = state.Eax & KeptComponents;
        if ((components & 4) == 0)
        {
            components &= 3; // no AVX-512 without AVX
        }

        if ((components & 0xE0) != 0xE0)
        {
            components &= ~0xE0u;
        }

        s_components = components;
        EnableExtendedState();
        Instructions.Cpuid(0xD, 0, &state);
        LinkerSymbols* symbols = Linker.Table();
        *symbols->ExtendedSize = (state.Ebx + 63) & ~63u;
        *symbols->XsaveMask = components;
    }

    /// <summary>Sets XCR0 on the calling CPU as on the first one, whose CR4 it has. CpuFeatures were initialized there.</summary>
    internal static void EnableExtendedState()
    {
        if (s_components != 0)
        {
            Instructions.WriteXcr0(s_components);
        }
    }

    // QEMU's software emulation (7.2, nested SVM): Xen does not learn of the guest's XSETBV, and sets XCR0 back to x87 and
    // SSE when it next switches to this vCPU, whose AVX state is lost then. Measured: XGETBV said 3 where 7 was written.
    // There the state is x87 and SSE only, and .NET does without AVX.
    private static bool IsEmulated()
    {
        const uint BrandLeaf = 0x80000002;
        const uint Qemu = 0x554D4551; // "QEMU"
        const uint TcgSpaced = 0x47435420; // " TCG"
        CpuidResult result;
        Instructions.Cpuid(0x80000000, 0, &result);
        if (result.Eax < BrandLeaf)
        {
            return false;
        }

        Instructions.Cpuid(BrandLeaf, 0, &result);
        return result.Eax == Qemu && result.Ebx == TcgSpaced;
    }
}
