// FileStatus of pal_io.h, and the status of the two things that descriptors and paths can name.

using System.Runtime.InteropServices;

namespace LibOS.SystemNative;

/// <summary>What stat(2) tells, as System.Native lays it out.</summary>
[StructLayout(LayoutKind.Explicit, Size = 120)]
internal struct FileStatus
{
    /// <summary>Flags: the birth time is known.</summary>
    internal const int FILESTATUS_FLAGS_HAS_BIRTHTIME = 1;

    internal const int S_IFCHR = 0x2000;
    internal const int S_IFDIR = 0x4000;

    private const int OwnerReadsAndWrites = 0x180; // rw-------
    private const int AllReadAndSearch = 0x16D; // r-xr-xr-x
    private const long ConsoleDevice = (5 << 8) | 1; // /dev/console: major 5, minor 1
    private const long ConsoleInode = 2;
    private const long RootInode = 1;
    private const ulong NanosecondsPerSecond = 1_000_000_000;

    [FieldOffset(0)]
    public int Flags;
    [FieldOffset(4)]
    public int Mode;
    [FieldOffset(8)]
    public uint Uid;
    [FieldOffset(12)]
    public uint Gid;
    [FieldOffset(16)]
    public long Size;
    [FieldOffset(24)]
    public long ATime;
    [FieldOffset(32)]
    public long ATimeNsec;
    [FieldOffset(40)]
    public long MTime;
    [FieldOffset(48)]
    public long MTimeNsec;
    [FieldOffset(56)]
    public long CTime;
    [FieldOffset(64)]
    public long CTimeNsec;
    [FieldOffset(72)]
    public long BirthTime;
    [FieldOffset(80)]
    public long BirthTimeNsec;
    [FieldOffset(88)]
    public long Dev;
    [FieldOffset(96)]
    public long RDev;
    [FieldOffset(104)]
    public long Ino;
    [FieldOffset(112)]
    public uint UserFlags;

    /// <summary>The console, a character device.</summary>
    /// <param name="bornNs">When the guest started, ns since 1970: all its times.</param>
    internal static FileStatus OfConsole(ulong bornNs)
    {
        FileStatus status = Born(bornNs);
        status.Mode = S_IFCHR | OwnerReadsAndWrites;
        status.RDev = ConsoleDevice;
        status.Ino = ConsoleInode;
        return status;
    }

    /// <summary>The root directory, empty and read-only.</summary>
    /// <param name="bornNs">When the guest started, ns since 1970: all its times.</param>
    internal static FileStatus OfRoot(ulong bornNs)
    {
        FileStatus status = Born(bornNs);
        status.Mode = S_IFDIR | AllReadAndSearch;
        status.Ino = RootInode;
        return status;
    }

    private static FileStatus Born(ulong bornNs)
    {
        long seconds = (long)(bornNs / NanosecondsPerSecond);
        long nanoseconds = (long)(bornNs % NanosecondsPerSecond);
        return new FileStatus
        {
            Flags = FILESTATUS_FLAGS_HAS_BIRTHTIME,
            ATime = seconds,
            ATimeNsec = nanoseconds,
            MTime = seconds,
            MTimeNsec = nanoseconds,
            CTime = seconds,
            CTimeNsec = nanoseconds,
            BirthTime = seconds,
            BirthTimeNsec = nanoseconds,
        };
    }
}
