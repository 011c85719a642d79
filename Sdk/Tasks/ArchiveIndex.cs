// The index of a static library: which global names its members define. Format: ar(5), the member "/" of System V and GNU:
// a count, so many offsets of members (all 32 bits, big-endian), then so many NUL-terminated names.

using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;

namespace LibOS.Sdk.Tasks;

/// <summary>Reads the index of an archive.</summary>
internal static class ArchiveIndex
{
    private const int HeaderBytes = 60;
    private const int SizeOffset = 48;
    private const int SizeBytes = 10;
    private const int CountBytes = 4;

    private static ReadOnlySpan<byte> Magic => "!<arch>\n"u8;

    /// <summary>The names that the archive defines.</summary>
    /// <exception cref="InvalidDataException">It is no archive, or it has no index.</exception>
    internal static HashSet<string> Read(string path)
    {
        using FileStream file = File.OpenRead(path);
        byte[] head = new byte[Magic.Length + HeaderBytes];
        if (file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length
            || !head.AsSpan().StartsWith(Magic)
            || !head.AsSpan(Magic.Length).StartsWith("/ "u8)
            || !int.TryParse(Encoding.ASCII.GetString(head, Magic.Length + SizeOffset, SizeBytes), CultureInfo.InvariantCulture, out int size)
            || size < CountBytes
            || size > file.Length - head.Length)
        {
            throw new InvalidDataException($"{path} is no static library with an index");
        }

        byte[] index = new byte[size];
        file.ReadExactly(index);
        long count = BinaryPrimitives.ReadUInt32BigEndian(index);
        long text = CountBytes + (count * CountBytes);
        if (text > size)
        {
            throw new InvalidDataException($"the index of {path} is damaged");
        }

        return [.. Encoding.ASCII.GetString(index, (int)text, size - (int)text).Split('\0', StringSplitOptions.RemoveEmptyEntries)];
    }
}
