// What strerror(3) says for Linux's error numbers (the texts of glibc, which .NET programs on Linux show in messages).

using System;

namespace Runtime.Bare.SystemNative;

/// <summary>Texts of error numbers. Any context.</summary>
internal static unsafe class ErrorTexts
{
    // One NUL-terminated text per number, from 0 on; empty where Linux has no such number (41 and 58).
    private static ReadOnlySpan<byte> Texts =>
        "Success\0Operation not permitted\0No such file or directory\0No such process\0"u8
        + "Interrupted system call\0Input/output error\0No such device or address\0Argument list too long\0"u8
        + "Exec format error\0Bad file descriptor\0No child processes\0Resource temporarily unavailable\0"u8
        + "Cannot allocate memory\0Permission denied\0Bad address\0Block device required\0"u8
        + "Device or resource busy\0File exists\0Invalid cross-device link\0No such device\0Not a directory\0"u8
        + "Is a directory\0Invalid argument\0Too many open files in system\0Too many open files\0"u8
        + "Inappropriate ioctl for device\0Text file busy\0File too large\0No space left on device\0"u8
        + "Illegal seek\0Read-only file system\0Too many links\0Broken pipe\0Numerical argument out of domain\0"u8
        + "Numerical result out of range\0Resource deadlock avoided\0File name too long\0No locks available\0"u8
        + "Function not implemented\0Directory not empty\0Too many levels of symbolic links\0\0"u8
        + "No message of desired type\0Identifier removed\0Channel number out of range\0"u8
        + "Level 2 not synchronized\0Level 3 halted\0Level 3 reset\0Link number out of range\0"u8
        + "Protocol driver not attached\0No CSI structure available\0Level 2 halted\0Invalid exchange\0"u8
        + "Invalid request descriptor\0Exchange full\0No anode\0Invalid request code\0Invalid slot\0\0"u8
        + "Bad font file format\0Device not a stream\0No data available\0Timer expired\0"u8
        + "Out of streams resources\0Machine is not on the network\0Package not installed\0Object is remote\0"u8
        + "Link has been severed\0Advertise error\0Srmount error\0Communication error on send\0Protocol error\0"u8
        + "Multihop attempted\0RFS specific error\0Bad message\0Value too large for defined data type\0"u8
        + "Name not unique on network\0File descriptor in bad state\0Remote address changed\0"u8
        + "Can not access a needed shared library\0Accessing a corrupted shared library\0"u8
        + ".lib section in a.out corrupted\0Attempting to link in too many shared libraries\0"u8
        + "Cannot exec a shared library directly\0Invalid or incomplete multibyte or wide character\0"u8
        + "Interrupted system call should be restarted\0Streams pipe error\0Too many users\0"u8
        + "Socket operation on non-socket\0Destination address required\0Message too long\0"u8
        + "Protocol wrong type for socket\0Protocol not available\0Protocol not supported\0"u8
        + "Socket type not supported\0Operation not supported\0Protocol family not supported\0"u8
        + "Address family not supported by protocol\0Address already in use\0Cannot assign requested address\0"u8
        + "Network is down\0Network is unreachable\0Network dropped connection on reset\0"u8
        + "Software caused connection abort\0Connection reset by peer\0No buffer space available\0"u8
        + "Transport endpoint is already connected\0Transport endpoint is not connected\0"u8
        + "Cannot send after transport endpoint shutdown\0Too many references: cannot splice\0"u8
        + "Connection timed out\0Connection refused\0Host is down\0No route to host\0"u8
        + "Operation already in progress\0Operation now in progress\0Stale file handle\0"u8
        + "Structure needs cleaning\0Not a XENIX named type file\0No XENIX semaphores available\0"u8
        + "Is a named type file\0Remote I/O error\0Disk quota exceeded\0No medium found\0Wrong medium type\0"u8
        + "Operation canceled\0Required key not available\0Key has expired\0Key has been revoked\0"u8
        + "Key was rejected by service\0Owner died\0State not recoverable\0"u8
        + "Operation not possible due to RF-kill\0Memory page has hardware error\0"u8;

    /// <summary>The NUL-terminated text of an error number, which lives as long as the image; null when there is none.</summary>
    internal static byte* Find(int error)
    {
        if (error < 0)
        {
            return null;
        }

        ReadOnlySpan<byte> texts = Texts;
        int start = 0;
        for (int remaining = error; remaining > 0; remaining--)
        {
            start += LengthAt(texts, start) + 1;
            if (start == texts.Length)
            {
                return null;
            }
        }

        if (texts[start] == 0)
        {
            return null;
        }

        fixed (byte* first = texts)
        {
            return first + start; // constant data of the image: it does not move
        }
    }

    private static int LengthAt(ReadOnlySpan<byte> texts, int start)
    {
        int length = 0;
        while (texts[start + length] != 0)
        {
            length++;
        }

        return length;
    }
}
