// What the files of /proc and /sys say: proc(5), in the forms that Linux writes and its readers parse.

namespace LibOS.Vfs;

/// <summary>The texts; the first are in the order of the names in <see cref="SystemFiles"/>.</summary>
internal enum SystemText : byte
{
    MemoryInformation,
    Uptime,
    Version,
    CpuInformation,
    Stat,
    LoadAverage,
    OsType,
    OsRelease,
    HostName,
    Name,
    CommandLine,
    Environment,
    Mounts,
    MountInformation,
    Statm,
    ProcessStat,
    ProcessStatus,
    Maps,
    CpuList,
}

/// <summary>Makes the texts.</summary>
internal static class SystemTexts
{
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const long NanosecondsPerTick = NanosecondsPerSecond / 100; // USER_HZ
    private const int KiB = 1024;

    /// <summary>The text as it is now.</summary>
    /// <param name="thread">The thread that it is about; 0 for the whole program.</param>
    internal static byte[] Produce(FileSystem system, SystemText kind, int thread)
    {
        VfsHost host = system.Host;
        var text = new ByteText();
        switch (kind)
        {
            case SystemText.MemoryInformation:
                AddKiB(text, "MemTotal:\t", host.TotalBytes);
                AddKiB(text, "MemFree:\t", host.FreeBytes);
                AddKiB(text, "MemAvailable:\t", host.FreeBytes);
                text.Add("SwapTotal:\t0 kB\nSwapFree:\t0 kB\n");
                break;
            case SystemText.Uptime:
                AddSeconds(AddSeconds(text, host.UptimeNs).Add(" "), IdleNs(host)).Add("\n");
                break;
            case SystemText.Version:
                text.Add("Linux version ").Add(host.Release).Add(" (LibOS)\n");
                break;
            case SystemText.CpuInformation:
                for (int i = 0; i < host.CpuCount; i++)
                {
                    text.Add("processor\t: ").Add(i).Add("\nphysical id\t: 0\ncore id\t\t: ").Add(i).Add("\n\n");
                }

                break;
            case SystemText.Stat:
                text.Add("cpu  ").Add(CpuTimeNs(host, 0) / NanosecondsPerTick).Add(" 0 0 ").Add(IdleNs(host) / NanosecondsPerTick);
                text.Add(" 0 0 0 0 0 0\nbtime ").Add((host.NowNs - host.UptimeNs) / NanosecondsPerSecond).Add("\n");
                break;
            case SystemText.LoadAverage:
                // All three are the average since the start: nobody samples the run queue.
                for (int i = 0; i < 3; i++)
                {
                    AddSeconds(text, host.CpuTimeNs * NanosecondsPerTick / Math.Max(1, host.UptimeNs) * 100).Add(" ");
                }

                text.Add(RunningCount(host)).Add("/").Add(host.Threads().Length).Add(" 1\n");
                break;
            case SystemText.OsType:
                text.Add("Linux\n"); // what the runtime was compiled for
                break;
            case SystemText.OsRelease:
                text.Add(host.Release).Add("\n");
                break;
            case SystemText.HostName:
                text.Add(host.HostName).Add("\n");
                break;
            case SystemText.Name:
                text.Add(NameOf(host, thread)).Add("\n");
                break;
            case SystemText.CommandLine:
                return host.CommandLine();
            case SystemText.Environment:
                return host.EnvironmentBlock();
            case SystemText.Mounts:
                foreach (Volume volume in system.Volumes)
                {
                    text.Add(volume.TypeName).Add(" ").Add(volume.MountPoint).Add(" ").Add(volume.TypeName).Add(" rw,relatime 0 0\n");
                }

                break;
            case SystemText.MountInformation:
                AddMountInformation(text, system);
                break;
            case SystemText.Statm:
                text.Add(UsedPages(host)).Add(" ").Add(UsedPages(host)).Add(" 0 0 0 ").Add(UsedPages(host)).Add(" 0\n");
                break;
            case SystemText.ProcessStat:
                AddProcessStat(text, host, thread);
                break;
            case SystemText.ProcessStatus:
                AddProcessStatus(text, host, thread);
                break;
            case SystemText.Maps:
                text.AddHex(host.ImageStart).Add("-").AddHex(host.ImageEnd).Add(" r-xp 00000000 00:01 0          ").Add(RootTree.ProgramPath).Add("\n");
                break;
            case SystemText.CpuList:
                text.Add(host.CpuCount == 1 ? "0\n" : "0-" + ByteText.Number(host.CpuCount - 1) + "\n");
                break;
        }

        return text.ToArray();
    }

