// The module that Xen loads beside the kernel: all of it is there, stays, and cannot be changed.

using System.Globalization;
using System.Runtime.InteropServices;

namespace Probe;

internal static unsafe partial class Archive
{
    private const int PageBytes = 4096;
    private const int ReadWrite = 3;

    /// <summary>The arguments say how long it is and what its checksum is.</summary>
    public static void Run(Checks checks, string[] args)
    {
        checks.Expect(7);
        int length = int.Parse(args[1], CultureInfo.InvariantCulture);
        ulong checksum = ulong.Parse(args[2], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        ReadOnlySpan<byte> archive = Find();
        Console.WriteLine($"[probe] archive: {archive.Length} bytes, {length} expected");
        checks.That(archive.Length >= length && archive.Length - length < PageBytes, "the length, or that in whole pages");
        checks.That(archive[length..].IndexOfAnyExcept((byte)0) < 0, "zeroes behind it");
        checks.That(Checksum(archive[..length]) == checksum, "the checksum");

        fixed (byte* start = archive)
        {
            checks.That(Protect((nint)start, PageBytes, ReadWrite) == -1, "it cannot be made writable");
            checks.That(Unmap((nint)start, PageBytes) == -1, "it cannot be taken away");
        }

        checks.That(FillMemory() > 0, "all memory is used once");
        checks.That(Checksum(archive[..length]) == checksum, "the checksum when all memory was used");
    }

    public static void IsAbsent(Checks checks)
    {
        checks.Expect(1);
        checks.That(Find().IsEmpty, "no archive");
    }

    public static void Write()
    {
        fixed (byte* start = Find())
        {
            Console.WriteLine($"writing to the archive at {(nint)start:x}, which holds {*start:x2}");
            *start = 0;
            Console.WriteLine("the write went through");
        }
    }

    private static ReadOnlySpan<byte> Find()
    {
        nuint length;
        byte* address = GetArchive(&length);
        return new(address, (int)length);
    }

    // FNV-1a of 64 bits.
    private static ulong Checksum(ReadOnlySpan<byte> bytes)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (byte value in bytes)
        {
            hash = (hash ^ value) * 0x100000001B3;
        }

        return hash;
    }

    private static int FillMemory()
    {
        var kept = new List<byte[]>();
        try
        {
            while (true)
            {
                byte[] block = new byte[64 << 10];
                block.AsSpan().Fill(0xA5);
                kept.Add(block);
            }
        }
        catch (OutOfMemoryException)
        {
            return kept.Count;
        }
    }

    [LibraryImport("libos", EntryPoint = "bare_archive")]
    private static partial byte* GetArchive(nuint* length);

    [LibraryImport("libos", EntryPoint = "mprotect")]
    private static partial int Protect(nint address, nint length, int protection);

    [LibraryImport("libos", EntryPoint = "munmap")]
    private static partial int Unmap(nint address, nint length);
}
