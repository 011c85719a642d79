// A mounted file system: a device number, a type, a budget of pages. Links and renames do not leave it (EXDEV).

namespace LibOS.Vfs;

/// <summary>One mounted file system.</summary>
/// <param name="device">st_dev.</param>
/// <param name="typeName">As in /proc/mounts.</param>
/// <param name="magic">statfs(2) f_type (linux/magic.h).</param>
/// <param name="mountPoint">The absolute path of its root.</param>
/// <param name="pageLimit">The most pages that its files may have.</param>
internal sealed class Volume(int device, string typeName, uint magic, string mountPoint, long pageLimit)
{
    internal const uint TMPFS_MAGIC = 0x01021994;
    internal const uint PROC_SUPER_MAGIC = 0x9FA0;
    internal const uint SYSFS_MAGIC = 0x62656572;
    internal const uint PIPEFS_MAGIC = 0x50495045;
    internal const uint ANON_INODE_FS_MAGIC = 0x09041934;

    private long _lastNumber;

    internal int Device { get; } = device;

    internal string TypeName { get; } = typeName;

    internal uint Magic { get; } = magic;

    internal string MountPoint { get; } = mountPoint;

    internal long PageLimit { get; set; } = pageLimit;

    /// <summary>Pages that files have.</summary>
    internal long PagesUsed { get; private set; }

    /// <summary>The next free inode number.</summary>
    internal long NextNumber() => ++_lastNumber;

    /// <summary>Counts pages in; false (ENOSPC) when the budget does not have them.</summary>
    internal bool TryTakePages(long count)
    {
        if (count > PageLimit - PagesUsed)
        {
            return false;
        }

        PagesUsed += count;
        return true;
    }

    /// <summary>Counts pages out.</summary>
    internal void ReturnPages(long count) => PagesUsed -= count;
}
