// Reading directories: pal_io.h.

using System.Runtime.InteropServices;
using LibOS.Vfs;

namespace LibOS.SystemNative;

/// <summary>DirectoryEntry of pal_io.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct DirectoryEntry
{
    internal const int DT_DIR = 4;

    public byte* Name;
    public int NameLength;
    public int InodeType;
}

/// <summary>DIR: the entries as they were when it was opened, in memory that does not move.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct DirectoryStream
{
    /// <summary>A GCHandle of the entries.</summary>
    public nint Entries;

    /// <summary>The next one; the first two are "." and "..".</summary>
    public int Index;

    /// <summary>Holds the name that was read last, with its NUL.</summary>
    public fixed byte Name[PathWalk.NAME_MAX + 1];
}

/// <summary>Exports about directories. None throws; errors are errno values.</summary>
internal static unsafe class DirectoryExports
{
    private const int EndOfDirectory = -1;
    private const int TypeShift = 12; // from st_mode to d_type: IFTODT
    private const int OwnEntries = 2;

    /// <summary>opendir(3).</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_OpenDir")]
    internal static DirectoryStream* OpenDir(byte* path)
    {
        DirectoryStream* directory = (DirectoryStream*)Bare.Allocate((nuint)sizeof(DirectoryStream));
        if (directory == null)
        {
            Bare.SetErrno(Errno.ENOMEM);
            return null;
        }

        if (FileCall.OnPath(path, (nint)directory, 0, &List) < 0)
        {
            Bare.Free(directory);
            return null;
        }

        return directory;
    }

    /// <summary>readdir(3): 0 and an entry, or -1 at the end. What was removed meanwhile is left out.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_ReadDir")]
    internal static int ReadDir(DirectoryStream* directory, DirectoryEntry* output)
    {
        // SAFETY: directory comes from OpenDir; the caller passes an entry to be filled.
        *output = default;
        var entries = (Dentry[])GCHandle.FromIntPtr(directory->Entries).Target!;
        string name = directory->Index == 0 ? "." : "..";
        int type = DirectoryEntry.DT_DIR;
        int index = directory->Index++ - OwnEntries;
        if (index >= 0)
        {
            while (index < entries.Length && entries[index].IsDeleted)
            {
                index++;
            }

            directory->Index = index + OwnEntries + 1;
            if (index >= entries.Length)
            {
                return EndOfDirectory;
            }

            name = entries[index].Name;
            type = entries[index].Inode.Type >> TypeShift;
        }

        output->Name = directory->Name;
        output->NameLength = PathText.Write(name, new Span<byte>(directory->Name, PathWalk.NAME_MAX));
        output->InodeType = type;
        directory->Name[output->NameLength] = 0;
        return 0;
    }

    /// <summary>closedir(3).</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_CloseDir")]
    internal static int CloseDir(DirectoryStream* directory)
    {
        // SAFETY: directory comes from OpenDir and is used no more.
        GCHandle.FromIntPtr(directory->Entries).Free();
        Bare.Free(directory);
        return 0;
    }

    private static long List(FileSystem tree, ReadOnlySpan<char> path, long stream, long unused)
    {
        int error = tree.Find(path, true, out Dentry? entry);
        if (error != 0 || entry!.Inode is not Vfs.Directory directory)
        {
            return error != 0 ? error : -Errno.ENOTDIR;
        }

        // SAFETY: a fresh block of the caller's.
        *(DirectoryStream*)(nint)stream = new DirectoryStream { Entries = GCHandle.ToIntPtr(GCHandle.Alloc(directory.List())) };
        return 0;
    }
}
