// Files for native libraries (OpenSSL reads certificates and its settings): FILE objects are Runtime.Bare's (Libc/Streams.cs), what
// they are objects of is the tree that System.IO sees.

using System.Runtime.InteropServices;

namespace LibOS.SystemNative;

/// <summary>The structure of Runtime.Bare's Streams.cs.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct FileCalls
{
    internal delegate* unmanaged<byte*, int, int, nint> Open;
    internal delegate* unmanaged<nint, byte*, int, int> Read;
    internal delegate* unmanaged<nint, byte*, int, int> Write;
    internal delegate* unmanaged<nint, long, int, long> Seek;
    internal delegate* unmanaged<nint, int> Close;
}

/// <summary>What a stream calls.</summary>
internal static unsafe class NativeStreams
{
    /// <summary>From now on fopen finds files.</summary>
    internal static void Provide()
    {
        // SAFETY: the structure is copied during the call; the functions are entry points of the image.
        var calls = new FileCalls
        {
            Open = &OpeningExports.Open,
            Read = &TransferExports.Read,
            Write = &TransferExports.Write,
            Seek = &TransferExports.LSeek,
            Close = &DescriptorExports.Close,
        };
        Bare.ProvideFiles(&calls);
    }
}
