// A CPU as /proc/cpuinfo describes it, from CPUID: Intel SDM volume 2, CPUID; AMD APM volume 3, appendix E; the names of the
// features are Linux's (arch/x86/include/asm/cpufeatures.h).

using System.Buffers.Binary;
using System.Runtime.Intrinsics.X86;
using LibOS.Vfs;

namespace LibOS.SystemNative;

/// <summary>Describes the CPU that the caller runs on.</summary>
internal static class CpuText
{
    private const int ExtendedLeaves = unchecked((int)0x80000000);
    private const int XenLeaves = 0x40000000;
    private const int BrandLeaf = 2;
    private const int AddressLeaf = 8;

    // Names by bit from 0 on, "-" where a bit has none or is of no interest.
    private const string Leaf1Edx = "fpu vme de pse tsc msr pae mce cx8 apic - sep mtrr pge mca cmov pat pse36 pn clflush - dts acpi mmx fxsr sse sse2 ss ht tm ia64 pbe";
    private const string Leaf1Ecx = "pni pclmulqdq dtes64 monitor ds_cpl vmx smx est tm2 ssse3 cid sdbg fma cx16 xtpr pdcm - pcid dca sse4_1 sse4_2 x2apic movbe popcnt tsc_deadline_timer aes xsave - avx f16c rdrand hypervisor";
    private const string Leaf7Ebx = "fsgsbase tsc_adjust sgx bmi1 hle avx2 - smep bmi2 erms invpcid rtm - - mpx - avx512f avx512dq rdseed adx smap avx512ifma - clflushopt clwb - avx512pf avx512er avx512cd sha_ni avx512bw avx512vl";
    private const string ExtendedEdx = "- - - - - - - - - - - syscall - - - - - - - mp nx - mmxext - - fxsr_opt pdpe1gb rdtscp - lm 3dnowext 3dnow";
    private const string ExtendedEcx = "lahf_lm cmp_legacy svm extapic cr8_legacy abm sse4a misalignsse 3dnowprefetch osvw ibs xop skinit wdt - lwp fma4 tce";

    /// <summary>The lines of one CPU, with an empty one at the end.</summary>
    /// <param name="cpu">Its index.</param>
    /// <param name="count">CPUs that there are.</param>
    internal static byte[] Describe(int cpu, int count)
    {
        var text = new ByteText();
        (int leaves, int ebx, int ecx, int edx) = X86Base.CpuId(0, 0);
        (int signature, int first, int features, int oldFeatures) = X86Base.CpuId(1, 0);
        int family = (signature >> 8) & 15;
        int model = (signature >> 4) & 15;
        model += family is 6 or 15 ? (signature >> 12) & 0xF0 : 0;
        family += family == 15 ? (signature >> 20) & 0xFF : 0;
        Line(text, "processor\t", ByteText.Number(cpu));
        Line(text, "vendor_id\t", Characters(ebx, edx, ecx));
        Line(text, "cpu family\t", ByteText.Number(family));
        Line(text, "model\t\t", ByteText.Number(model));
        Line(text, "model name\t", Brand());
        Line(text, "stepping\t", ByteText.Number(signature & 15));
        string megahertz = Megahertz();
        Line(text, "cpu MHz\t\t", megahertz + ".000");
        Line(text, "physical id\t", "0");
        Line(text, "siblings\t", ByteText.Number(count));
        Line(text, "core id\t\t", ByteText.Number(cpu));
        Line(text, "cpu cores\t", ByteText.Number(count));
        Line(text, "apicid\t\t", ByteText.Number(cpu));
        Line(text, "fpu\t\t", "yes");
        Line(text, "cpuid level\t", ByteText.Number(leaves));
        text.Add("flags\t\t:");
        AddFlags(text, oldFeatures, Leaf1Edx);
        (_, _, int extendedEcx, int extendedEdx) = Extended(1);
        AddFlags(text, extendedEdx, ExtendedEdx);
        AddFlags(text, features, Leaf1Ecx);
        AddFlags(text, extendedEcx, ExtendedEcx);
        AddFlags(text, leaves >= 7 ? X86Base.CpuId(7, 0).Ebx : 0, Leaf7Ebx);
        Line(text, "\nclflush size\t", ByteText.Number(((first >> 8) & 0xFF) * 8));
        int sizes = Extended(AddressLeaf).Eax;
        Line(text, "address sizes\t", ByteText.Number(sizes & 0xFF) + " bits physical, " + ByteText.Number((sizes >> 8) & 0xFF) + " bits virtual");
        return text.Add("\n").ToArray();
    }

    private static void Line(ByteText text, string name, string value) => text.Add(name).Add(": ").Add(value).Add("\n");

    private static void AddFlags(ByteText text, int bits, string names)
    {
        for (string? rest = names; rest is not null;)
        {
            string flag = ByteText.NextField(ref rest, ' ');
            if ((bits & 1) != 0 && flag != "-")
            {
                text.Add(" ").Add(flag);
            }

            bits >>= 1;
        }
    }

    private static (int Eax, int Ebx, int Ecx, int Edx) Extended(int leaf) =>
        (uint)X86Base.CpuId(ExtendedLeaves, 0).Eax >= (uint)(ExtendedLeaves + leaf) ? X86Base.CpuId(ExtendedLeaves + leaf, 0) : default;

    private static string Brand()
    {
        string brand = "";
        for (int i = 0; i < 3; i++)
        {
            (int eax, int ebx, int ecx, int edx) = Extended(BrandLeaf + i);
            brand += Characters(eax, ebx, ecx, edx);
        }

        return brand.TrimEnd('\0').Trim();
    }

    // Xen says the frequency of the guest's time-stamp counter: xen/include/public/arch-x86/cpuid.h, XEN_CPUID_LEAF(3), subleaf 0.
    private static string Megahertz() => ByteText.Number((uint)X86Base.CpuId(XenLeaves + 3, 0).Ecx / 1000);

    private static string Characters(params ReadOnlySpan<int> registers)
    {
        Span<byte> bytes = stackalloc byte[registers.Length * sizeof(int)];
        for (int i = 0; i < registers.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes[(i * sizeof(int))..], registers[i]);
        }

        return ByteText.Text(bytes);
    }
}
