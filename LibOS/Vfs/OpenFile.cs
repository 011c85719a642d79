// Open file descriptions (open(2)): what descriptors share after dup. Position, access mode, the flock.

using static LibOS.Vfs.LinuxError;

namespace LibOS.Vfs;

/// <summary>What an open file can do at once.</summary>
[Flags]
internal enum Readiness
{
    None = 0,
    Readable = 1,
    Writable = 4,
    Error = 8,
    HungUp = 16,
}

/// <summary>An open file. The file system's lock is held by the caller of every operation but a device's and those that wait.</summary>
internal abstract class OpenFile
{
    protected OpenFile(Dentry entry, int flags)
    {
        Entry = entry;
        Flags = flags;
        Inode.UseCount++;
    }

    internal Dentry Entry { get; }

    internal Inode Inode => Entry.Inode;

    /// <summary>Flags of open(2), as <see cref="OpenFlags"/>.</summary>
    internal int Flags { get; set; }

    /// <summary>Descriptors that refer to it.</summary>
    internal int ReferenceCount { get; set; } = 1;

    /// <summary>LOCK_SH or LOCK_EX while it holds a flock(2); 0 without.</summary>
    internal int LockKind { get; set; }

    internal bool CanRead => (Flags & OpenFlags.AccessMask) != OpenFlags.WriteOnly;

    internal bool CanWrite => (Flags & OpenFlags.AccessMask) != OpenFlags.ReadOnly;

    internal bool IsNonBlocking => (Flags & OpenFlags.NonBlocking) != 0;

    internal abstract Readiness Ready { get; }

    internal abstract int Read(Span<byte> destination);

    internal abstract int Write(ReadOnlySpan<byte> source);

    internal virtual int ReadAt(Span<byte> destination, long offset) => -ESPIPE;

    internal virtual int WriteAt(ReadOnlySpan<byte> source, long offset) => -ESPIPE;

    internal virtual long Seek(long offset, int whence) => -ESPIPE;

    /// <summary>fsync(2): memory needs none.</summary>
    internal virtual int Sync() => 0;

    /// <summary>The last descriptor was closed.</summary>
    internal virtual void Close()
    {
        Inode.UseCount--;
        Inode.ReleaseIfUnused();
    }
}

/// <summary>Flags of open(2); the numbers are those of the PAL (pal_io.h), the last two are ours.</summary>
internal static class OpenFlags
{
    internal const int ReadOnly = 0;
    internal const int WriteOnly = 1;
    internal const int ReadWrite = 2;
    internal const int AccessMask = 0xF;
    internal const int Create = 0x20;
    internal const int Exclusive = 0x40;
    internal const int Truncate = 0x80;
    internal const int NoFollow = 0x200;
    internal const int NonBlocking = 0x1000;
    internal const int Append = 0x2000;
    internal const int DirectoryOnly = 0x4000;
}

/// <summary>An open regular file, directory, or file whose text the system makes.</summary>
internal sealed class OpenInode : OpenFile
{
    private readonly FileSystem _system;

    // What a generated file said when it was opened; null for others.
    private readonly byte[]? _text;

    private long _position;

    internal OpenInode(FileSystem system, Dentry entry, int flags)
        : base(entry, flags)
    {
        _system = system;
        _text = (entry.Inode as GeneratedFile)?.Produce(system);
    }

    internal override Readiness Ready => Readiness.Readable | Readiness.Writable;

    internal override int Read(Span<byte> destination)
    {
        int count = ReadAt(destination, _position);
        _position += Math.Max(count, 0);
        return count;
    }

    internal override int Write(ReadOnlySpan<byte> source)
    {
        if ((Flags & OpenFlags.Append) != 0)
        {
            _position = Inode.Size;
        }

        int count = WriteAt(source, _position);
        _position += Math.Max(count, 0);
        return count;
    }

    internal override int ReadAt(Span<byte> destination, long offset)
    {
        if (!CanRead || offset < 0)
        {
            return CanRead ? -EINVAL : -EBADF;
        }

        if (_text is not null)
        {
            ReadOnlySpan<byte> rest = _text.AsSpan((int)Math.Min(offset, _text.Length));
            rest = rest[..Math.Min(rest.Length, destination.Length)];
            rest.CopyTo(destination);
            return rest.Length;
        }

        if (Inode is not RegularFile file)
        {
            return -EISDIR;
        }

        int count = file.Read(destination, offset);
        if (count != 0)
        {
            file.Accessed(_system.Host.NowNs);
            Watch.Notify(Entry, Watch.IN_ACCESS);
        }

        return count;
    }

    internal override int WriteAt(ReadOnlySpan<byte> source, long offset)
    {
        if (!CanWrite || offset < 0)
        {
            return CanWrite ? -EINVAL : -EBADF;
        }

        if (Inode is not RegularFile file)
        {
            return -EIO; // a file whose text the system makes
        }

        int count = file.Write(source, offset);
        if (count > 0)
        {
            file.Modified(_system.Host.NowNs);
            file.Mode &= ~0xC00; // S_ISUID, S_ISGID
            Watch.Notify(Entry, Watch.IN_MODIFY);
        }

        return count;
    }

    internal override long Seek(long offset, int whence)
    {
        const int SEEK_SET = 0;
        const int SEEK_CUR = 1;
        const int SEEK_END = 2;
        long start = whence switch
        {
            SEEK_SET => 0,
            SEEK_CUR => _position,
            SEEK_END => Inode is RegularFile ? Inode.Size : 0,
            _ => -1,
        };
        if (start < 0 || offset > long.MaxValue - start || start + offset < 0)
        {
            return -EINVAL;
        }

        return _position = start + offset;
    }

    internal override void Close()
    {
        Watch.Notify(Entry, CanWrite ? Watch.IN_CLOSE_WRITE : Watch.IN_CLOSE_NOWRITE);
        base.Close();
    }
}
