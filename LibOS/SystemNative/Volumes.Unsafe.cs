// Mounted file systems: pal_mount.h, and statfs(2) and pathconf(3) of pal_io.h.

using System.Runtime.InteropServices;
using LibOS.Vfs;

namespace LibOS.SystemNative;

/// <summary>MountPointInformation of pal_mount.h, bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MountPointInformation
{
    public ulong AvailableFreeSpace;
    public ulong TotalFreeSpace;
    public ulong TotalSize;
}

/// <summary>Exports about file systems. None throws; errors are errno values.</summary>
internal static unsafe class VolumeExports
{
    private const int PAL_PC_NAME_MAX = 4;
    private const int PAL_PC_PATH_MAX = 5;
    private const int PAL_PC_PIPE_BUF = 6;

    private const int MinorBits = 8;

    /// <summary>Calls back with each mount point. 0.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_GetAllMountPoints")]
    internal static int GetAllMountPoints(delegate* unmanaged<void*, byte*, void> onFound, void* context)
    {
        Files.Gate.Enter();
        Volume[] volumes = Files.Tree.Volumes;
        Files.Gate.Exit();

        // SAFETY: the callback is a C function of the caller's; it copies the name, which ends with a NUL.
        Span<byte> name = stackalloc byte[PathWalk.NAME_MAX + 1];
        foreach (Volume volume in volumes)
        {
            name[PathText.Write(volume.MountPoint, name[..PathWalk.NAME_MAX])] = 0;
            fixed (byte* pointer = name)
            {
                onFound(context, pointer);
            }
        }

        return 0;
    }

    /// <summary>statvfs(3) of the file system that a path is in.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_GetSpaceInfoForMountPoint")]
    internal static int GetSpaceInfoForMountPoint(byte* name, MountPointInformation* information) =>
        (int)FileCall.OnPath(name, (nint)information, 0, &FillSpace);

    /// <summary>statfs(2): the type's number; its name only where the type has none.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_GetFileSystemTypeNameForMountPoint")]
    internal static int GetFileSystemTypeNameForMountPoint(byte* name, byte* formatName, int bufferLength, long* formatType)
    {
        // SAFETY: the caller passes a buffer for the name, and a number to be filled.
        if (bufferLength > 0)
        {
            *formatName = 0;
        }

        *formatType = -1;
        return (int)FileCall.OnPath(name, (nint)formatType, 0, &FillType);
    }

    /// <summary>fstatfs(2): the type's number, 0 on failure.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_GetFileSystemType")]
    internal static uint GetFileSystemType(nint descriptor)
    {
        OpenFile? file = Descriptors.Find(descriptor);
        if (file is null)
        {
            Bare.SetErrno(Errno.EBADF);
        }

        return file?.Inode.Volume.Magic ?? 0;
    }

    /// <summary>pathconf(3).</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_PathConf")]
    internal static int PathConf(byte* path, int name) => (int)FileCall.OnPath(path, name, 0, &Limit);

    /// <summary>major(3) and minor(3), as far as devices here have numbers.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_GetDeviceIdentifiers")]
    internal static void GetDeviceIdentifiers(ulong device, uint* majorNumber, uint* minorNumber)
    {
        // SAFETY: the caller passes two numbers to be filled.
        *majorNumber = (uint)(device >> MinorBits);
        *minorNumber = (uint)(device & ((1 << MinorBits) - 1));
    }

    private static long FillSpace(FileSystem tree, ReadOnlySpan<char> path, long information, long unused)
    {
        int error = tree.Find(path, true, out Dentry? entry);

        // SAFETY: the caller passes a structure, which is to be zeroed on failure.
        var output = (MountPointInformation*)(nint)information;
        *output = default;
        if (error == 0)
        {
            Volume volume = entry!.Inode.Volume;
            output->TotalSize = (ulong)volume.PageLimit * FilePages.Bytes;
            output->TotalFreeSpace = output->AvailableFreeSpace = (ulong)(volume.PageLimit - volume.PagesUsed) * FilePages.Bytes;
        }

        return error;
    }

    private static long FillType(FileSystem tree, ReadOnlySpan<char> path, long formatType, long unused)
    {
        int error = tree.Find(path, true, out Dentry? entry);
        if (error == 0)
        {
            // SAFETY: the caller passes a number to be filled.
            *(long*)(nint)formatType = entry!.Inode.Volume.Magic;
        }

        return error;
    }

    private static long Limit(FileSystem tree, ReadOnlySpan<char> path, long name, long unused)
    {
        int error = tree.Find(path, true, out _);
        return error != 0 ? error : name switch
        {
            PAL_PC_NAME_MAX => PathWalk.NAME_MAX,
            PAL_PC_PATH_MAX => PathWalk.PATH_MAX,
            PAL_PC_PIPE_BUF => Pipe.AtomicBytes,
            _ => -Errno.EINVAL,
        };
    }
}
