// File descriptors: small numbers for what a program has open. 0, 1 and 2 are the console from the start.

using LibOS.Vfs;

namespace LibOS.SystemNative;

/// <summary>What a descriptor refers to, as far as terminal and polling functions ask.</summary>
internal enum DescriptorKind : byte
{
    /// <summary>The number is free.</summary>
    None = 0,

    /// <summary>The Xen console, open for reading and writing.</summary>
    Console = 1,

    /// <summary>Anything else.</summary>
    File = 2,
}

/// <summary>The table of descriptors. Any thread; finding a file takes no lock.</summary>
internal static class Descriptors
{
    /// <summary>Most descriptors at a time.</summary>
    internal const int Limit = 65536;

    private const int StandardCount = 3;

    // Guards the table and the files' reference counts; taken inside the file system's lock, never the other way round.
    private static readonly object s_lock = new();

    private static OpenFile?[] s_files = CreateTable();
    private static int s_lowestFree = StandardCount;

    /// <summary>The open file of a number; null when it is not open.</summary>
    internal static OpenFile? Find(nint descriptor)
    {
        OpenFile?[] files = Volatile.Read(ref s_files);
        return (nuint)descriptor < (nuint)files.Length ? Volatile.Read(ref files[descriptor]) : null;
    }

    /// <summary>What a number refers to; None for any number that is not open.</summary>
    internal static DescriptorKind KindOf(nint descriptor) => Find(descriptor) switch
    {
        null => DescriptorKind.None,
        OpenDevice { IsConsole: true } => DescriptorKind.Console,
        _ => DescriptorKind.File,
    };

    /// <summary>Takes the lowest free number for a file that has one reference, its own; -1 when all are taken.</summary>
    internal static int Open(OpenFile file)
    {
        lock (s_lock)
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
    }

    /// <summary>Another number for what a number refers to: -1 when it is not open, -2 when all are taken.</summary>
    internal static int Duplicate(nint descriptor)
    {
        lock (s_lock)
        {
            OpenFile? file = Find(descriptor);
            int copy = file is null ? -1 : Open(file);
            if (copy < 0)
            {
                return file is null ? -1 : -2;
            }

            file!.ReferenceCount++;
            return copy;
        }
    }

    /// <summary>Frees a number; false when it was not open.</summary>
    /// <param name="unused">Receives the file when this was its last reference: it is to be closed.</param>
    internal static bool TryClose(nint descriptor, out OpenFile? unused)
    {
        unused = null;
        lock (s_lock)
        {
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
