// The one file system of the guest, and how exports come to it. It is made when the first path is used: a program without
// files never pays for it.

using LibOS.Vfs;

namespace LibOS.SystemNative;

/// <summary>The guest's files.</summary>
internal static class Files
{
    private static readonly Volume s_devices = new(2, "devtmpfs", Volume.TMPFS_MAGIC, "/dev", 0);

    private static FileSystem? s_tree;

    /// <summary>The lock of everything in the tree, and of what descriptors refer to.</summary>
    internal static Gate Gate { get; } = new();

    /// <summary>The tree. The lock is held.</summary>
    internal static FileSystem Tree => s_tree ??= Make();

    // The console as 0, 1 and 2 have it exists without the tree.
    private static CharacterDevice Console { get; } = new(s_devices, DeviceKind.Console, 0x180, GuestHost.Instance.BornNs);

    /// <summary>Opens the console for reading and writing.</summary>
    internal static OpenFile OpenConsole() => new OpenDevice(new Dentry(null, "/dev/console", Console), OpenFlags.ReadWrite, GuestHost.Instance);

    /// <summary>A number for an open file, or the negative of an error. The lock is held.</summary>
    internal static int Publish(OpenFile file)
    {
        int descriptor = Descriptors.Open(file);
        if (descriptor >= 0)
        {
            return descriptor;
        }

        Close(file);
        return -Errno.EMFILE;
    }

    /// <summary>Closes what no descriptor refers to any more. The lock is held.</summary>
    internal static void Close(OpenFile file) => FileSystem.Close(file, Gate);

    /// <summary>Forgets the tree, for tests.</summary>
    internal static void Reset() => s_tree = null;

    private static FileSystem Make()
    {
        var tree = new FileSystem(GuestHost.Instance, Gate);
        if (RootTree.Populate(tree, s_devices, Console) is { } problem)
        {
            GuestHost.Fail("the archive of files is damaged: " + problem);
        }

        return tree;
    }
}
