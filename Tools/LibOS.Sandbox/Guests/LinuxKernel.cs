// Takes the kernel proper (vmlinux) out of a compressed bzImage: then creating a domain does not include unpacking it,
// which for Debian's xz takes most of the time of `xl create`.
// Linux Documentation/arch/x86/boot.rst: setup_sects, payload_offset and payload_length (protocol 2.08 and later).

using System.Buffers.Binary;

namespace LibOS.Sandbox;

/// <summary>A Linux kernel image.</summary>
public static class LinuxKernel
{
    private const int SetupSectorsOffset = 0x1F1;
    private const int MagicOffset = 0x202;
    private const int PayloadOffset = 0x248;
    private const int PayloadLength = 0x24C;
    private const int SectorBytes = 512;

    private static ReadOnlySpan<byte> Magic => "HdrS"u8;

    private static ReadOnlySpan<byte> XzMagic => [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0];

    /// <summary>Writes the uncompressed kernel.</summary>
    /// <param name="image">A bzImage whose payload is compressed with xz, as Debian's is.</param>
    /// <param name="directory">Where vmlinux is written.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The path of an ELF file.</returns>
    /// <exception cref="SandboxException">It is no such image, or xz is missing.</exception>
    public static async Task<string> UnpackAsync(string image, string directory, CancellationToken ct)
    {
        string packed = Path.Combine(Directory.CreateDirectory(directory).FullName, "vmlinux.xz");
        await File.WriteAllBytesAsync(packed, Payload(await File.ReadAllBytesAsync(image, ct)).ToArray(), ct);
        await ExternalCommand.RunAsync("xz", ["--decompress", "--force", packed], ct);
        return Path.Combine(directory, "vmlinux");
    }

    /// <summary>The compressed part of a bzImage, without the size that the kernel's build appends to it.</summary>
    internal static ReadOnlyMemory<byte> Payload(ReadOnlyMemory<byte> image)
    {
        ReadOnlySpan<byte> bytes = image.Span;
        if (bytes.Length > PayloadLength + sizeof(uint) && bytes[MagicOffset..].StartsWith(Magic))
        {
            long start = ((bytes[SetupSectorsOffset] + 1) * SectorBytes) + BinaryPrimitives.ReadUInt32LittleEndian(bytes[PayloadOffset..]);
            long length = BinaryPrimitives.ReadUInt32LittleEndian(bytes[PayloadLength..]) - sizeof(uint);
            if (length > 0 && start + length <= bytes.Length && bytes[(int)start..].StartsWith(XzMagic))
            {
                return image.Slice((int)start, (int)length);
            }
        }

        throw new SandboxException("the Linux kernel could not be unpacked", "it is no bzImage with an xz payload (boot protocol 2.08)", "use Debian 12's linux-image-amd64");
    }
}
