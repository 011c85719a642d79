// An archive that leaves a domain hardly any memory: what is too little then does not depend on the kernel's size.

using System.Buffers.Binary;
using LibOS.Sandbox;

namespace Guest.Tests;

/// <summary>Archives of a computed size.</summary>
internal static class Ballast
{
    private const int ProgramHeaderBytes = 56;
    private const uint PtLoad = 1;

    /// <summary>Writes one.</summary>
    /// <param name="file">Where to.</param>
    /// <param name="kernel">The kernel that it is loaded with.</param>
    /// <param name="memoryMiB">The domain's memory.</param>
    /// <param name="leftKiB">What kernel and archive leave of it, and of its first MiB.</param>
    public static void Write(string file, string kernel, int memoryMiB, int leftKiB)
    {
        long size = ((long)memoryMiB << 20) - EndOf(File.ReadAllBytes(kernel)) - ((long)leftKiB << 10);
        byte[] content = new byte[size];
        new Random(1).NextBytes(content);
        using var archive = new CpioArchive(File.Create(file));
        archive.AddFile("app/ballast", content, 0x1A4);
    }

    // elf(5): the highest physical address of a loaded segment.
    private static long EndOf(ReadOnlySpan<byte> image)
    {
        long end = 0;
        int headers = (int)BinaryPrimitives.ReadInt64LittleEndian(image[32..]);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(image[56..]);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> header = image.Slice(headers + (i * ProgramHeaderBytes), ProgramHeaderBytes);
            if (BinaryPrimitives.ReadUInt32LittleEndian(header) == PtLoad)
            {
                end = Math.Max(end, BinaryPrimitives.ReadInt64LittleEndian(header[24..]) + BinaryPrimitives.ReadInt64LittleEndian(header[40..]));
            }
        }

        return end;
    }
}
