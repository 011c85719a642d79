// Writes a "newc" cpio archive, the form the Linux kernel unpacks as its initramfs.
// Format: Linux Documentation/driver-api/early-userspace/buffer-format.rst; 110-byte ASCII header, 4-byte alignment.
// Compiled twice: for the sandbox's dom0, and into the build tasks (Sdk/Tasks), which have no implicit usings.

using System;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace LibOS.Sandbox;

/// <summary>A writer of newc cpio archives. Everything in the archive belongs to root; times are the caller's, so equal calls give equal bytes.</summary>
internal sealed class CpioArchive : IDisposable
{
    private const int TypeDirectory = 0x4000;
    private const int TypeCharacterDevice = 0x2000;
    private const int TypeFile = 0x8000;
    private const int TypeSymbolicLink = 0xA000;

    private readonly Stream _stream;
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private long _position;
    private int _inode;

    /// <param name="stream">Where the archive goes; closed by <see cref="Dispose"/>.</param>
    public CpioArchive(Stream stream)
    {
        _stream = stream;
    }

    /// <summary>True when this path is in the archive already.</summary>
    public bool Contains(string path) => _names.Contains(Normalise(path));

    /// <summary>Modification time of what is added from now on, seconds since 1970; zero unless it is set.</summary>
    public uint ModifiedAt { get; set; }

    /// <summary>Adds a directory and those above it; does nothing for one that is there.</summary>
    public void AddDirectory(string path, int permissions = 0x1ED)
    {
        string name = Normalise(path);
        if (name.Length == 0 || _names.Contains(name))
        {
            return;
        }

        AddParents(name);
        Append(name, TypeDirectory | permissions, 2, [], 0, 0);
    }

    /// <summary>Adds a regular file (default mode 0755) and the directories above it.</summary>
    public void AddFile(string path, ReadOnlySpan<byte> content, int permissions = 0x1ED)
    {
        string name = Normalise(path);
        AddParents(name);
        Append(name, TypeFile | permissions, 1, content, 0, 0);
    }

    /// <summary>Adds a symbolic link and the directories above it.</summary>
    public void AddSymbolicLink(string path, string target)
    {
        string name = Normalise(path);
        AddParents(name);
        Append(name, TypeSymbolicLink | 0x1FF, 1, Encoding.UTF8.GetBytes(target), 0, 0);
    }

    /// <summary>Adds a character device (mode 0600): the kernel opens /dev/console before anything is mounted.</summary>
    public void AddCharacterDevice(string path, int major, int minor)
    {
        string name = Normalise(path);
        AddParents(name);
        Append(name, TypeCharacterDevice | 0x180, 1, [], major, minor);
    }

    /// <summary>Writes the trailer and closes the stream.</summary>
    public void Dispose()
    {
        ModifiedAt = 0;
        Append("TRAILER!!!", 0, 1, [], 0, 0);
        _stream.Dispose();
    }

    private static string Normalise(string path) => path.Trim('/');

    private void AddParents(string name)
    {
        int slash = name.LastIndexOf('/');
        if (slash > 0)
        {
            AddDirectory(name[..slash]);
        }
    }

    private void Append(string name, int mode, int links, ReadOnlySpan<byte> content, int major, int minor)
    {
        if (!_names.Add(name))
        {
            throw new ArgumentException($"the archive has two entries named {name}", nameof(name));
        }

        byte[] nameBytes = Encoding.UTF8.GetBytes(name + "\0");
        // magic, ino, mode, uid, gid, nlink, mtime, filesize, devmajor, devminor, rdevmajor, rdevminor, namesize, check
        string header = $"070701{++_inode:x8}{mode:x8}{0:x8}{0:x8}{links:x8}{ModifiedAt:x8}{content.Length:x8}{0:x8}{0:x8}{major:x8}{minor:x8}{nameBytes.Length:x8}{0:x8}";
        Write(Encoding.ASCII.GetBytes(header));
        Write(nameBytes);
        Align();
        Write(content);
        Align();
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        _stream.Write(bytes);
        _position += bytes.Length;
    }

    private void Align()
    {
        Span<byte> zeroes = stackalloc byte[3];
        zeroes.Clear();
        Write(zeroes[..(int)(-_position & 3)]);
    }
}
