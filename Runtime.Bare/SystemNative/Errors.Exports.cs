// errno and its names: pal_errno.h. The first four are called without a GC transition: no lock, no wait, no managed code.

using System;
using System.Runtime;
using Runtime.Bare.Libc.Format;
using Runtime.Bare.Threading;

namespace Runtime.Bare.SystemNative;

/// <summary>Exports over <see cref="ErrorNumbers"/>, <see cref="ErrorTexts"/> and the thread's errno.</summary>
internal static unsafe class ErrorExports
{
    [RuntimeExport("SystemNative_ConvertErrorPlatformToPal")]
    private static int ConvertErrorPlatformToPal(int platformErrno) => ErrorNumbers.ToPal(platformErrno);

    [RuntimeExport("SystemNative_ConvertErrorPalToPlatform")]
    private static int ConvertErrorPalToPlatform(int error) => ErrorNumbers.ToPlatform(error);

    [RuntimeExport("SystemNative_GetErrNo")]
    private static int GetErrNo() => Errno.Value;

    [RuntimeExport("SystemNative_SetErrNo")]
    private static void SetErrNo(int errorCode) => Errno.Value = errorCode;

    /// <summary>The text of an error number: a constant, or "Unknown error N" in the caller's buffer, cut to it.</summary>
    [RuntimeExport("SystemNative_StrErrorR")]
    private static byte* StrErrorR(int platformErrno, byte* buffer, int bufferSize)
    {
        byte* text = ErrorTexts.Find(platformErrno);
        if (text != null)
        {
            return text;
        }

        // The texts are constants of the image: their addresses do not change.
        fixed (byte* hostNotFound = "Name or service not known\0"u8)
        fixed (byte* socketError = "Unknown socket error\0"u8)
        fixed (byte* oneProcess = "A Xen guest is one process and cannot start another\0"u8)
        {
            switch (platformErrno)
            {
                case -ErrorNumbers.HostNotFound:
                    return hostNotFound;
                case -ErrorNumbers.SocketError:
                    return socketError;
                case Errno.ENOTSUPP:
                    return oneProcess;
            }
        }

        FormatWriter writer = new(new Span<byte>(buffer, bufferSize));
        writer.WriteText("Unknown error "u8);
        writer.WriteDecimal((long)platformErrno);
        writer.Terminate();
        return buffer;
    }
}
