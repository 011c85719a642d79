// The smallest ELF64 file with a code section and a symbol table. System V gABI, chapter 4.

using System;
using System.Buffers.Binary;
using System.IO;
using System.Text;

namespace Runtime.Bare.Tests.Diagnostics;

/// <summary>Builds ELF images for tests: section 1 is code at 0x1000 to 0x1100, 2 data at 0x2000, 3 symbols, 4 strings.</summary>
internal static class TinyElf
{
    private const int HeaderBytes = 64;

    /// <summary>Where the type of the symbol table's section header stands in the file.</summary>
    internal const int SymbolTableTypeOffset = HeaderBytes + (3 * HeaderBytes) + 4;

    internal static byte[] Create((string Name, ulong Address, byte Type)[] symbols)
    {
        var strings = new MemoryStream();
        strings.WriteByte(0);
        var table = new MemoryStream();
        foreach ((string name, ulong address, byte type) in symbols)
        {
            byte[] entry = new byte[24];
            BinaryPrimitives.WriteUInt32LittleEndian(entry, (uint)strings.Length);
            entry[4] = type;
            entry[6] = (byte)(address < 0x2000 ? 1 : 2);
            BinaryPrimitives.WriteUInt64LittleEndian(entry.AsSpan(8), address);
            table.Write(entry);
            strings.Write(Encoding.UTF8.GetBytes(name + "\0"));
        }

        const int SectionsEnd = HeaderBytes + (5 * HeaderBytes);
        byte[] image = new byte[SectionsEnd + table.Length + strings.Length];
        image[0] = 0x7F;
        "ELF"u8.CopyTo(image.AsSpan(1));
        image[4] = 2;
        image[5] = 1;
        BinaryPrimitives.WriteUInt64LittleEndian(image.AsSpan(40), HeaderBytes);
        image[58] = HeaderBytes;
        image[60] = 5;
        Section(image, 1, 1, 6, 0x1000, 0, 0x100, 0);
        Section(image, 2, 1, 3, 0x2000, 0, 0x100, 0);
        Section(image, 3, 2, 0, 0, SectionsEnd, (ulong)table.Length, 4);
        Section(image, 4, 3, 0, 0, SectionsEnd + (ulong)table.Length, (ulong)strings.Length, 0);
        table.ToArray().CopyTo(image, SectionsEnd);
        strings.ToArray().CopyTo(image, SectionsEnd + (int)table.Length);
        return image;
    }

    private static void Section(byte[] image, int index, uint type, ulong flags, ulong address, ulong offset, ulong size, uint link)
    {
        Span<byte> header = image.AsSpan(HeaderBytes + (index * HeaderBytes), HeaderBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], type);
        BinaryPrimitives.WriteUInt64LittleEndian(header[8..], flags);
        BinaryPrimitives.WriteUInt64LittleEndian(header[16..], address);
        BinaryPrimitives.WriteUInt64LittleEndian(header[24..], offset);
        BinaryPrimitives.WriteUInt64LittleEndian(header[32..], size);
        BinaryPrimitives.WriteUInt32LittleEndian(header[40..], link);
    }
}
