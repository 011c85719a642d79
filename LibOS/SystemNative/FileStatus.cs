// FileStatus of pal_io.h, filled from an inode. As on Linux it tells no birth time: the base class library then takes the
// earlier of the last two changes.

using System.Runtime.InteropServices;
using LibOS.Vfs;

namespace LibOS.SystemNative;

/// <summary>What stat(2) tells, as System.Native lays it out.</summary>
[StructLayout(LayoutKind.Explicit, Size = 120)]
internal struct FileStatus
{
    private const long NanosecondsPerSecond = 1_000_000_000;

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

    /// <summary>The status of an inode.</summary>
    internal static FileStatus Of(Inode inode)
    {
        var status = new FileStatus
        {
            Mode = inode.Mode,
            Size = inode.Size,
            Dev = inode.Volume.Device,
            RDev = inode.DeviceNumber,
            Ino = inode.Number,
        };
        (status.ATime, status.ATimeNsec) = Split(inode.AccessNs);
        (status.MTime, status.MTimeNsec) = Split(inode.ModifyNs);
        (status.CTime, status.CTimeNsec) = Split(inode.ChangeNs);
        return status;
    }

    // Seconds round down, also before 1970; nanoseconds are never negative.
    private static (long Seconds, long Nanoseconds) Split(long time)
    {
        long seconds = time / NanosecondsPerSecond;
        long nanoseconds = time % NanosecondsPerSecond;
        return nanoseconds < 0 ? (seconds - 1, nanoseconds + NanosecondsPerSecond) : (seconds, nanoseconds);
    }
}
