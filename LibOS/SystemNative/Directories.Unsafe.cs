// Directories and names in them: the rest of pal_io.h that an empty root has an answer for.

using System.Runtime.InteropServices;

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

/// <summary>Exports about directories. None throws; errors are errno values.</summary>
internal static unsafe class DirectoryExports
{
    private const int EndOfDirectory = -1;

    /// <summary>opendir(3): the DIR is the number of entries read, in memory of its own.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_OpenDir")]
    internal static int* OpenDir(byte* path)
    {
        int error = PathName.Find(FileExports.TextAt(path));
        int* directory = null;
        if (error == 0)
        {
            // SAFETY: a fresh block of four bytes, checked for null.
            directory = (int*)Bare.Allocate(sizeof(int));
            if (directory != null)
            {
                *directory = 0;
                return directory;
            }

            error = Errno.ENOMEM;
        }

        _ = Errno.Return(error);
        return directory;
    }

    /// <summary>readdir(3): 0 and an entry, or -1 at the end. An empty directory still holds itself and its parent.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_ReadDir")]
    internal static int ReadDir(int* directory, DirectoryEntry* output)
    {
        // SAFETY: directory comes from OpenDir; the caller passes an entry to be filled. The names are constant data of the
        // image and do not move.
        *output = default;
        fixed (byte* self = "."u8, parent = ".."u8)
        {
            int index = (*directory)++;
            if (index > 1)
            {
                return EndOfDirectory;
            }

            output->Name = index == 0 ? self : parent;
            output->NameLength = index + 1;
            output->InodeType = DirectoryEntry.DT_DIR;
            return 0;
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "SystemNative_CloseDir")]
    internal static int CloseDir(int* directory)
    {
        Bare.Free(directory);
        return 0;
    }

    /// <summary>Calls back with each mount point: the root. 0.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_GetAllMountPoints")]
    internal static int GetAllMountPoints(delegate* unmanaged<void*, byte*, void> onFound, void* context)
    {
        // SAFETY: the callback is a C function of the caller's; it copies the name, which is constant data with a NUL.
        fixed (byte* root = "/"u8)
        {
            onFound(context, root);
        }

        return 0;
    }

    /// <summary>getcwd(3): the buffer, or null and ERANGE.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_GetCwd")]
    internal static byte* GetCwd(byte* buffer, int bufferSize)
    {
        if (buffer == null || bufferSize < 2)
        {
            Bare.SetErrno(bufferSize == 0 || buffer == null ? Errno.EINVAL : Errno.ERANGE);
            return null;
        }

        // SAFETY: the buffer holds two bytes.
        buffer[0] = (byte)'/';
        buffer[1] = 0;
        return buffer;
    }

    [UnmanagedCallersOnly(EntryPoint = "SystemNative_ChDir")]
    internal static int ChDir(byte* path) => Errno.Return(PathName.Find(FileExports.TextAt(path)));

    /// <summary>realpath(3): a block that the caller frees, or null.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_RealPath")]
    internal static byte* RealPath(byte* path)
    {
        int error = PathName.Find(FileExports.TextAt(path));
        if (error == 0)
        {
            byte* result = Text.AllocateCopy("/"u8);
            if (result != null)
            {
                return result;
            }

            error = Errno.ENOMEM;
        }

        _ = Errno.Return(error);
        return null;
    }

    [UnmanagedCallersOnly(EntryPoint = "SystemNative_MkDir")]
    internal static int MkDir(byte* path, int mode) => Errno.Return(PathName.Create(FileExports.TextAt(path)));

    [UnmanagedCallersOnly(EntryPoint = "SystemNative_RmDir")]
    internal static int RmDir(byte* path) => FileExports.FailOn(path, Errno.EBUSY);

    /// <summary>link(2): a directory cannot be linked to, and nothing else is there.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_Link")]
    internal static int Link(byte* source, byte* linkTarget) => FileExports.FailOn(source, Errno.EROFS);

    [UnmanagedCallersOnly(EntryPoint = "SystemNative_SymLink")]
    internal static int SymLink(byte* target, byte* linkPath) => Errno.Return(PathName.Create(FileExports.TextAt(linkPath)));

    /// <summary>mkstemps(3): fails as making any file does.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_MksTemps")]
    internal static nint MksTemps(byte* template, int suffixLength) => Errno.Return(PathName.Create(FileExports.TextAt(template)));

    /// <summary>mkdtemp(3): fails as making any directory does.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_MkdTemp")]
    internal static byte* MkdTemp(byte* template)
    {
        _ = Errno.Return(PathName.Create(FileExports.TextAt(template)));
        return null;
    }
}
