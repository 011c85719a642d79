// What files are: stat(2), access(2), permissions and times. pal_io.h, pal_time.h.

using System.Runtime.InteropServices;
using LibOS.Vfs;

namespace LibOS.SystemNative;

/// <summary>TimeSpec of pal_time.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TimeSpec
{
    public long TvSec;
    public long TvNsec;
}

/// <summary>Exports about the attributes of files. None throws; errors are errno values.</summary>
internal static unsafe class StatusExports
{
    private const int X_OK = 1;
    private const int AnyoneExecutes = 0x49; // --x--x--x

    private const long NanosecondsPerSecond = 1_000_000_000;
    private const long LongestSeconds = long.MaxValue / NanosecondsPerSecond;

    [UnmanagedCallersOnly(EntryPoint = "SystemNative_Stat")]
    internal static int Stat(byte* path, FileStatus* output) => (int)FileCall.OnPath(path, (nint)output, 0, &StatFollowing);

    [UnmanagedCallersOnly(EntryPoint = "SystemNative_LStat")]
    internal static int LStat(byte* path, FileStatus* output) => (int)FileCall.OnPath(path, (nint)output, 0, &StatLink);

    [UnmanagedCallersOnly(EntryPoint = "SystemNative_FStat")]
    internal static int FStat(nint descriptor, FileStatus* output) => (int)FileCall.OnDescriptor(descriptor, (nint)output, 0, &StatOpen);

    /// <summary>access(2): the user may read and write everything, and run what anyone may run.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_Access")]
    internal static int Access(byte* path, int mode) => (int)FileCall.OnPath(path, mode, 0, &CheckAccess);

    [UnmanagedCallersOnly(EntryPoint = "SystemNative_ChMod")]
    internal static int ChMod(byte* path, int mode) => (int)FileCall.OnPath(path, mode, 0, &SetMode);

    [UnmanagedCallersOnly(EntryPoint = "SystemNative_FChMod")]
    internal static int FChMod(nint descriptor, int mode) => (int)FileCall.OnDescriptor(descriptor, mode, 0, &SetModeOpen);

    /// <summary>utimensat(2) of a path whose last link is not followed: access and modification time.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_UTimensat")]
    internal static int UTimensat(byte* path, TimeSpec* times) => (int)FileCall.OnPath(path, (nint)times, 0, &SetTimes);

    /// <summary>futimens(2).</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_FUTimens")]
    internal static int FUTimens(nint descriptor, TimeSpec* times) => (int)FileCall.OnDescriptor(descriptor, (nint)times, 0, &SetTimesOpen);

    private static long StatFollowing(FileSystem tree, ReadOnlySpan<char> path, long output, long unused) =>
        Fill(tree.Find(path, true, out Dentry? entry), entry, output);

    private static long StatLink(FileSystem tree, ReadOnlySpan<char> path, long output, long unused) =>
        Fill(tree.Find(path, false, out Dentry? entry), entry, output);

    private static long StatOpen(OpenFile file, long output, long unused) => Fill(0, file.Entry, output);

    private static long Fill(int error, Dentry? entry, long output)
    {
        if (error == 0)
        {
            // SAFETY: the caller passes a FileStatus to be filled.
            *(FileStatus*)(nint)output = FileStatus.Of(entry!.Inode);
        }

        return error;
    }

    private static long CheckAccess(FileSystem tree, ReadOnlySpan<char> path, long mode, long unused)
    {
        int error = tree.Find(path, true, out Dentry? entry);
        return error != 0 ? error
            : (mode & X_OK) != 0 && entry!.Inode is not Vfs.Directory && (entry.Inode.Mode & AnyoneExecutes) == 0 ? -Errno.EACCES
            : 0;
    }

    private static long SetMode(FileSystem tree, ReadOnlySpan<char> path, long mode, long unused)
    {
        int error = tree.Find(path, true, out Dentry? entry);
        return error != 0 ? error : tree.ChangeMode(entry!, (int)mode);
    }

    private static long SetModeOpen(OpenFile file, long mode, long unused) => Files.Tree.ChangeMode(file.Entry, (int)mode);

    private static long SetTimes(FileSystem tree, ReadOnlySpan<char> path, long times, long unused)
    {
        int error = tree.Find(path, false, out Dentry? entry);
        return error != 0 ? error : SetTimes(tree, entry!, (TimeSpec*)(nint)times);
    }

    private static long SetTimesOpen(OpenFile file, long times, long unused) => SetTimes(Files.Tree, file.Entry, (TimeSpec*)(nint)times);

    private static int SetTimes(FileSystem tree, Dentry entry, TimeSpec* times)
    {
        // SAFETY: the caller passes two times.
        if ((ulong)times[0].TvNsec >= NanosecondsPerSecond || (ulong)times[1].TvNsec >= NanosecondsPerSecond)
        {
            return -Errno.EINVAL;
        }

        tree.SetTimes(entry, Nanoseconds(times[0]), Nanoseconds(times[1]));
        return 0;
    }

    // Times beyond the years 1677 to 2262 become the nearest that can be kept, as file systems do with what they cannot.
    private static long Nanoseconds(TimeSpec time) =>
        time.TvSec >= LongestSeconds ? long.MaxValue
        : time.TvSec <= -LongestSeconds ? long.MinValue + 1
        : (time.TvSec * NanosecondsPerSecond) + time.TvNsec;
}
