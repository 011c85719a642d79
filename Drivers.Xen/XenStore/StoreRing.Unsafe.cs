// The page shared with xenstored: two byte rings (struct xenstore_domain_interface, io/xs_wire.h; docs/misc/xenstore-ring.txt).
// The peer may write anything there at any time: our own indices are kept outside, the peer's are checked at each use.

using System.Runtime.InteropServices;

namespace Drivers.Xen.XenStore;

/// <summary>struct xenstore_domain_interface.</summary>
[StructLayout(LayoutKind.Explicit, Size = 2076)]
internal unsafe struct XenStoreDomainInterface
{
    internal const uint XENSTORE_RING_SIZE = 1024;

    [FieldOffset(0)]
    public fixed byte Requests[(int)XENSTORE_RING_SIZE];
    [FieldOffset(1024)]
    public fixed byte Responses[(int)XENSTORE_RING_SIZE];
    [FieldOffset(2048)]
    public uint RequestConsumer;
    [FieldOffset(2052)]
    public uint RequestProducer;
    [FieldOffset(2056)]
    public uint ResponseConsumer;
    [FieldOffset(2060)]
    public uint ResponseProducer;
    [FieldOffset(2064)]
    public uint ServerFeatures;
    [FieldOffset(2068)]
    public uint Connection;
    [FieldOffset(2072)]
    public uint Error;
}

/// <summary>Moves bytes through the two rings. Not synchronised: one writer and one reader at a time.</summary>
// SAFETY: the page is mapped for as long as the guest lives; every offset into a ring is masked by the ring's size.
internal sealed unsafe class StoreRing
{
    /// <summary>What a move returns when the peer's index is impossible: the ring cannot be used any more.</summary>
    internal const int Broken = -1;

    private const uint Size = XenStoreDomainInterface.XENSTORE_RING_SIZE;

    private readonly XenStoreDomainInterface* _page;
    private uint _requestProducer;
    private uint _responseConsumer;

    /// <summary>Takes over a page, whose indices need not be 0: a boot loader may have used it.</summary>
    internal StoreRing(byte* page)
    {
        _page = (XenStoreDomainInterface*)page;
        _requestProducer = Volatile.Read(ref _page->RequestProducer);
        _responseConsumer = Volatile.Read(ref _page->ResponseConsumer);
    }

    /// <summary>Copies in what fits: the number of bytes, 0 when the ring is full, or <see cref="Broken"/>.</summary>
    internal int Write(ReadOnlySpan<byte> data)
    {
        uint filled = _requestProducer - Volatile.Read(ref _page->RequestConsumer);
        if (filled > Size)
        {
            return Broken;
        }

        int count = Math.Min(data.Length, (int)(Size - filled));
        Span<byte> ring = new(_page->Requests, (int)Size);
        int start = (int)(_requestProducer % Size);
        int first = Math.Min(count, (int)Size - start);
        data[..first].CopyTo(ring[start..]);
        data[first..count].CopyTo(ring);
        _requestProducer += (uint)count;

        // Partner: xenstored reads req_prod, then the bytes. A store releases what was stored before it.
        Volatile.Write(ref _page->RequestProducer, _requestProducer);
        return count;
    }

    /// <summary>Copies out what is there, up to the buffer's length: the number of bytes, or <see cref="Broken"/>.</summary>
    internal int Read(Span<byte> buffer)
    {
        // Partner: xenstored stores the bytes, then rsp_prod. The load acquires what was stored before it.
        uint filled = Volatile.Read(ref _page->ResponseProducer) - _responseConsumer;
        if (filled > Size)
        {
            return Broken;
        }

        int count = Math.Min(buffer.Length, (int)filled);
        ReadOnlySpan<byte> ring = new(_page->Responses, (int)Size);
        int start = (int)(_responseConsumer % Size);
        int first = Math.Min(count, (int)Size - start);
        ring.Slice(start, first).CopyTo(buffer);
        ring[..(count - first)].CopyTo(buffer[first..]);
        _responseConsumer += (uint)count;

        // The bytes are read before the peer may overwrite them: stores are not moved before loads here (x86).
        Volatile.Write(ref _page->ResponseConsumer, _responseConsumer);
        return count;
    }
}
