// The archive that travels with the kernel: cpio in the form "newc", the one that Linux unpacks as its initramfs.
// Format: Documentation/driver-api/early-userspace/buffer-format.rst. A damaged one is refused whole, by name.

using System.Buffers.Text;

namespace LibOS.Vfs;

/// <summary>Reads an archive into a tree. File contents stay in the archive until they are written to.</summary>
internal ref struct Archive
{
    private const int HeaderBytes = 110;
    private const int Alignment = 4;

    private readonly FileSystem _system;
    private readonly ReadOnlyMemory<byte> _bytes;
    private int _position;

    private Archive(FileSystem system, ReadOnlyMemory<byte> bytes)
    {
        _system = system;
        _bytes = bytes;
    }

    /// <summary>Adds everything in the archive to the root: null, or what is wrong with it.</summary>
    internal static string? Unpack(FileSystem system, ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > 1 && bytes.Span[0] == 0x1F && bytes.Span[1] == 0x8B)
        {
            return "it is compressed; a plain cpio archive (newc) is wanted";
        }

        var archive = new Archive(system, bytes);
        while (true)
        {
            string? problem = archive.TakeEntry(out bool isEnd);
            if (problem is not null || isEnd)
            {
                return problem;
            }
        }
    }

    private string? TakeEntry(out bool isEnd)
    {
        isEnd = false;
        ReadOnlySpan<byte> rest = _bytes.Span[_position..];
        if (rest.Length < HeaderBytes)
        {
            return "it ends before its trailer";
        }

        if (!rest.StartsWith("070701"u8))
        {
            return "an entry does not begin with 070701 (cpio, newc)";
        }

        // ino, mode, uid, gid, nlink, mtime, filesize, devmajor, devminor, rdevmajor, rdevminor, namesize, check
        Span<uint> fields = stackalloc uint[13];
        for (int i = 0; i < fields.Length; i++)
        {
            if (!Utf8Parser.TryParse(rest.Slice(6 + (8 * i), 8), out fields[i], out int length, 'x') || length != 8)
            {
                return "a header holds something that is no hexadecimal number";
            }
        }

        long nameBytes = fields[11];
        long sizeBytes = fields[6];
        long contents = Align(_position + HeaderBytes + nameBytes);
        if (nameBytes == 0 || contents + sizeBytes > _bytes.Length)
        {
            return "an entry is longer than the archive";
        }

        string name = Latin(rest.Slice(HeaderBytes, (int)nameBytes - 1));
        isEnd = name == "TRAILER!!!";
        _position = (int)Math.Min(Align(contents + sizeBytes), _bytes.Length);
        return isEnd ? null : Add(name, (int)fields[1], fields[5] * 1_000_000_000L, _bytes.Slice((int)contents, (int)sizeBytes));
    }

    private static long Align(long position) => (position + Alignment - 1) / Alignment * Alignment;

    private static string Latin(ReadOnlySpan<byte> bytes)
    {
        char[] chars = new char[bytes.Length];
        for (int i = 0; i < chars.Length; i++)
        {
            chars[i] = (char)bytes[i];
        }

        return new string(chars);
    }

    private readonly string? Add(string name, int mode, long modifyNs, ReadOnlyMemory<byte> contents)
    {
        PathWalk walk = new(_system.Root, _system.Root);
        if (walk.Walk(name, false) != 0 || (walk.Entry is null && walk.Name.Length == 0))
        {
            return "an entry's path leads through something that is no directory: " + name;
        }

        long now = modifyNs != 0 ? modifyNs : _system.Host.NowNs;
        int permissions = mode & Inode.PermissionMask;
        if (walk.Entry is not null)
        {
            return (mode & Inode.S_IFMT) == Inode.S_IFDIR && walk.Entry.Inode.IsDirectory ? null : "a name occurs twice: " + name;
        }

        switch (mode & Inode.S_IFMT)
        {
            case Inode.S_IFDIR:
                walk.Parent.Add(new Directory(walk.Parent.Volume, permissions, now, walk.Parent, walk.Name).Self);
                return null;
            case Inode.S_IFREG:
                walk.Parent.Add(new Dentry(walk.Parent, walk.Name, new RegularFile(walk.Parent.Volume, permissions, now, contents)));
                return null;
            case Inode.S_IFLNK when !contents.IsEmpty && contents.Length < PathWalk.PATH_MAX:
                walk.Parent.Add(new Dentry(walk.Parent, walk.Name, new SymbolicLink(walk.Parent.Volume, Latin(contents.Span), now)));
                return null;
            default:
                return "an entry is neither file, directory nor symbolic link: " + name;
        }
    }
}
