// inotify(7) as pal_io.h names it; the PAL's event numbers are Linux's.

using System.Runtime.InteropServices;
using LibOS.Vfs;

namespace LibOS.SystemNative;

/// <summary>Exports that watch files. None throws; errors are errno values.</summary>
internal static unsafe class WatchExports
{
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_INotifyInit")]
    internal static nint INotifyInit() => (nint)FileCall.OnPath(null, 0, 0, &MakeQueue);

    [UnmanagedCallersOnly(EntryPoint = "SystemNative_INotifyAddWatch")]
    internal static int INotifyAddWatch(nint descriptor, byte* path, uint mask) => (int)FileCall.OnPath(path, descriptor, mask, &AddWatch);

    [UnmanagedCallersOnly(EntryPoint = "SystemNative_INotifyRemoveWatch")]
    internal static int INotifyRemoveWatch(nint descriptor, int watch) => (int)FileCall.OnDescriptor(descriptor, watch, 0, &RemoveWatch);

    private static long MakeQueue(FileSystem tree, ReadOnlySpan<char> path, long unused, long none) => Files.Publish(tree.MakeNotificationQueue());

    private static long AddWatch(FileSystem tree, ReadOnlySpan<char> path, long descriptor, long mask) => Descriptors.Find((nint)descriptor) switch
    {
        null => -Errno.EBADF,
        NotificationQueue queue => tree.AddWatch(queue, path, (uint)mask),
        _ => -Errno.EINVAL,
    };

    private static long RemoveWatch(OpenFile file, long watch, long unused) =>
        file is NotificationQueue queue ? queue.RemoveWatch((int)watch) : -Errno.EINVAL;
}
