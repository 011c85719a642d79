// The trees /proc and /sys, as far as the base class library and common libraries read them: proc(5). A guest has one
// process, 1. What the files say is in SystemTexts.

namespace LibOS.Vfs;

/// <summary>Makes /proc and /sys.</summary>
internal static class SystemFiles
{
    private const int ReadableByAll = 0x16D; // r-xr-xr-x

    // In the order of SystemText.
    private static readonly string[] s_processFiles =
    [
        "meminfo", "uptime", "version", "cpuinfo", "stat", "loadavg", "sys/kernel/ostype", "sys/kernel/osrelease", "sys/kernel/hostname",
        "1/comm", "1/cmdline", "1/environ", "1/mounts", "1/mountinfo", "1/statm", "1/stat", "1/status", "1/maps", "1/limits",
        "sys/kernel/random/boot_id", "sys/kernel/random/uuid",
    ];

    /// <summary>Mounts both.</summary>
    internal static void Mount(FileSystem system)
    {
        Directory process = system.Mount(new Volume(3, "proc", Volume.PROC_SUPER_MAGIC, "/proc", 0), system.Root, "proc", isWritable: false);
        for (int i = 0; i < s_processFiles.Length; i++)
        {
            AddText(system, process, s_processFiles[i], (SystemText)i);
        }

        var own = (Directory)process.Find("1")!.Inode;
        own.Add(new TaskDirectory(own, "task", system).Self);
        own.Add(new DescriptorDirectory(own, "fd", system).Self);
        AddLink(system, own, "exe", RootTree.ProgramPath);
        AddLink(system, own, "root", "/");
        own.Add(new Dentry(own, "cwd", new LivingLink(own.Volume, system.Host.NowNs, () => system.Current.Self.Path)));
        AddConstant(system, own, "cgroup", "0::/\n");
        AddConstant(system, own, "oom_score", "0\n");
        AddConstant(system, own, "oom_score_adj", "0\n");
        AddConstant(system, process, "filesystems", "nodev\tsysfs\nnodev\ttmpfs\nnodev\tproc\nnodev\tdevtmpfs\n");
        process.Add(new Dentry(process, "thread-self", new LivingLink(process.Volume, system.Host.NowNs, () => "1/task/" + ByteText.Number(system.Host.CurrentThread))));
        AddLink(system, process, "self", "1");
        AddLink(system, process, "mounts", "self/mounts");
        Directory root = system.Mount(new Volume(4, "sysfs", Volume.SYSFS_MAGIC, "/sys", 0), system.Root, "sys", isWritable: false);
        foreach (string name in (string[])["online", "possible", "present"])
        {
            AddText(system, root, "devices/system/cpu/" + name, SystemText.CpuList);
        }
    }

    /// <summary>Adds a generated file below a directory, and the directories on the way.</summary>
    internal static void AddText(FileSystem system, Directory parent, string path, SystemText text, int thread = 0)
    {
        int slash;
        while ((slash = path.IndexOf('/')) >= 0)
        {
            string name = path[..slash];
            parent = parent.Find(name)?.Inode as Directory ?? AddDirectory(system, parent, name);
            path = path[(slash + 1)..];
        }

        parent.Add(new Dentry(parent, path, new GeneratedFile(parent.Volume, system.Host.NowNs, text, thread)));
    }

    private static void AddConstant(FileSystem system, Directory parent, string name, string text) =>
        parent.Add(new Dentry(parent, name, new ConstantFile(parent.Volume, system.Host.NowNs, text)));

    private static Directory AddDirectory(FileSystem system, Directory parent, string name)
    {
        var made = new Directory(parent.Volume, ReadableByAll, system.Host.NowNs, parent, name) { IsWritable = false };
        parent.Add(made.Self);
        return made;
    }

    private static void AddLink(FileSystem system, Directory parent, string name, string target) =>
        parent.Add(new Dentry(parent, name, new SymbolicLink(parent.Volume, target, system.Host.NowNs)));

    /// <summary>A directory that has a name for each number which means something now.</summary>
    private abstract class NumberDirectory : Directory
    {
        protected NumberDirectory(Directory parent, string name, FileSystem system)
            : base(parent.Volume, ReadableByAll, system.Host.NowNs, parent, name)
        {
            System = system;
            IsWritable = false;
        }

        protected FileSystem System { get; }

        internal override Dentry? Find(string name)
        {
            foreach (int number in Numbers())
            {
                if (ByteText.Number(number) == name)
                {
                    return Make(number, name);
                }
            }

            return null;
        }

        internal override Dentry[] List()
        {
            int[] numbers = Numbers();
            var entries = new Dentry[numbers.Length];
            for (int i = 0; i < entries.Length; i++)
            {
                entries[i] = Make(numbers[i], ByteText.Number(numbers[i]));
            }

            return entries;
        }

        protected abstract int[] Numbers();

        protected abstract Dentry Make(int number, string name);
    }

    /// <summary>/proc/1/task: a directory for each thread.</summary>
    private sealed class TaskDirectory(Directory parent, string name, FileSystem system) : NumberDirectory(parent, name, system)
    {
        protected override int[] Numbers()
        {
            ThreadStatus[] threads = System.Host.Threads();
            int[] numbers = new int[threads.Length];
            for (int i = 0; i < numbers.Length; i++)
            {
                numbers[i] = threads[i].Id;
            }

            return numbers;
        }

        protected override Dentry Make(int number, string name)
        {
            var thread = new Directory(Volume, ReadableByAll, System.Host.NowNs, this, name) { IsWritable = false };
            AddText(System, thread, "comm", SystemText.Name, number);
            AddText(System, thread, "stat", SystemText.ProcessStat, number);
            AddText(System, thread, "status", SystemText.ProcessStatus, number);
            return thread.Self;
        }
    }

    /// <summary>/proc/1/fd: a symbolic link for each descriptor.</summary>
    private sealed class DescriptorDirectory(Directory parent, string name, FileSystem system) : NumberDirectory(parent, name, system)
    {
        protected override int[] Numbers()
        {
            int[] numbers = new int[System.Host.DescriptorLimit];
            int count = 0;
            for (int number = 0; number < numbers.Length; number++)
            {
                if (System.Host.Descriptor(number) is not null)
                {
                    numbers[count++] = number;
                }
            }

            return numbers.AsSpan(0, count).ToArray();
        }

        protected override Dentry Make(int number, string name) =>
            new(this, name, new SymbolicLink(Volume, System.Host.Descriptor(number)?.Entry.Path ?? "(closed)", System.Host.NowNs));
    }
}
