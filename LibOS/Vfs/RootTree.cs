// What is there when a program starts: the archive's files, then the directories and small files that a Linux program
// expects, where the archive has not brought its own.

namespace LibOS.Vfs;

/// <summary>Makes the tree.</summary>
internal static class RootTree
{
    /// <summary>The program's name as /proc has it.</summary>
    internal const string ProgramName = "program";

    /// <summary>The program's own path. Nothing is there: the program is the kernel.</summary>
    internal const string ProgramPath = "/" + ProgramDirectory + "/" + ProgramName;

    // Where the program and its files are: its base directory, and the current one at the start.
    private const string ProgramDirectory = "app";

    private const int ReadWriteForAll = 0x1B6; // rw-rw-rw-
    private const int StickyForAll = 0x3FF; // rwxrwxrwt
    private const int OwnerAll = 0x1ED; // rwxr-xr-x
    private const int OwnerOnly = 0x1C0;
    private const int ReadableByAll = 0x1A4; // rw-r--r--

    /// <summary>Makes the tree: null, or what is wrong with the archive.</summary>
    /// <param name="devices">The volume of /dev, with the console's inode in it.</param>
    internal static string? Populate(FileSystem system, Volume devices, CharacterDevice console)
    {
        string? problem = system.Host.Archive() is { } archive ? Archive.Unpack(system, archive) : null;
        AddDirectory(system, system.Root, "tmp", StickyForAll);
        AddDirectory(system, system.Root, "root", OwnerOnly);
        AddDirectory(system, AddDirectory(system, system.Root, "var", OwnerAll), "tmp", StickyForAll);
        AddConfiguration(system, AddDirectory(system, system.Root, "etc", OwnerAll));
        system.Current = AddDirectory(system, system.Root, ProgramDirectory, OwnerAll);
        AddDevices(system, devices, console);
        SystemFiles.Mount(system);
        return problem;
    }

    private static void AddConfiguration(FileSystem system, Directory directory)
    {
        AddFile(system, directory, "hostname", system.Host.HostName + "\n");
        AddFile(system, directory, "hosts", "127.0.0.1\tlocalhost\n::1\tlocalhost\n");
        AddFile(system, directory, "passwd", "root:x:0:0::/:\n");
        AddFile(system, directory, "group", "root:x:0:\n");
        string release = system.Host.Release;
        AddFile(system, directory, "os-release", "NAME=\"LibOS\"\nID=libos\nVERSION_ID=\"" + release + "\"\nPRETTY_NAME=\"LibOS " + release + " Xen PVH\"\n");
    }

    private static void AddDevices(FileSystem system, Volume devices, CharacterDevice console)
    {
        Directory directory = system.Mount(devices, system.Root, "dev", isWritable: true);
        AddDevice(system, directory, "null", DeviceKind.Null);
        AddDevice(system, directory, "zero", DeviceKind.Zero);
        AddDevice(system, directory, "full", DeviceKind.Full);
        AddDevice(system, directory, "random", DeviceKind.Random);
        AddDevice(system, directory, "urandom", DeviceKind.URandom);
        AddDevice(system, directory, "tty", DeviceKind.Tty);
        Add(directory, "console", console);
        foreach (string name in (string[])["stdin", "stdout", "stderr"])
        {
            Add(directory, name, new SymbolicLink(devices, "console", system.Host.NowNs));
        }

        Add(directory, "fd", new SymbolicLink(devices, "/proc/self/fd", system.Host.NowNs));
        var shared = new Volume(5, "tmpfs", Volume.TMPFS_MAGIC, "/dev/shm", system.MemoryPages);
        system.Mount(shared, directory, "shm", isWritable: true).Mode = Inode.S_IFDIR | StickyForAll;
    }

    private static void AddDevice(FileSystem system, Directory directory, string name, DeviceKind kind) =>
        Add(directory, name, new CharacterDevice(directory.Volume, kind, ReadWriteForAll, system.Host.NowNs));

    private static Directory AddDirectory(FileSystem system, Directory parent, string name, int mode)
    {
        Dentry? there = parent.Find(name);
        if (there is { Inode: Directory directory })
        {
            return directory;
        }

        // What the archive has put in the way is not taken away: the directory then has no name.
        var made = new Directory(parent.Volume, mode, system.Host.NowNs, parent, name);
        if (there is null)
        {
            parent.Add(made.Self);
        }

        return made;
    }

    private static void AddFile(FileSystem system, Directory parent, string name, string text)
    {
        if (parent.Find(name) is null)
        {
            var file = new RegularFile(parent.Volume, ReadableByAll, system.Host.NowNs);
            _ = file.Write(ByteText.Bytes(text), 0);
            Add(parent, name, file);
        }
    }

    private static void Add(Directory parent, string name, Inode inode) => parent.Add(new Dentry(parent, name, inode));
}
