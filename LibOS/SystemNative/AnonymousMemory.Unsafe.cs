// Memory at a fixed address for files that are mapped. Far more addresses are reserved than are used at first, so that a
// file that is mapped can grow where it is.

using LibOS.Vfs;

namespace LibOS.SystemNative;

/// <summary>A range of addresses whose first part is memory.</summary>
internal sealed unsafe class AnonymousMemory : FixedMemory
{
    private const int PROT_NONE = 0;
    private const int PROT_READ_WRITE = 3;
    private const int MAP_PRIVATE_ANONYMOUS = 0x22;
    private const nint MAP_FAILED = -1;

    // Addresses that one file may be given: at least these, and so many times what it needs.
    private const long LeastReservation = 1L << 30;
    private const long GrowthFactor = 4;

    private readonly byte* _address;
    private readonly long _reserved;
    private long _length;

    private AnonymousMemory(byte* address, long reserved)
    {
        _address = address;
        _reserved = reserved;
    }

    internal override nint Address => (nint)_address;

    internal override long Length => _length;

    /// <summary>Zeroed memory; null when there is none.</summary>
    internal static AnonymousMemory? TryMake(long lengthBytes)
    {
        long reserved = Math.Max(LeastReservation, lengthBytes > long.MaxValue / GrowthFactor ? lengthBytes : lengthBytes * GrowthFactor);
        byte* address = Bare.Map(null, (nuint)reserved, PROT_NONE, MAP_PRIVATE_ANONYMOUS, -1, 0);
        if ((nint)address == MAP_FAILED)
        {
            return null;
        }

        var memory = new AnonymousMemory(address, reserved);
        if (!memory.TryGrow(lengthBytes))
        {
            memory.Release();
            return null;
        }

        return memory;
    }

    internal override Span<byte> At(long offset, int length) =>
        // SAFETY: the file that has this memory stays within its length; the slice fails when it does not.
        offset >= 0 && length <= _length - offset ? new Span<byte>(_address + offset, length) : throw new ArgumentOutOfRangeException(nameof(offset));

    internal override bool TryGrow(long lengthBytes)
    {
        if (lengthBytes > _reserved || Bare.Protect(_address + _length, (nuint)(lengthBytes - _length), PROT_READ_WRITE) != 0)
        {
            return false;
        }

        _length = lengthBytes;
        return true;
    }

    internal override void Release() => _ = Bare.Unmap(_address, (nuint)_reserved);
}
