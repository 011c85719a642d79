// File descriptors: small numbers for what a program has open. 0, 1 and 2 are the console from the start.

using LibOS.Vfs;

namespace LibOS.SystemNative;

/// <summary>The table of descriptors. Finding takes no lock; what changes the table wants the lock of files held.</summary>
internal static class Descriptors
{
    /// <summary>Most descriptors at a time.</summary>
    internal const int Limit = 65536;

    private const int StandardCount = 3;

    private static OpenFile?[] s_files = CreateTable();
    private static int s_lowestFree = StandardCount;

    /// <summary>No number as high as this is in use.</summary>
    internal static int TableLength => Volatile.Read(ref s_files).Length;

    /// <summary>The open file of a number; null when it is not open.</summary>
    internal static OpenFile? Find(nint descriptor)
    {
        OpenFile?[] files = Volatile.Read(ref s_files);
        return (nuint)descriptor < (nuint)files.Length ? Volatile.Read(ref files[descriptor]) : null;
    }

    /// <summary>Does a number refer to the console.</summary>
    internal static bool IsConsole(nint descriptor) => Find(descriptor) is OpenDevice { IsConsole: true };

    /// <summary>Takes the lowest free number; -1 when all are taken.</summary>
    internal static int Open(OpenFile file)
    {
        int descriptor = s_lowestFree;
        while (descriptor < s_files.Length && s_files[descriptor] is not null)
        {
            descriptor++;
        }

        if (descriptor >= Limit)
        {
            return -1;
        }

        if (descriptor == s_files.Length)
        {
            OpenFile?[] larger = new OpenFile?[s_files.Length * 2];
            s_files.CopyTo(larger, 0);
            Volatile.Write(ref s_files, larger);
        }

        Volatile.Write(ref s_files[descriptor], file);
        s_lowestFree = descriptor + 1;
        return descriptor;
    }

    /// <summary>Frees a number; false when it was not open.</summary>
    /// <param name="unused">Receives the file when this was its last reference: it is to be closed.</param>
    internal static bool TryClose(nint descriptor, out OpenFile? unused)
    {
        unused = null;
        if (Find(descriptor) is not { } file)
        {
            return false;
        }

        Volatile.Write(ref s_files[descriptor], null);
        s_lowestFree = Math.Min(s_lowestFree, (int)descriptor);
        if (--file.ReferenceCount == 0)
        {
            unused = file;
        }

        return true;
    }

    private static OpenFile?[] CreateTable()
    {
        OpenFile console = Files.OpenConsole();
        console.ReferenceCount = StandardCount;
        OpenFile?[] files = new OpenFile?[16];
        Array.Fill(files, console, 0, StandardCount);
        return files;
    }
}
