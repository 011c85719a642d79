// Directories and symbolic links: the inodes that a path walk goes through.

using System.Collections.Generic;

namespace LibOS.Vfs;

/// <summary>A directory: names in the order in which they were made.</summary>
internal class Directory : Inode
{
    // tmpfs: a directory's size is 20 bytes for each entry.
    private const int EntrySize = 20;

    private readonly Dictionary<string, Dentry> _entries = [];

    /// <param name="parent">The directory that holds it; null for the root.</param>
    /// <param name="name">Its name there.</param>
    internal Directory(Volume volume, int permissions, long nowNs, Directory? parent, string name)
        : base(volume, S_IFDIR | permissions, nowNs)
    {
        LinkCount = 2;
        Self = new Dentry(parent, name, this);
    }

    /// <summary>Its one name.</summary>
    internal Dentry Self { get; }

    /// <summary>".."; the root's is the root.</summary>
    internal Directory Parent => Self.Parent ?? this;

    internal override long Size => IsWritable ? Count * EntrySize : 0;

    internal int Count => _entries.Count;

    /// <summary>False where only the system makes names: /proc, /sys.</summary>
    internal bool IsWritable { get; init; } = true;

    internal virtual Dentry? Find(string name) => _entries.GetValueOrDefault(name);

    /// <summary>All entries as they are now.</summary>
    internal virtual Dentry[] List()
    {
        var entries = new Dentry[_entries.Count];
        _entries.Values.CopyTo(entries, 0);
        return entries;
    }

    internal void Add(Dentry entry)
    {
        _entries.Add(entry.Name, entry);
        if (entry.Inode.IsDirectory)
        {
            LinkCount++;
        }
    }

    internal void Remove(Dentry entry)
    {
        _ = _entries.Remove(entry.Name);
        if (entry.Inode.IsDirectory)
        {
            LinkCount--;
        }
    }

    /// <summary>Does it lie in, or is it, <paramref name="other"/>.</summary>
    internal bool IsWithin(Directory other)
    {
        for (Directory directory = this; ; directory = directory.Parent)
        {
            if (directory == other)
            {
                return true;
            }

            if (directory.Self.Parent is null)
            {
                return false;
            }
        }
    }
}

/// <summary>A symbolic link.</summary>
internal class SymbolicLink(Volume volume, string target, long nowNs) : Inode(volume, S_IFLNK | 0x1FF, nowNs)
{
    /// <summary>One char for each byte.</summary>
    internal virtual string Target { get; } = target;

    internal override long Size => Target.Length;
}
