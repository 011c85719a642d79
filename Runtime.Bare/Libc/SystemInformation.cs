// sysconf, sysinfo, getrlimit, getenv, syscall: what the runtime asks about the machine. Answers are true or an error.

using System.Runtime;
using Runtime.Bare.Boot;
using Runtime.Bare.Cpu;
using Runtime.Bare.Memory;
using Runtime.Bare.Threading;
using Runtime.Bare.Time;

namespace Runtime.Bare.Libc;

/// <summary>Questions about the machine and its limits.</summary>
internal static unsafe class SystemInformation
{
    private const int _SC_CLK_TCK = 2;
    private const int _SC_PAGESIZE = 30;
    private const int _SC_NPROCESSORS_CONF = 83;
    private const int _SC_NPROCESSORS_ONLN = 84;
    private const int _SC_PHYS_PAGES = 85;
    private const int _SC_AVPHYS_PAGES = 86;
    private const int _SC_LEVEL1_DCACHE_SIZE = 0xBC;
    private const int _SC_LEVEL2_CACHE_SIZE = 0xBF;
    private const int _SC_LEVEL3_CACHE_SIZE = 0xC2;
    private const int _SC_LEVEL4_CACHE_SIZE = 0xC5;

    private const long SYS_gettid = 186;
    private const long SYS_membarrier = 324;
    private const int MEMBARRIER_CMD_QUERY = 0;
    private const int MEMBARRIER_CMD_PRIVATE_EXPEDITED = 8;
    private const int MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED = 16;

    /// <summary>sysconf(3); -1 and EINVAL for a name that is not known.</summary>
    [RuntimeExport("sysconf")]
    internal static long Configuration(int name)
    {
        switch (name)
        {
            case _SC_CLK_TCK:
                return 100;
            case _SC_PAGESIZE:
                return (long)PageSize.Bytes;
            case _SC_NPROCESSORS_CONF:
                return Machine.PossibleCpus;
            case _SC_NPROCESSORS_ONLN:
                return Cpus.Online.Count;
            case _SC_PHYS_PAGES:
                return (long)(Machine.TotalMemory / PageSize.Bytes);
            case _SC_AVPHYS_PAGES:
                return (long)(AddressSpace.AvailableBytes / PageSize.Bytes);
            case _SC_LEVEL1_DCACHE_SIZE:
                return CacheSizes.Bytes(1);
            case _SC_LEVEL2_CACHE_SIZE:
                return CacheSizes.Bytes(2);
            case _SC_LEVEL3_CACHE_SIZE:
                return CacheSizes.Bytes(3);
            case _SC_LEVEL4_CACHE_SIZE:
                return CacheSizes.Bytes(4);
            default:
                Errno.Value = Errno.EINVAL;
                return -1;
        }
    }

    /// <summary>sysinfo(2), struct of 112 bytes.</summary>
    [RuntimeExport("sysinfo")]
    internal static int Information(byte* information)
    {
        MemoryBlock.Set(information, 0, 112);
        *(long*)information = (long)(Clock.MonotonicNs() / 1_000_000_000);
        *(ulong*)(information + 32) = Machine.TotalMemory;
        *(ulong*)(information + 40) = AddressSpace.AvailableBytes;
        *(ushort*)(information + 80) = (ushort)ThreadCreation.Count;
        *(uint*)(information + 104) = 1; // mem_unit
        return 0;
    }

    /// <summary>getrlimit(2): nothing is limited but by memory.</summary>
    [RuntimeExport("getrlimit64")]
    internal static int ResourceLimit(int resource, ulong* limits)
    {
        _ = resource;
        limits[0] = ulong.MaxValue;
        limits[1] = ulong.MaxValue;
        return 0;
    }

    /// <summary>getenv(3), from the kernel command line and the defaults.</summary>
    [RuntimeExport("getenv")]
    internal static byte* Environment(byte* name) => EnvironmentBlock.Find(name);

    /// <summary>secure_getenv(3): nobody runs with the rights of another here.</summary>
    [RuntimeExport("secure_getenv")]
    private static byte* SecureEnvironment(byte* name) => Environment(name);

    /// <summary>syscall(2): the two calls that the runtime makes and that mean something here; else ENOSYS.</summary>
    [RuntimeExport("syscall")]
    internal static long SystemCall(long number, long a1)
    {
        if (number == SYS_gettid)
        {
            return Thread.Current->Id;
        }

        if (number == SYS_membarrier)
        {
            switch (a1)
            {
                case MEMBARRIER_CMD_QUERY:
                    return MEMBARRIER_CMD_PRIVATE_EXPEDITED | MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED;
                case MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED:
                    return 0;
                case MEMBARRIER_CMD_PRIVATE_EXPEDITED:
                    // Xen's flush interrupts every physical CPU that runs one of the guest's; others pass a barrier before they run.
                    System.Threading.Interlocked.MemoryBarrier();
                    if (Tlb.OtherCpus != 0)
                    {
                        Tlb.FlushAll();
                    }

                    return 0;
                default:
                    Errno.Value = Errno.EINVAL;
                    return -1;
            }
        }

        Errno.Value = Errno.ENOSYS;
        return -1;
    }

    /// <summary>__errno_location: where the calling thread's errno is.</summary>
    [RuntimeExport("__errno_location")]
    internal static int* ErrnoLocation() => &Thread.Current->ErrorNumber;

    /// <summary>__libc_current_sigrtmin.</summary>
    [RuntimeExport("__libc_current_sigrtmin")]
    internal static int FirstRealTimeSignal() => SignalNumbers.SIGRTMIN;

    /// <summary>sigemptyset.</summary>
    [RuntimeExport("sigemptyset")]
    internal static int EmptySignalSet(byte* set)
    {
        MemoryBlock.Set(set, 0, 128);
        return 0;
    }

    /// <summary>sigaddset.</summary>
    [RuntimeExport("sigaddset")]
    internal static int AddToSignalSet(ulong* set, int signal)
    {
        if (signal is <= 0 or >= SignalNumbers.Limit)
        {
            Errno.Value = Errno.EINVAL;
            return -1;
        }

        set[(signal - 1) / 64] |= 1UL << ((signal - 1) % 64);
        return 0;
    }
}
