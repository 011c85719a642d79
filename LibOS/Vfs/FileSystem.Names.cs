// What follows paths: making, removing and renaming names. The checks stand in Linux's order (fs/namei.c), because the order
// decides which of two errors a caller sees.

using static LibOS.Vfs.LinuxError;

namespace LibOS.Vfs;

/// <content>Names.</content>
internal sealed partial class FileSystem
{
    private uint _lastCookie;

    /// <summary>What a path leads to: 0 and the entry.</summary>
    internal int Find(ReadOnlySpan<char> path, bool followsLast, out Dentry? entry)
    {
        PathWalk walk = new(Root, Current);
        int error = walk.Walk(path, followsLast ? WalkEnd.Follow : WalkEnd.NoFollow);
        entry = walk.Entry;
        return error != 0 ? error : entry is null ? -ENOENT : 0;
    }

    /// <summary>chdir(2).</summary>
    internal int ChangeDirectory(ReadOnlySpan<char> path)
    {
        int error = Find(path, true, out Dentry? entry);
        if (error == 0 && entry!.Inode is Directory directory)
        {
            Current = directory;
            return 0;
        }

        return error != 0 ? error : -ENOTDIR;
    }

    /// <summary>mkdir(2).</summary>
    internal int MakeDirectory(ReadOnlySpan<char> path, int mode)
    {
        int error = PrepareNew(path, isDirectory: true, out Directory parent, out string name);
        if (error == 0)
        {
            const int StickyAndPermissions = 0x3FF;
            Add(parent, name, new Directory(parent.Volume, mode & StickyAndPermissions & ~CreationMask, Host.NowNs, parent, name));
        }

        return error;
    }

    /// <summary>symlink(2).</summary>
    internal int MakeLink(string target, ReadOnlySpan<char> path)
    {
        if (target.Length == 0 || target.Length >= PathWalk.PATH_MAX)
        {
            return target.Length == 0 ? -ENOENT : -ENAMETOOLONG;
        }

        int error = PrepareNew(path, isDirectory: false, out Directory parent, out string name);
        if (error == 0)
        {
            Add(parent, name, new SymbolicLink(parent.Volume, target, Host.NowNs));
        }

        return error;
    }

    /// <summary>link(2); a symbolic link is linked to itself.</summary>
    internal int LinkName(ReadOnlySpan<char> oldPath, ReadOnlySpan<char> newPath)
    {
        int error = Find(oldPath, false, out Dentry? entry);
        if (error != 0)
        {
            return error;
        }

        error = PrepareNew(newPath, isDirectory: false, out Directory parent, out string name);
        if (error != 0)
        {
            return error;
        }

        Inode inode = entry!.Inode;
        if (inode.Volume != parent.Volume || inode.IsDirectory)
        {
            return inode.Volume != parent.Volume ? -EXDEV : -EPERM;
        }

        inode.LinkCount++;
        inode.ChangeNs = Host.NowNs;
        Watch.NotifySelf(inode, Watch.IN_ATTRIB);
        Add(parent, name, inode);
        return 0;
    }

    /// <summary>unlink(2).</summary>
    internal int RemoveFile(ReadOnlySpan<char> path)
    {
        PathWalk walk = new(Root, Current);
        int error = walk.Walk(path, WalkEnd.Parent);
        if (error != 0)
        {
            return error;
        }

        error = walk.Last != LastComponent.Name ? -EISDIR
            : walk.Entry is null ? -ENOENT
            : walk.Entry.Inode.IsDirectory ? -EISDIR
            : walk.HasTrailingSlash ? -ENOTDIR
            : !walk.Parent.IsWritable ? -EPERM
            : 0;
        if (error == 0)
        {
            Remove(walk.Entry!);
        }

        return error;
    }

    /// <summary>rmdir(2).</summary>
    internal int RemoveDirectory(ReadOnlySpan<char> path)
    {
        PathWalk walk = new(Root, Current);
        int error = walk.Walk(path, WalkEnd.Parent);
        if (error != 0)
        {
            return error;
        }

        error = walk.Last switch
        {
            LastComponent.Root => -EBUSY,
            LastComponent.Dot => -EINVAL,
            LastComponent.DotDot => -ENOTEMPTY,
            _ => walk.Entry is null ? -ENOENT : CheckRemovable(walk.Entry),
        };
        if (error == 0)
        {
            Remove(walk.Entry!);
        }

        return error;
    }

