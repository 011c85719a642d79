// A message of xenstore: a header of four numbers and a payload (struct xsd_sockmsg, io/xs_wire.h).

using System.Buffers.Binary;

namespace Drivers.Xen.XenStore;

/// <summary>enum xsd_sockmsg_type: what is asked, and what kind of answer it is.</summary>
internal enum StoreMessageType : uint
{
    XS_DIRECTORY = 1,
    XS_READ = 2,
    XS_WATCH = 4,
    XS_UNWATCH = 5,
    XS_TRANSACTION_START = 6,
    XS_TRANSACTION_END = 7,
    XS_WRITE = 11,
    XS_MKDIR = 12,
    XS_RM = 13,
    XS_WATCH_EVENT = 15,
    XS_ERROR = 16,
    XS_DIRECTORY_PART = 22,
}

/// <summary>The header: 16 bytes, little-endian.</summary>
internal readonly struct StoreMessageHeader(StoreMessageType type, uint requestId, uint transactionId, uint length)
{
    internal readonly StoreMessageType Type = type;

    /// <summary>Chosen by who asks; an answer repeats it. 0 in an event.</summary>
    internal readonly uint RequestId = requestId;

    /// <summary>0 outside a transaction.</summary>
    internal readonly uint TransactionId = transactionId;

    /// <summary>Of the payload, bytes.</summary>
    internal readonly uint Length = length;

    /// <summary>Its own length, bytes.</summary>
    internal const int SizeBytes = 16;

    /// <summary>XENSTORE_PAYLOAD_MAX: a longer payload is no message.</summary>
    internal const int PayloadLimit = 4096;

    /// <summary>Reads one; false when it announces an impossible payload.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> bytes, out StoreMessageHeader header)
    {
        header = new StoreMessageHeader(
            (StoreMessageType)BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]));
        return header.Length <= PayloadLimit;
    }

    /// <summary>Writes all 16 bytes.</summary>
    internal void Emit(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)Type);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[4..], RequestId);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[8..], TransactionId);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[12..], Length);
    }
}
