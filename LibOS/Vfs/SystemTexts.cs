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
    Limits,
    BootId,
    Uuid,
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
                AddMemoryInformation(text, host);
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
                    text.Add(host.CpuInformation(i));
                }

                break;
            case SystemText.Stat:
                AddCpuTimes(text, host);
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
                text.Add(ProcessTexts.NameOf(host, thread)).Add("\n");
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
                ProcessTexts.AddStatm(text, host);
                break;
            case SystemText.ProcessStat:
                ProcessTexts.AddStat(text, host, thread);
                break;
            case SystemText.ProcessStatus:
                ProcessTexts.AddStatus(text, host, thread);
                break;
            case SystemText.Maps:
                text.AddHex(host.ImageStart).Add("-").AddHex(host.ImageEnd).Add(" r-xp 00000000 00:01 0          ").Add(RootTree.ProgramPath).Add("\n");
                break;
            case SystemText.Limits:
                ProcessTexts.AddLimits(text, host);
                break;
            case SystemText.BootId:
                text.Add(system.BootId).Add("\n");
                break;
            case SystemText.Uuid:
                text.Add(RandomIdentifier.Make(host)).Add("\n");
                break;
            case SystemText.CpuList:
                text.Add(CpuList(host)).Add("\n");
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

    // Nothing is cached beside the files themselves, and nothing swapped out.
    private static void AddMemoryInformation(ByteText text, VfsHost host)
    {
        AddColumn(text, "MemTotal:", host.TotalBytes);
        AddColumn(text, "MemFree:", host.FreeBytes);
        AddColumn(text, "MemAvailable:", host.FreeBytes);
        foreach (string name in (string[])["Buffers:", "Cached:", "SwapCached:", "SwapTotal:", "SwapFree:", "SReclaimable:"])
        {
            AddColumn(text, name, 0);
        }

        AddColumn(text, "CommitLimit:", host.TotalBytes);
        AddColumn(text, "Committed_AS:", host.TotalBytes - host.FreeBytes);
    }

    private static void AddColumn(ByteText text, string name, long bytes) =>
        text.Add(name.PadRight(16)).Add(ByteText.Number(bytes / KiB).PadLeft(8)).Add(" kB\n");

    private static void AddCpuTimes(ByteText text, VfsHost host)
    {
        AddCpuTimes(text, "cpu ", host, 1);
        for (int i = 0; i < host.CpuCount; i++)
        {
            AddCpuTimes(text, "cpu" + ByteText.Number(i), host, host.CpuCount);
        }

        text.Add("btime ").Add((host.NowNs - host.UptimeNs) / NanosecondsPerSecond);
        text.Add("\nprocs_running ").Add(RunningCount(host)).Add("\nprocs_blocked 0\n");
    }

    // user nice system idle iowait irq softirq steal guest guest_nice, in USER_HZ.
    private static void AddCpuTimes(ByteText text, string name, VfsHost host, int share) =>
        text.Add(name).Add(" ").Add(host.CpuTimeNs / NanosecondsPerTick / share).Add(" 0 0 ").Add(IdleNs(host) / NanosecondsPerTick / share).Add(" 0 0 0 0 0 0\n");

    /// <summary>The CPUs as Linux lists them.</summary>
    internal static string CpuList(VfsHost host) => host.CpuCount == 1 ? "0" : "0-" + ByteText.Number(host.CpuCount - 1);

    private static ByteText AddSeconds(ByteText text, long nanoseconds)
    {
        long hundredths = nanoseconds / (NanosecondsPerSecond / 100);
        return text.Add(hundredths / 100).Add(hundredths % 100 < 10 ? ".0" : ".").Add(hundredths % 100);
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

    private static long IdleNs(VfsHost host) => Math.Max(0, (host.UptimeNs * host.CpuCount) - host.CpuTimeNs);
}
