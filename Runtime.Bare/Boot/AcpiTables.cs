// The one question that ACPI answers here: which of the domain's vCPUs it has at its start (vcpus= in xl.cfg, where maxvcpus= is
// larger). libxl's tables name all of them in order, and say which are enabled (ACPI 6.5, 5.2.5 RSDP, 5.2.6 header, 5.2.8 XSDT,
// 5.2.12 MADT; xen/tools/libacpi/build.c).

using Runtime.Bare.Cpu;
using Runtime.Bare.Memory;

namespace Runtime.Bare.Boot;

/// <summary>Reads the multiple APIC description table. Boot context, on the boot page tables (the low 4 GiB are reachable).</summary>
internal static unsafe class AcpiTables
{
    private const ulong Reachable = 1UL << 32;
    private const ulong RsdpSignature = 0x2052_5450_2044_5352; // "RSD PTR "
    private const uint XsdtSignature = 0x5444_5358; // "XSDT"
    private const uint MadtSignature = 0x4349_5041; // "APIC"
    private const uint RsdpBytes = 36;
    private const uint HeaderBytes = 36;
    private const uint MadtHeaderBytes = 44;
    private const uint TableLimit = 64 << 10;
    private const byte LocalApic = 0;
    private const byte LocalX2Apic = 9;
    private const uint Enabled = 1;

    /// <summary>The vCPUs that are enabled; false without a table that says so.</summary>
    /// <param name="rsdp">Physical address of the root pointer; 0 when there is none.</param>
    /// <param name="enabled">By their place among the table's processors.</param>
    internal static bool TryReadEnabled(ulong rsdp, out CpuSet enabled)
    {
        enabled = default;
        return TryFindMadt(rsdp, out byte* madt, out uint length) && TryReadProcessors(madt, length, ref enabled) && enabled.Contains(0);
    }

    private static bool TryReadProcessors(byte* madt, uint length, ref CpuSet enabled)
    {
        int index = 0;
        uint at = MadtHeaderBytes;
        while (at + 2 <= length)
        {
            byte type = madt[at];
            byte size = madt[at + 1];
            if (size < 2 || size > length - at)
            {
                return false;
            }

            uint flagsAt = type == LocalApic ? 4u : 8u;
            if (type is LocalApic or LocalX2Apic)
            {
                if (size < flagsAt + 4)
                {
                    return false;
                }

                if ((Read32(madt + at + flagsAt) & Enabled) != 0)
                {
                    enabled.Add(index);
                }

                index++;
            }

            at += size;
        }

        return true;
    }

    private static bool TryFindMadt(ulong rsdp, out byte* madt, out uint length)
    {
        madt = null;
        length = 0;
        if (!TryReach(rsdp, RsdpBytes, out byte* root) || Read64(root) != RsdpSignature || !IsSumZero(root, RsdpBytes))
        {
            return false;
        }

        if (!TryReadTable(Read64(root + 24), XsdtSignature, out byte* xsdt, out uint xsdtLength))
        {
            return false;
        }

        for (uint at = HeaderBytes; at + 8 <= xsdtLength; at += 8)
        {
            if (TryReadTable(Read64(xsdt + at), MadtSignature, out madt, out length))
            {
                return length >= MadtHeaderBytes;
            }
        }

        return false;
    }

    private static bool TryReadTable(ulong address, uint signature, out byte* table, out uint length)
    {
        length = 0;
        if (!TryReach(address, HeaderBytes, out table) || Read32(table) != signature)
        {
            return false;
        }

        length = Read32(table + 4);
        return length is >= HeaderBytes and <= TableLimit && TryReach(address, length, out table) && IsSumZero(table, length);
    }

    private static bool TryReach(ulong address, uint bytes, out byte* memory)
    {
        bool isReachable = address != 0 && address <= Reachable - bytes;
        memory = isReachable ? PhysicalMemory.ToPointer(address) : null;
        return isReachable;
    }

    private static bool IsSumZero(byte* table, uint length)
    {
        byte sum = 0;
        for (uint i = 0; i < length; i++)
        {
            sum += table[i];
        }

        return sum == 0;
    }

    // Fields of these tables need not be aligned; the CPU does not mind.
    private static uint Read32(byte* at) => *(uint*)at;

    private static ulong Read64(byte* at) => *(ulong*)at;
}
