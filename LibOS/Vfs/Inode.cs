// An inode: what a name leads to, with its attributes. inode(7). Everything here is under the file system's lock.

namespace LibOS.Vfs;

/// <summary>A file of any type.</summary>
internal abstract class Inode
{
    internal const int S_IFMT = 0xF000;
    internal const int S_IFIFO = 0x1000;
    internal const int S_IFCHR = 0x2000;
    internal const int S_IFDIR = 0x4000;
    internal const int S_IFREG = 0x8000;
    internal const int S_IFLNK = 0xA000;

    /// <summary>All bits that chmod(2) sets.</summary>
    internal const int PermissionMask = 0xFFF;

    protected Inode(Volume volume, int mode, long nowNs)
    {
        Volume = volume;
        Number = volume.NextNumber();
        Mode = mode;
        AccessNs = ModifyNs = ChangeNs = nowNs;
    }

    internal Volume Volume { get; }

    internal long Number { get; }

    /// <summary>Type (S_IFMT) and permissions.</summary>
    internal int Mode { get; set; }

    /// <summary>Names that lead here; a directory also counts itself and its subdirectories.</summary>
    internal int LinkCount { get; set; } = 1;

    /// <summary>Open descriptions and mappings: the contents live while there are links or uses.</summary>
    internal int UseCount { get; set; }

    // Times, ns since 1970: st_atim, st_mtim, st_ctim.
    internal long AccessNs { get; set; }

    internal long ModifyNs { get; set; }

    internal long ChangeNs { get; set; }

    /// <summary>Open files that hold a shared flock(2).</summary>
    internal int SharedLocks { get; set; }

    /// <summary>The open file that holds an exclusive flock(2).</summary>
    internal OpenFile? ExclusiveLock { get; set; }

    /// <summary>Head of the list of watches (inotify).</summary>
    internal Watch? Watches { get; set; }

    /// <summary>st_size.</summary>
    internal virtual long Size => 0;

    /// <summary>st_rdev.</summary>
    internal virtual long DeviceNumber => 0;

    internal int Type => Mode & S_IFMT;

    internal bool IsDirectory => Type == S_IFDIR;

    /// <summary>The contents changed.</summary>
    internal void Modified(long nowNs) => ModifyNs = ChangeNs = nowNs;

    /// <summary>A read; the time moves when a change lies behind the last one (mount option relatime).</summary>
    internal void Accessed(long nowNs)
    {
        if (AccessNs <= ModifyNs || AccessNs <= ChangeNs)
        {
            AccessNs = nowNs;
        }
    }

    /// <summary>A use ended or a name went: frees the contents of what nothing leads to.</summary>
    internal void ReleaseIfUnused()
    {
        if (LinkCount == 0 && UseCount == 0)
        {
            Release();
        }
    }

    /// <summary>Frees the contents.</summary>
    protected virtual void Release()
    {
    }
}

/// <summary>A name in a directory. It moves with a rename, so whoever opened it knows its present path.</summary>
internal sealed class Dentry(Directory? parent, string name, Inode inode)
{
    /// <summary>Null for a root and for what has no name.</summary>
    internal Directory? Parent { get; set; } = parent;

    /// <summary>One char for each byte.</summary>
    internal string Name { get; set; } = name;

    internal Inode Inode { get; } = inode;

    /// <summary>The name was removed.</summary>
    internal bool IsDeleted { get; set; }

    /// <summary>The absolute path, with a remark when the name was removed; the bare name of what is in no directory.</summary>
    internal string Path
    {
        get
        {
            if (Parent is null && Name.Length != 0)
            {
                return Name;
            }

            string path = IsDeleted ? " (deleted)" : "";
            Dentry entry = this;
            while (entry.Parent is { } parent)
            {
                path = string.Concat("/", entry.Name, path);
                entry = parent.Self;
            }

            return path.Length == 0 ? "/" : path;
        }
    }
}
