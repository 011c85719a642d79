// The one file system of the guest, and how exports come to it. It is made when the first path is used: a program without
// files never pays for it.

using LibOS.Vfs;

namespace LibOS.SystemNative;

/// <summary>The guest's files.</summary>
internal static class Files
{
    private static readonly Volume s_devices = new(2, "devtmpfs", Volume.TMPFS_MAGIC, "/dev", 0);
    private static readonly CharacterDevice s_console = new(s_devices, DeviceKind.Console, 0x180, GuestHost.Instance.BornNs);
    private static readonly object s_making = new();

    private static FileSystem? s_tree;

    /// <summary>The tree.</summary>
    internal static FileSystem Tree => Volatile.Read(ref s_tree) ?? Make();

    /// <summary>The lock of everything in the tree.</summary>
    internal static object Gate => Tree.Gate;

    /// <summary>The console as 0, 1 and 2 have it, without the tree.</summary>
    internal static OpenFile OpenConsole() => new OpenDevice(new Dentry(null, "console", s_console), OpenFlags.ReadWrite, GuestHost.Instance);

    /// <summary>A number for an open file, or -1 and errno.</summary>
    internal static nint Publish(OpenFile file)
    {
        int descriptor = Descriptors.Open(file);
        if (descriptor < 0)
        {
            Close(file);
            return Errno.Return(Errno.EMFILE);
        }

        return descriptor;
    }

    /// <summary>Closes what no descriptor refers to any more.</summary>
    internal static void Close(OpenFile? file)
    {
        if (file is null or OpenDevice)
        {
            return; // devices have nothing to close, and the tree may not exist
        }

        lock (Gate)
        {
            Tree.Close(file);
        }
    }

    /// <summary>A result of the tree as an export returns it: a count or 0, else -1 and errno.</summary>
    internal static int Return(int result) => result >= 0 ? result : Errno.Return(-result);

    /// <summary>As <see cref="Return(int)"/>, for positions.</summary>
    internal static long Return(long result) => result >= 0 ? result : Errno.Return((int)-result);

    /// <summary>Forgets the tree, for tests.</summary>
    internal static void Reset() => s_tree = null;

    private static FileSystem Make()
    {
        lock (s_making)
        {
            if (s_tree is { } there)
            {
                return there;
            }

            var tree = new FileSystem(GuestHost.Instance);
            if (RootTree.Populate(tree, s_devices, s_console) is { } problem)
            {
                GuestHost.Instance.Fail("the archive of files (ramdisk) is damaged: " + problem);
            }

            Volatile.Write(ref s_tree, tree);
            return tree;
        }
    }
}
