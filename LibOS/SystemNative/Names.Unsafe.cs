// Making, renaming and removing names, and what paths lead to: pal_io.h.

using System.Runtime.InteropServices;
using LibOS.Vfs;

namespace LibOS.SystemNative;

/// <summary>Exports about names. None throws; errors are errno values.</summary>
internal static unsafe class NameExports
{
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_Unlink")]
    internal static int Unlink(byte* path) => (int)FileCall.OnPath(path, 0, 0, &RemoveFile);

    [UnmanagedCallersOnly(EntryPoint = "SystemNative_MkDir")]
    internal static int MkDir(byte* path, int mode) => (int)FileCall.OnPath(path, mode, 0, &MakeDirectory);

    [UnmanagedCallersOnly(EntryPoint = "SystemNative_RmDir")]
    internal static int RmDir(byte* path) => (int)FileCall.OnPath(path, 0, 0, &RemoveDirectory);

    [UnmanagedCallersOnly(EntryPoint = "SystemNative_ChDir")]
    internal static int ChDir(byte* path) => (int)FileCall.OnPath(path, 0, 0, &ChangeDirectory);

    [UnmanagedCallersOnly(EntryPoint = "SystemNative_Rename")]
    internal static int Rename(byte* oldPath, byte* newPath) => (int)FileCall.OnPath(oldPath, (nint)newPath, 0, &RenameTo);

    [UnmanagedCallersOnly(EntryPoint = "SystemNative_Link")]
    internal static int Link(byte* source, byte* linkTarget) => (int)FileCall.OnPath(source, (nint)linkTarget, 0, &LinkTo);

    [UnmanagedCallersOnly(EntryPoint = "SystemNative_SymLink")]
    internal static int SymLink(byte* target, byte* linkPath) => (int)FileCall.OnPath(linkPath, (nint)target, 0, &MakeLink);

    /// <summary>readlink(2): bytes of the target, cut to the buffer, without a NUL.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_ReadLink")]
    internal static int ReadLink(byte* path, byte* buffer, int bufferSize) =>
        bufferSize <= 0 ? Errno.Return(Errno.EINVAL) : (int)FileCall.OnPath(path, (nint)buffer, bufferSize, &ReadTarget);

    /// <summary>getcwd(3): the buffer, or null and ERANGE or ENOENT.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_GetCwd")]
    internal static byte* GetCwd(byte* buffer, int bufferSize)
    {
        if (buffer == null || bufferSize <= 0)
        {
            Bare.SetErrno(Errno.EINVAL);
            return null;
        }

        return FileCall.OnPath(null, (nint)buffer, bufferSize, &WriteCurrentDirectory) < 0 ? null : buffer;
    }

    /// <summary>realpath(3): a block that the caller frees, or null.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_RealPath")]
    internal static byte* RealPath(byte* path)
    {
        byte* result;
        return FileCall.OnPath(path, (nint)(&result), 0, &Resolve) < 0 ? null : result;
    }

    private static long RemoveFile(FileSystem tree, ReadOnlySpan<char> path, long unused, long none) => tree.RemoveFile(path);

    private static long MakeDirectory(FileSystem tree, ReadOnlySpan<char> path, long mode, long unused) => tree.MakeDirectory(path, (int)mode);

    private static long RemoveDirectory(FileSystem tree, ReadOnlySpan<char> path, long unused, long none) => tree.RemoveDirectory(path);

    private static long ChangeDirectory(FileSystem tree, ReadOnlySpan<char> path, long unused, long none) => tree.ChangeDirectory(path);

    private static long RenameTo(FileSystem tree, ReadOnlySpan<char> path, long newPath, long unused) =>
        tree.Rename(path, PathText.Read((byte*)(nint)newPath, new char[PathText.Limit]));

    private static long LinkTo(FileSystem tree, ReadOnlySpan<char> path, long newPath, long unused) =>
        tree.LinkName(path, PathText.Read((byte*)(nint)newPath, new char[PathText.Limit]));

    private static long MakeLink(FileSystem tree, ReadOnlySpan<char> path, long target, long unused) =>
        tree.MakeLink(PathText.Read((byte*)(nint)target, new char[PathText.Limit]).ToString(), path);

    private static long ReadTarget(FileSystem tree, ReadOnlySpan<char> path, long buffer, long size)
    {
        int error = tree.Find(path, false, out Dentry? entry);
        if (error != 0)
        {
            return error;
        }

        // SAFETY: the caller passes a buffer of that size.
        return entry!.Inode is SymbolicLink link ? PathText.Write(link.Target, new Span<byte>((byte*)(nint)buffer, (int)size)) : -Errno.EINVAL;
    }

    private static long WriteCurrentDirectory(FileSystem tree, ReadOnlySpan<char> unused, long buffer, long size)
    {
        Dentry current = tree.Current.Self;
        string path = current.Path;
        if (current.IsDeleted || path.Length >= size)
        {
            return current.IsDeleted ? -Errno.ENOENT : -Errno.ERANGE;
        }

        // SAFETY: the caller passes a buffer of that size.
        var destination = new Span<byte>((byte*)(nint)buffer, (int)size);
        destination[PathText.Write(path, destination)] = 0;
        return 0;
    }

    private static long Resolve(FileSystem tree, ReadOnlySpan<char> path, long result, long unused)
    {
        int error = tree.Find(path, true, out Dentry? entry);
        if (error != 0)
        {
            return error;
        }

        // SAFETY: the caller's pointer is to be filled with a block that has room for the path and a NUL.
        byte* block = Text.AllocateCopy(ByteText.Bytes(entry!.Path));
        *(byte**)(nint)result = block;
        return block == null ? -Errno.ENOMEM : 0;
    }
}
