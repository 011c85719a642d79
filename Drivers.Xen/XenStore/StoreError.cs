// Why a request failed: xenstore answers with the name of an error number (xsd_errors, io/xs_wire.h).

namespace Drivers.Xen.XenStore;

/// <summary>The errors of xenstore by their names, and two of our own.</summary>
internal enum StoreError
{
    /// <summary>It did not fail.</summary>
    None = 0,

    /// <summary>A name that is not on the list, or an answer that does not fit the question.</summary>
    Malformed = 1,

    /// <summary>The connection is of no use any more: an impossible ring index or message.</summary>
    Broken = 2,

    EINVAL,
    EACCES,
    EEXIST,
    EISDIR,
    ENOENT,
    ENOMEM,
    ENOSPC,
    EIO,
    ENOTEMPTY,
    ENOSYS,
    EROFS,
    EBUSY,

    /// <summary>A transaction met a change of somebody else's: do it again.</summary>
    EAGAIN,
    EISCONN,
    E2BIG,
    EPERM,
}

/// <summary>Reading the payload of an error.</summary>
internal static class StoreErrors
{
    // In the order of the enumeration, from EINVAL on.
    private static ReadOnlySpan<byte> Names =>
        "EINVAL\0EACCES\0EEXIST\0EISDIR\0ENOENT\0ENOMEM\0ENOSPC\0EIO\0ENOTEMPTY\0ENOSYS\0EROFS\0EBUSY\0EAGAIN\0EISCONN\0E2BIG\0EPERM\0"u8;

    /// <summary>The error of a name, with or without the NUL behind it.</summary>
    internal static StoreError Parse(ReadOnlySpan<byte> payload)
    {
        ReadOnlySpan<byte> name = payload.TrimEnd((byte)0);
        ReadOnlySpan<byte> names = Names;
        for (StoreError error = StoreError.EINVAL; !names.IsEmpty; error++)
        {
            int end = names.IndexOf((byte)0);
            if (names[..end].SequenceEqual(name))
            {
                return error;
            }

            names = names[(end + 1)..];
        }

        return StoreError.Malformed;
    }
}
