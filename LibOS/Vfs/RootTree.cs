// What is there when a program starts: the archive's files, then the directories and small files that a Linux program
// expects, where the archive has not brought its own.

namespace LibOS.Vfs;

/// <summary>Makes the tree.</summary>
internal static class RootTree
{
    /// <summary>Where the program and its files are: its base directory, and the current one at the start.</summary>
    internal const string ProgramDirectory = "app";

    /// <summary>The program's own path. Nothing is there: the program is the kernel.</summary>
    internal const string ProgramPath = "/app/program";

    private const int AllPermissions = 0x1FF;
    private const int StickyForAll = 0x3FF; // rwxrwxrwt
    private const int OwnerAll = 0x1ED; // rwxr-xr-x
    private const int OwnerOnly = 0x1C0;

    /// <summary>Makes the tree: null, or what is wrong with the archive.</summary>
    /// <param name="devices">The volume of /dev, with the console's inode in it.</param>
    internal static string? Populate(FileSystem system, Volume devices, CharacterDevice console)
    {
        ReadOnlyMemory<byte> archive = system.Host.Archive();
        string? problem = archive.IsEmpty ? null : Archive.Unpack(system, archive);
        AddDirectory(system, system.Root, "tmp", StickyForAll);
        AddDirectory(system, system.Root, "root", OwnerOnly);
        Directory variable = AddDirectory(system, system.Root, "var", OwnerAll);
        AddDirectory(system, variable, "tmp", StickyForAll);
        AddEtc(system, AddDirectory(system, system.Root, "etc", OwnerAll));
        system.Current = AddDirectory(system, system.Root, ProgramDirectory, OwnerAll);
        AddDevices(system, devices, console);
        SystemFiles.Mount(system);
        return problem;
    }

    private static void AddEtc(FileSystem system, Directory etc)
    {
        string host = system.Host.Variable("HOSTNAME");
        host = host.Length == 0 ? "localhost" : host;
        AddFile(system, etc, "hostname", host + "\n");
        AddFile(system, etc, "hosts", "127.0.0.1\tlocalhost\n::1\tlocalhost\n");
        AddFile(system, etc, "passwd", "root:x:0:0::/:\n");
        AddFile(system, etc, "group", "root:x:0:\n");
    }

    private static void AddDevices(FileSystem system, Volume devices, CharacterDevice console)
    {
        Directory directory = system.Mount(devices, system.Root, "dev", isWritable: true);
        ReadOnlySpan<DeviceKind> kinds = [DeviceKind.Null, DeviceKind.Zero, DeviceKind.Full, DeviceKind.Random, DeviceKind.URandom, DeviceKind.Tty];
        string[] names = ["null", "zero", "full", "random", "urandom", "tty"];
        for (int i = 0; i < names.Length; i++)
        {
            Add(directory, names[i], new CharacterDevice(devices, kinds[i], 0x1B6, system.Host.NowNs));
        }

        Add(directory, "console", console);
        foreach (string name in (string[])["stdin", "stdout", "stderr"])
        {
            Add(directory, name, new SymbolicLink(devices, "console", system.Host.NowNs));
        }

        directory.Add(new Directory(devices, StickyForAll, system.Host.NowNs, directory, "shm").Self);
    }

    private static Directory AddDirectory(FileSystem system, Directory parent, string name, int permissions)
    {
        if (parent.Find(name)?.Inode is Directory there)
        {
            return there;
        }

        var made = new Directory(parent.Volume, permissions & (AllPermissions | StickyForAll), system.Host.NowNs, parent, name);
        if (parent.Find(name) is null)
        {
            parent.Add(made.Self);
        }

        return made;
    }

    private static void AddFile(FileSystem system, Directory parent, string name, string text)
    {
        if (parent.Find(name) is null)
        {
            Add(parent, name, new RegularFile(parent.Volume, 0x1A4, system.Host.NowNs, SystemFiles.Bytes(text)));
        }
    }

    private static void Add(Directory parent, string name, Inode inode) => parent.Add(new Dentry(parent, name, inode));
}
