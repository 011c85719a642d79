// File descriptors: small numbers for what a program has open. 0, 1 and 2 are the console from the start.

namespace LibOS.SystemNative;

/// <summary>What a descriptor refers to.</summary>
internal enum DescriptorKind : byte
{
    /// <summary>The number is free.</summary>
    None = 0,

    /// <summary>The Xen console, open for reading and writing.</summary>
    Console = 1,

    /// <summary>The root directory, open for reading.</summary>
    RootDirectory = 2,
}

/// <summary>The table of descriptors. Any thread; each entry changes atomically, so there is no lock.</summary>
internal static class Descriptors
{
    /// <summary>Most descriptors at a time.</summary>
    internal const int Limit = 256;

    private static readonly byte[] s_kinds = CreateTable();

    /// <summary>What a number refers to; None for any number that is not open.</summary>
    internal static DescriptorKind KindOf(nint descriptor) =>
        (nuint)descriptor < Limit ? (DescriptorKind)Volatile.Read(ref s_kinds[descriptor]) : DescriptorKind.None;

    /// <summary>Takes the lowest free number; -1 when all are taken.</summary>
    internal static int Open(DescriptorKind kind)
    {
        for (int descriptor = 0; descriptor < Limit; descriptor++)
        {
            if (Interlocked.CompareExchange(ref s_kinds[descriptor], (byte)kind, (byte)DescriptorKind.None) == (byte)DescriptorKind.None)
            {
                return descriptor;
            }
        }

        return -1;
    }

    /// <summary>Frees a number; false when it was not open.</summary>
    internal static bool TryClose(nint descriptor) =>
        (nuint)descriptor < Limit
        && Interlocked.Exchange(ref s_kinds[descriptor], (byte)DescriptorKind.None) != (byte)DescriptorKind.None;

    private static byte[] CreateTable()
    {
        byte[] kinds = new byte[Limit];
        kinds[0] = (byte)DescriptorKind.Console;
        kinds[1] = (byte)DescriptorKind.Console;
        kinds[2] = (byte)DescriptorKind.Console;
        return kinds;
    }
}
