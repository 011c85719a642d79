// The file system: one tree of mounted volumes, one lock. What follows a path is in FileSystem.Names.cs; here is what opens,
// locks, and waits. Results are those of Linux's system calls: a negative error number on failure (LinuxError).

using static LibOS.Vfs.LinuxError;

namespace LibOS.Vfs;

/// <summary>The tree and its lock. Every operation wants <see cref="Gate"/> held, unless it says otherwise.</summary>
internal sealed partial class FileSystem
{
    /// <summary>Files may take half of the memory, as a tmpfs on Linux.</summary>
    private const int MemoryShare = 2;

    // LOCK_SH, LOCK_EX, LOCK_NB, LOCK_UN of flock(2).
    private const int LockShared = 1;
    private const int LockExclusive = 2;
    private const int LockNonBlocking = 4;
    private const int LockRelease = 8;

    private readonly Volume _pipes = new(9, "pipefs", Volume.PIPEFS_MAGIC, "", 0);
    private readonly Volume _anonymous = new(10, "anon_inodefs", Volume.ANON_INODE_FS_MAGIC, "", 0);

    /// <param name="host">The surroundings.</param>
    /// <param name="gate">The lock.</param>
    internal FileSystem(VfsHost host, Gate gate)
    {
        Host = host;
        Gate = gate;
        MemoryPages = host.TotalBytes / MemoryShare / FilePages.Bytes;
        RootVolume = new Volume(1, "tmpfs", Volume.TMPFS_MAGIC, "/", MemoryPages);
        Root = new Directory(RootVolume, 0x1ED, host.NowNs, null, "");
        Current = Root;
        Volumes = [RootVolume];
    }

    /// <summary>Pages that a file system in memory may have.</summary>
    internal long MemoryPages { get; }

    /// <summary>The lock of everything here; also what waiting readers and writers wait on.</summary>
    internal Gate Gate { get; }

    internal VfsHost Host { get; }

    internal Volume RootVolume { get; }

    internal Directory Root { get; }

    /// <summary>The current directory.</summary>
    internal Directory Current { get; set; }

    /// <summary>What is mounted, the root first.</summary>
    internal Volume[] Volumes { get; private set; }

    /// <summary>A random identifier that stays until the end.</summary>
    internal string BootId => field ??= RandomIdentifier.Make(Host);

    /// <summary>umask(2): taken from the mode of what is made.</summary>
    private static int CreationMask => 0x12; // 022

    /// <summary>open(2): 0 and the file.</summary>
    /// <param name="path">One char for each byte.</param>
    /// <param name="flags"><see cref="OpenFlags"/>.</param>
    /// <param name="mode">Permissions of a file that is made.</param>
    /// <param name="file">Receives the open file.</param>
    internal int Open(ReadOnlySpan<char> path, int flags, int mode, out OpenFile? file)
    {
        file = null;
        bool creates = (flags & OpenFlags.Create) != 0;
        bool excludes = creates && (flags & OpenFlags.Exclusive) != 0;
        bool followsNot = (flags & OpenFlags.NoFollow) != 0;
        PathWalk walk = new(Root, Current);
        int error = walk.Walk(path, creates ? (excludes || followsNot ? WalkEnd.CreateNew : WalkEnd.Create) : followsNot ? WalkEnd.NoFollow : WalkEnd.Follow);
        if (error != 0)
        {
            return error;
        }

        if (walk.Entry is { } found)
        {
            return excludes ? -EEXIST : OpenEntry(found, flags, false, out file);
        }

        error = creates ? CheckWritable(walk.Parent) : -ENOENT;
        if (error != 0)
        {
            return error;
        }

        var made = new RegularFile(walk.Parent.Volume, mode & Inode.PermissionMask & ~CreationMask, Host.NowNs);
        return OpenEntry(Add(walk.Parent, walk.Name, made), flags, true, out file);
    }

    /// <summary>pipe(2).</summary>
    internal void MakePipe(int flags, out OpenFile reader, out OpenFile writer)
    {
        var pipe = new Pipe(_pipes, Host.NowNs);
        reader = new PipeEnd(this, pipe, OpenFlags.ReadOnly | flags);
        writer = new PipeEnd(this, pipe, OpenFlags.WriteOnly | flags);
    }

    /// <summary>inotify_init(2).</summary>
    internal NotificationQueue MakeNotificationQueue() =>
        new(this, new RegularFile(_anonymous, 0x180, Host.NowNs) { LinkCount = 0 });

    /// <summary>memfd_create(2): a file without a name, on the root's budget.</summary>
    internal OpenFile MakeUnnamedFile(string name) =>
        new OpenInode(this, new Dentry(null, "/memfd:" + name + " (deleted)", new RegularFile(RootVolume, 0x1FF, Host.NowNs) { LinkCount = 0 }), OpenFlags.ReadWrite);

    /// <summary>inotify_add_watch(2): the watch descriptor.</summary>
    internal int AddWatch(NotificationQueue queue, ReadOnlySpan<char> path, uint mask)
    {
        int error = Find(path, (mask & Watch.IN_DONT_FOLLOW) == 0, out Dentry? entry);
        return error != 0 ? error
            : (mask & Watch.IN_ONLYDIR) != 0 && !entry!.Inode.IsDirectory ? -ENOTDIR
            : queue.AddWatch(entry!.Inode, mask);
    }