    private static void AddMountInformation(ByteText text, FileSystem system)
    {
        for (int i = 0; i < system.Volumes.Length; i++)
        {
            Volume volume = system.Volumes[i];
            text.Add(i + 2).Add(i == 0 ? " 1 0:" : " 2 0:").Add(volume.Device).Add(" / ").Add(volume.MountPoint);
            text.Add(" rw,relatime - ").Add(volume.TypeName).Add(" ").Add(volume.TypeName).Add(" rw\n");
        }
    }

    // pid comm state ppid pgrp session tty tpgid flags minflt cminflt majflt cmajflt utime stime cutime cstime priority nice
    // num_threads itrealvalue starttime vsize rss rsslim, then what nobody counts here, exit_signal 17 (SIGCHLD) among it.
    private static void AddProcessStat(ByteText text, VfsHost host, int thread)
    {
        text.Add(thread == 0 ? 1 : thread).Add(" (").Add(NameOf(host, thread)).Add(IsRunning(host, thread) ? ") R" : ") S");
        text.Add(" 0 1 1 0 -1 0 0 0 0 0 ").Add(CpuTimeNs(host, thread) / NanosecondsPerTick).Add(" 0 0 0 20 0 ").Add(host.Threads().Length);
        text.Add(" 0 0 ").Add(Used(host)).Add(" ").Add(UsedPages(host));
        text.Add(" 18446744073709551615 0 0 0 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n");
    }

    private static void AddProcessStatus(ByteText text, VfsHost host, int thread)
    {
        text.Add("Name:\t").Add(NameOf(host, thread)).Add(IsRunning(host, thread) ? "\nState:\tR (running)" : "\nState:\tS (sleeping)");
        text.Add("\nTgid:\t1\nPid:\t").Add(thread == 0 ? 1 : thread).Add("\nPPid:\t0\nTracerPid:\t0\nUid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\n");

        // Nothing is swapped out or shared: what is used is resident and private.
        foreach (string name in (string[])["VmPeak:\t", "VmSize:\t", "VmHWM:\t", "VmRSS:\t", "VmData:\t"])
        {
            AddKiB(text, name, Used(host));
        }

        text.Add("VmSwap:\t0 kB\nThreads:\t").Add(host.Threads().Length).Add("\n");
    }

    private static void AddKiB(ByteText text, string name, long bytes) => text.Add(name).Add(bytes / KiB).Add(" kB\n");

    private static ByteText AddSeconds(ByteText text, long nanoseconds)
    {
        long hundredths = nanoseconds / (NanosecondsPerSecond / 100);
        return text.Add(hundredths / 100).Add(hundredths % 100 < 10 ? ".0" : ".").Add(hundredths % 100);
    }

    private static string NameOf(VfsHost host, int thread)
    {
        foreach (ThreadStatus status in host.Threads())
        {
            if (status.Id == thread && status.Id != 1)
            {
                return status.Name;
            }
        }

        return RootTree.ProgramName;
    }

    private static bool IsRunning(VfsHost host, int thread)
    {
        foreach (ThreadStatus status in host.Threads())
        {
            if (status.IsRunning && (thread == 0 || status.Id == thread))
            {
                return true;
            }
        }

        return false;
    }

    private static int RunningCount(VfsHost host)
    {
        int count = 0;
        foreach (ThreadStatus status in host.Threads())
        {
            count += status.IsRunning ? 1 : 0;
        }

        return count;
    }

    private static long CpuTimeNs(VfsHost host, int thread)
    {
        if (thread == 0)
        {
            return host.CpuTimeNs;
        }

        foreach (ThreadStatus status in host.Threads())
        {
            if (status.Id == thread)
            {
                return status.CpuTimeNs;
            }
        }

        return 0;
    }

    private static long IdleNs(VfsHost host) => Math.Max(0, (host.UptimeNs * host.CpuCount) - host.CpuTimeNs);

    private static long Used(VfsHost host) => host.TotalBytes - host.FreeBytes;

    private static long UsedPages(VfsHost host) => Used(host) / FilePages.Bytes;
}
