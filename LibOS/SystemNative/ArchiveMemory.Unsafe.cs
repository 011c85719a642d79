// The archive of the program's files, where the domain builder put it: read-only, for as long as the guest runs.

using LibOS.Vfs;

namespace LibOS.SystemNative;

/// <summary>The archive's bytes. Nobody writes them.</summary>
internal sealed unsafe class ArchiveMemory : FixedMemory
{
    private readonly byte* _address;

    private ArchiveMemory(byte* address, long length)
    {
        _address = address;
        Length = length;
    }

    internal override nint Address => (nint)_address;

    internal override long Length { get; }

    /// <summary>The archive, or null when the kernel was started without one.</summary>
    internal static ArchiveMemory? Find()
    {
        nuint length;
        byte* address = Bare.Archive(&length);
        return length == 0 ? null : new ArchiveMemory(address, (long)length);
    }

    internal override Span<byte> At(long offset, int length) =>
        // SAFETY: within the archive, or it fails.
        offset >= 0 && length >= 0 && length <= Length - offset ? new Span<byte>(_address + offset, length) : throw new ArgumentOutOfRangeException(nameof(offset));

    internal override bool TryGrow(long lengthBytes) => false;

    internal override void Release()
    {
    }
}
