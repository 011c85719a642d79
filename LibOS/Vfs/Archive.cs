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
    private readonly FixedMemory _memory;
    private long _position;

    private Archive(FileSystem system, FixedMemory memory)
    {
        _system = system;
        _memory = memory;
    }

    /// <summary>Adds everything in the archive to the root: null, or what is wrong with it.</summary>
    internal static string? Unpack(FileSystem system, FixedMemory memory)
    {
        if (memory.Length > 1 && memory.At(0, 2) is [0x1F, 0x8B])
        {
            return "it is compressed; a plain cpio archive (newc) is wanted";
        }

        var archive = new Archive(system, memory);
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
        if (_memory.Length - _position < HeaderBytes)
        {
            return "it ends before its trailer";
        }

        ReadOnlySpan<byte> header = _memory.At(_position, HeaderBytes);
        if (!header.StartsWith("070701"u8))
        {
            return "an entry does not begin with 070701 (cpio, newc)";
        }

        // ino, mode, uid, gid, nlink, mtime, filesize, devmajor, devminor, rdevmajor, rdevminor, namesize, check
        Span<uint> fields = stackalloc uint[13];
        for (int i = 0; i < fields.Length; i++)
        {
            if (!Utf8Parser.TryParse(header.Slice(6 + (8 * i), 8), out fields[i], out int length, 'x') || length != 8)
            {
                return "a header holds something that is no hexadecimal number";
            }
        }

        long nameBytes = fields[11];
        long sizeBytes = fields[6];
        long contents = Align(_position + HeaderBytes + nameBytes);
        if (nameBytes is 0 or > PathWalk.PATH_MAX || contents + sizeBytes > _memory.Length)
        {
            return "an entry is longer than the archive";
        }

        string name = ByteText.Text(_memory.At(_position + HeaderBytes, (int)nameBytes - 1));
        isEnd = name == "TRAILER!!!";
        _position = Math.Min(Align(contents + sizeBytes), _memory.Length);
        return isEnd ? null : Add(name, (int)fields[1], fields[5] * 1_000_000_000L, contents, sizeBytes);
    }

    private static long Align(long position) => (position + Alignment - 1) / Alignment * Alignment;

    private readonly string? Add(string name, int mode, long modifyNs, long contents, long length)
    {
        PathWalk walk = new(_system.Root, _system.Root);
        if (walk.Walk(name, WalkEnd.Parent) != 0 || (walk.Entry is null && walk.Name.Length == 0))
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
                walk.Parent.Add(new Dentry(walk.Parent, walk.Name, new RegularFile(walk.Parent.Volume, permissions, now, _memory, contents, length)));
                return null;
            case Inode.S_IFLNK when length is > 0 and < PathWalk.PATH_MAX:
                walk.Parent.Add(new Dentry(walk.Parent, walk.Name, new SymbolicLink(walk.Parent.Volume, ByteText.Text(_memory.At(contents, (int)length)), now)));
                return null;
            default:
                return "an entry is neither file, directory nor symbolic link: " + name;
        }
    }
}
