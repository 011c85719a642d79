// /proc and /sys, as far as the base class library and common libraries read them: proc(5). A guest has one process, 1.

using System.Globalization;

namespace LibOS.Vfs;

/// <summary>Makes /proc and /sys.</summary>
internal static class SystemFiles
{
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const long NanosecondsPerTick = NanosecondsPerSecond / 100; // USER_HZ
    private const int KiB = 1024;

    /// <summary>Mounts both.</summary>
    internal static void Mount(FileSystem system)
    {
        Directory process = system.Mount(new Volume(3, "proc", Volume.PROC_SUPER_MAGIC, "/proc", 0), system.Root, "proc", isWritable: false);
        AddGlobal(system, process);
        Directory own = AddDirectory(system, process, "1");
        AddProcess(system, own);
        AddLink(system, process, "self", "1");
        AddLink(system, process, "mounts", "self/mounts");
        Directory kernel = AddDirectory(system, AddDirectory(system, process, "sys"), "kernel");
        AddFile(system, kernel, "ostype", () => "Linux\n"); // what the runtime was compiled for
        AddFile(system, kernel, "hostname", () => HostName(system) + "\n");
        Directory root = system.Mount(new Volume(4, "sysfs", Volume.SYSFS_MAGIC, "/sys", 0), system.Root, "sys", isWritable: false);
        Directory cpus = AddDirectory(system, AddDirectory(system, AddDirectory(system, root, "devices"), "system"), "cpu");
        foreach (string name in (string[])["online", "possible", "present"])
        {
            AddFile(system, cpus, name, () => system.Host.CpuCount == 1 ? "0\n" : "0-" + Text(system.Host.CpuCount - 1) + "\n");
        }
    }

    /// <summary>The bytes of ASCII text.</summary>
    internal static byte[] Bytes(string text)
    {
        byte[] bytes = new byte[text.Length];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)text[i];
        }

        return bytes;
    }

    private static void AddGlobal(FileSystem system, Directory process)
    {
        VfsHost host = system.Host;
        AddFile(system, process, "meminfo", () => string.Concat(
            Line("MemTotal:", host.TotalBytes), Line("MemFree:", host.FreeBytes), Line("MemAvailable:", host.FreeBytes), Line("SwapTotal:", 0) + Line("SwapFree:", 0)));
        AddFile(system, process, "uptime", () => Seconds(host.UptimeNs) + " " + Seconds(Math.Max(0, (host.UptimeNs * host.CpuCount) - host.CpuTimeNs)) + "\n");
        AddFile(system, process, "version", () => "Linux version LibOS\n");
        AddFile(system, process, "cpuinfo", () => CpuInformation(host.CpuCount));
        AddFile(system, process, "stat", () => string.Concat(
            "cpu  " + Text(host.CpuTimeNs / NanosecondsPerTick) + " 0 0 ",
            Text(Math.Max(0, (host.UptimeNs * host.CpuCount) - host.CpuTimeNs) / NanosecondsPerTick),
            " 0 0 0 0 0 0\nbtime " + Text((host.NowNs - host.UptimeNs) / NanosecondsPerSecond),
            "\n"));
    }

    private static void AddProcess(FileSystem system, Directory own)
    {
        VfsHost host = system.Host;
        AddLink(system, own, "exe", RootTree.ProgramPath);
        AddLink(system, own, "root", "/");
        AddFile(system, own, "comm", () => "program\n");
        AddFile(system, own, "cmdline", () => RootTree.ProgramPath + "\0");
        AddBytes(system, own, "environ", host.EnvironmentBlock);
        AddFile(system, own, "mounts", () => Mounts(system));
        AddFile(system, own, "mountinfo", () => MountInformation(system));
        AddFile(system, own, "statm", () => Pages(host) + " " + Pages(host) + " 0 0 0 " + Pages(host) + " 0\n");
        AddFile(system, own, "status", () => string.Concat(
            "Name:\tprogram\nState:\tR (running)\nTgid:\t1\nPid:\t1\nPPid:\t0\nTracerPid:\t0\nUid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\n",
            Line("VmSize:", Used(host)),
            Line("VmRSS:", Used(host)),
            Line("VmSwap:", 0)));

        // pid comm state ppid pgrp session tty tpgid flags minflt cminflt majflt cmajflt utime stime cutime cstime priority
        // nice num_threads itrealvalue starttime vsize rss rsslim, then more; 0 is what nobody counts here.
        AddFile(system, own, "stat", () => string.Concat(
            "1 (program) R 0 1 1 0 -1 0 0 0 0 0 " + Text(host.CpuTimeNs / NanosecondsPerTick),
            " 0 0 0 20 0 0 0 0 " + Text(Used(host)) + " " + Pages(host),
            " 18446744073709551615 0 0 0 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n"));
    }

    private static string CpuInformation(int count)
    {
        string text = "";
        for (int i = 0; i < count; i++)
        {
            text += "processor\t: " + Text(i) + "\nphysical id\t: 0\ncore id\t\t: " + Text(i) + "\n\n";
        }

        return text;
    }

    private static string Mounts(FileSystem system)
    {
        string text = "";
        foreach (Volume volume in system.Volumes)
        {
            text += volume.TypeName + " " + volume.MountPoint + " " + volume.TypeName + " rw,relatime 0 0\n";
        }

        return text;
    }

    private static string MountInformation(FileSystem system)
    {
        string text = "";
        for (int i = 0; i < system.Volumes.Length; i++)
        {
            Volume volume = system.Volumes[i];
            text += string.Concat(Text(i + 2), i == 0 ? " 1 0:" : " 2 0:", Text(volume.Device), " / ")
                + volume.MountPoint + " rw,relatime - " + volume.TypeName + " " + volume.TypeName + " rw\n";
        }

        return text;
    }

    private static string HostName(FileSystem system) => system.Host.Variable("HOSTNAME") is { Length: > 0 } name ? name : "localhost";

    private static long Used(VfsHost host) => host.TotalBytes - host.FreeBytes;

    private static string Pages(VfsHost host) => Text(Used(host) / RegularFile.PageBytes);

    // "Name:     1234 kB", as in meminfo and status.
    private static string Line(string name, long bytes) => name + "\t" + Text(bytes / KiB) + " kB\n";

    private static string Seconds(long nanoseconds)
    {
        long hundredths = nanoseconds / (NanosecondsPerSecond / 100);
        string fraction = Text(hundredths % 100);
        return Text(hundredths / 100) + (fraction.Length == 1 ? ".0" : ".") + fraction;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static Directory AddDirectory(FileSystem system, Directory parent, string name)
    {
        var made = new Directory(parent.Volume, 0x16D, system.Host.NowNs, parent, name) { IsWritable = false };
        parent.Add(made.Self);
        return made;
    }

    private static void AddLink(FileSystem system, Directory parent, string name, string target) =>
        parent.Add(new Dentry(parent, name, new SymbolicLink(parent.Volume, target, system.Host.NowNs)));

    private static void AddFile(FileSystem system, Directory parent, string name, Func<string> produce) =>
        AddBytes(system, parent, name, () => Bytes(produce()));

    private static void AddBytes(FileSystem system, Directory parent, string name, Func<byte[]> produce) =>
        parent.Add(new Dentry(parent, name, new GeneratedFile(parent.Volume, system.Host.NowNs, produce)));
}