    /// <summary>flock(2), with its numbers. Waits unless LOCK_NB is set.</summary>
    internal static int Lock(OpenFile file, int operation, Gate gate)
    {
        int kind = operation & ~LockNonBlocking;
        if (kind is not (LockShared or LockExclusive or LockRelease))
        {
            return -EINVAL;
        }

        // A conversion is a release and a new lock, and may lose the old one (flock(2)).
        Unlock(file, gate);
        if (kind == LockRelease)
        {
            return 0;
        }

        Inode inode = file.Inode;
        while (inode.ExclusiveLock is not null || (kind == LockExclusive && inode.SharedLocks != 0))
        {
            if ((operation & LockNonBlocking) != 0)
            {
                return -EAGAIN;
            }

            gate.Wait();
        }

        file.LockKind = kind;
        if (kind == LockExclusive)
        {
            inode.ExclusiveLock = file;
        }
        else
        {
            inode.SharedLocks++;
        }

        return 0;
    }

    /// <summary>The last descriptor of a file was closed.</summary>
    internal static void Close(OpenFile file, Gate gate)
    {
        Unlock(file, gate);
        file.Close();
    }

    /// <summary>ftruncate(2).</summary>
    internal int Resize(OpenFile file, long size)
    {
        if (!file.CanWrite || file.Inode is not RegularFile regular)
        {
            return -EINVAL;
        }

        int error = regular.Resize(size);
        if (error == 0)
        {
            regular.Modified(Host.NowNs);
            Watch.Notify(file.Entry, Watch.IN_MODIFY);
        }

        return error;
    }

    /// <summary>fallocate(2) that keeps the size.</summary>
    internal int Allocate(OpenFile file, long offset, long length)
    {
        if (!file.CanWrite)
        {
            return -EBADF;
        }

        if (file.Inode is not RegularFile regular)
        {
            return file.Inode is Pipe ? -ESPIPE : -ENODEV;
        }

        int error = regular.Allocate(offset, length);
        if (error == 0)
        {
            regular.Modified(Host.NowNs);
            Watch.Notify(file.Entry, Watch.IN_MODIFY);
        }

        return error;
    }

    /// <summary>fchmod(2).</summary>
    internal int ChangeMode(Dentry entry, int mode)
    {
        Inode inode = entry.Inode;
        if (inode is SymbolicLink)
        {
            return -EINVAL;
        }

        inode.Mode = inode.Type | (mode & Inode.PermissionMask);
        inode.ChangeNs = Host.NowNs;
        Watch.Notify(entry, Watch.IN_ATTRIB);
        return 0;
    }

    /// <summary>futimens(2); null leaves a time alone.</summary>
    internal void SetTimes(Dentry entry, long? accessNs, long? modifyNs)
    {
        Inode inode = entry.Inode;
        inode.AccessNs = accessNs ?? inode.AccessNs;
        inode.ModifyNs = modifyNs ?? inode.ModifyNs;
        inode.ChangeNs = Host.NowNs;
        Watch.Notify(entry, Watch.IN_ATTRIB);
    }

    /// <summary>Adds a volume's root to a directory. The name hides nothing: it must be free.</summary>
    internal Directory Mount(Volume volume, Directory parent, string name, bool isWritable)
    {
        var root = new Directory(volume, isWritable ? 0x1ED : 0x16D, Host.NowNs, parent, name) { IsWritable = isWritable };
        parent.Add(root.Self);
        Volumes = [.. Volumes, volume];
        return root;
    }

    /// <summary>Adds a name, with its event.</summary>
    internal Dentry Add(Directory parent, string name, Inode inode)
    {
        Dentry entry = inode is Directory directory ? directory.Self : new Dentry(parent, name, inode);
        parent.Add(entry);
        parent.Modified(Host.NowNs);
        Watch.Notify(entry, Watch.IN_CREATE);
        return entry;
    }

    private static void Unlock(OpenFile file, Gate gate)
    {
        if (file.LockKind == 0)
        {
            return;
        }

        if (file.LockKind == LockExclusive)
        {
            file.Inode.ExclusiveLock = null;
        }
        else
        {
            file.Inode.SharedLocks--;
        }

        file.LockKind = 0;
        gate.Pulse();
    }

    private int OpenEntry(Dentry entry, int flags, bool isNew, out OpenFile? file)
    {
        file = null;
        bool writes = (flags & OpenFlags.AccessMask) != OpenFlags.ReadOnly;
        switch (entry.Inode)
        {
            case SymbolicLink:
                return -ELOOP;
            case Directory when writes || (flags & OpenFlags.Create) != 0:
                return -EISDIR;
            case not Directory when (flags & OpenFlags.DirectoryOnly) != 0:
                return -ENOTDIR;
            case CharacterDevice:
                file = new OpenDevice(entry, flags, Host);
                return 0;
            case Pipe:
                return -ENODEV; // nothing makes a named one
        }

        if (entry.Inode is RegularFile regular && (flags & OpenFlags.Truncate) != 0 && !isNew)
        {
            _ = regular.Resize(0);
            regular.Modified(Host.NowNs);
            Watch.Notify(entry, Watch.IN_MODIFY);
        }

        file = new OpenInode(this, entry, flags);
        Watch.Notify(entry, Watch.IN_OPEN);
        return 0;
    }
}