    /// <summary>rename(2).</summary>
    internal int Rename(ReadOnlySpan<char> oldPath, ReadOnlySpan<char> newPath)
    {
        PathWalk from = new(Root, Current);
        int error = from.Walk(oldPath, WalkEnd.Parent);
        if (error != 0)
        {
            return error;
        }

        PathWalk to = new(Root, Current);
        error = to.Walk(newPath, WalkEnd.Parent);
        bool endsInSlash = to.HasTrailingSlash || from.HasTrailingSlash;
        if (error != 0)
        {
            return error;
        }

        error = from.Parent.Volume != to.Parent.Volume ? -EXDEV
            : from.Last != LastComponent.Name || to.Last != LastComponent.Name ? -EBUSY
            : from.Entry is null ? -ENOENT
            : !from.Parent.IsWritable ? -EPERM
            : !from.Entry.Inode.IsDirectory && endsInSlash ? -ENOTDIR
            : from.Entry.Inode is Directory moved && to.Parent.IsWithin(moved) ? -EINVAL
            : to.Entry?.Inode is Directory target && from.Parent.IsWithin(target) ? -ENOTEMPTY
            : CheckReplaceable(from.Entry, to.Entry, to.Parent);
        if (error != 0 || from.Entry!.Inode == to.Entry?.Inode)
        {
            return error; // two names of one file: nothing to do
        }

        if (to.Entry is not null)
        {
            Remove(to.Entry, isReplaced: true);
        }

        Move(from.Entry, to.Parent, to.Name);
        return 0;
    }

    // What a rename may replace, and whether either side is a mount point.
    private static int CheckReplaceable(Dentry from, Dentry? to, Directory parent)
    {
        if (IsMountPoint(from) || (to is not null && IsMountPoint(to)))
        {
            return -EBUSY;
        }

        if (to is null || to.Inode == from.Inode)
        {
            return CheckWritable(parent);
        }

        bool isDirectory = from.Inode.IsDirectory;
        return to.Inode switch
        {
            Directory { Count: not 0 } when isDirectory => -ENOTEMPTY,
            Directory => isDirectory ? 0 : -EISDIR,
            _ => isDirectory ? -ENOTDIR : 0,
        };
    }

    private static int CheckRemovable(Dentry entry) => entry.Inode switch
    {
        not Directory => -ENOTDIR,
        Directory when IsMountPoint(entry) => -EBUSY,
        Directory { Count: not 0 } => -ENOTEMPTY,
        Directory directory => directory.Parent.IsWritable ? 0 : -EPERM,
    };

    private static bool IsMountPoint(Dentry entry) => entry.Parent is null || entry.Parent.Volume != entry.Inode.Volume;

    // Can a name be made here: not in a directory that was removed, nor where only the system makes them.
    private static int CheckWritable(Directory parent) =>
        parent.Self.IsDeleted || !parent.IsWritable ? -ENOENT : 0;

    private int PrepareNew(ReadOnlySpan<char> path, bool isDirectory, out Directory parent, out string name)
    {
        PathWalk walk = new(Root, Current);
        int error = walk.Walk(path, WalkEnd.Parent);
        parent = walk.Parent;
        name = walk.Name;
        return error != 0 ? error
            : walk.Last != LastComponent.Name || walk.Entry is not null ? -EEXIST
            : walk.HasTrailingSlash && !isDirectory ? -ENOENT
            : CheckWritable(parent);
    }

    private void Remove(Dentry entry, bool isReplaced = false)
    {
        Directory parent = entry.Parent!;
        Inode inode = entry.Inode;
        parent.Remove(entry);
        entry.IsDeleted = true;
        long now = Host.NowNs;
        parent.Modified(now);
        inode.ChangeNs = now;
        inode.LinkCount = inode.IsDirectory ? 0 : inode.LinkCount - 1;
        if (!isReplaced)
        {
            Watch.Notify(entry, Watch.IN_DELETE);
        }

        if (inode.LinkCount != 0)
        {
            Watch.NotifySelf(inode, Watch.IN_ATTRIB);
            return;
        }

        if (inode.UseCount != 0)
        {
            Watch.NotifySelf(inode, Watch.IN_ATTRIB);
        }

        // Linux waits with IN_DELETE_SELF until the last use ends; nobody is told apart by that here.
        Watch.NotifySelf(inode, Watch.IN_DELETE_SELF);
        Watch.EndAll(inode);
        inode.ReleaseIfUnused();
    }

    private void Move(Dentry entry, Directory parent, string name)
    {
        uint cookie = ++_lastCookie;
        Watch.Notify(entry, Watch.IN_MOVED_FROM, cookie);
        Directory old = entry.Parent!;
        old.Remove(entry);
        entry.Parent = parent;
        entry.Name = name;
        parent.Add(entry);
        long now = Host.NowNs;
        old.Modified(now);
        parent.Modified(now);
        entry.Inode.ChangeNs = now;
        Watch.Notify(entry, Watch.IN_MOVED_TO, cookie);
        Watch.NotifySelf(entry.Inode, Watch.IN_MOVE_SELF);
    }
}
