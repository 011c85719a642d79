// What /proc/1 and /proc/1/task/N say: proc(5), in the forms that Linux writes and its readers parse.

namespace LibOS.Vfs;

/// <summary>Makes the texts about the program and its threads; thread 0 stands for the whole program.</summary>
internal static class ProcessTexts
{
    private const long NanosecondsPerTick = 1_000_000_000 / 100; // USER_HZ
    private const int KiB = 1024;

    // Name, and unit behind a comma. What is left out of this table has no limit.
    private const string LimitNames = "cpu time,seconds|file size,bytes|data size,bytes|stack size,bytes|core file size,bytes|resident set,bytes|processes,processes|"
        + "open files,files|locked memory,bytes|address space,bytes|file locks,locks|pending signals,signals|msgqueue size,bytes|nice priority,|realtime priority,|realtime timeout,us";

    /// <summary>The name of a thread, or the program's.</summary>
    internal static string NameOf(VfsHost host, int thread) => thread == 1 || Find(host, thread) is not { } status ? RootTree.ProgramName : status.Name;

    // pid comm state ppid pgrp session tty tpgid flags minflt cminflt majflt cmajflt utime stime cutime cstime priority nice
    // num_threads itrealvalue starttime vsize rss rsslim, then what nobody counts here, exit_signal 17 (SIGCHLD) among it.
    internal static void AddStat(ByteText text, VfsHost host, int thread)
    {
        text.Add(thread == 0 ? 1 : thread).Add(" (").Add(NameOf(host, thread)).Add(IsRunning(host, thread) ? ") R" : ") S");
        text.Add(" 0 1 1 0 -1 0 0 0 0 0 ").Add((thread == 0 ? host.CpuTimeNs : Find(host, thread)?.CpuTimeNs ?? 0) / NanosecondsPerTick);
        text.Add(" 0 0 0 20 0 ").Add(host.Threads().Length).Add(" 0 ").Add((Find(host, thread)?.MadeAtNs ?? 0) / NanosecondsPerTick);
        text.Add(" ").Add(Used(host)).Add(" ").Add(UsedPages(host));
        text.Add(" 18446744073709551615 0 0 0 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n");
    }

    internal static void AddStatus(ByteText text, VfsHost host, int thread)
    {
        text.Add("Name:\t").Add(NameOf(host, thread)).Add(IsRunning(host, thread) ? "\nState:\tR (running)" : "\nState:\tS (sleeping)");
        text.Add("\nTgid:\t1\nNgid:\t0\nPid:\t").Add(thread == 0 ? 1 : thread);
        text.Add("\nPPid:\t0\nTracerPid:\t0\nUid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\nFDSize:\t").Add(host.DescriptorLimit).Add("\nGroups:\t0 \n");

        // Nothing is swapped out or shared: what is used is resident and private.
        foreach (string name in (string[])["VmPeak:\t", "VmSize:\t", "VmHWM:\t", "VmRSS:\t", "RssAnon:\t", "VmData:\t"])
        {
            AddKiB(text, name, Used(host));
        }

        AddKiB(text, "VmExe:\t", host.ImageEnd - host.ImageStart);
        text.Add("VmLck:\t0 kB\nVmLib:\t0 kB\nVmSwap:\t0 kB\nThreads:\t").Add(host.Threads().Length);
        text.Add("\nCpus_allowed:\t").AddHex(host.CpuCount >= 64 ? -1 : (1L << host.CpuCount) - 1).Add("\nCpus_allowed_list:\t").Add(SystemTexts.CpuList(host)).Add("\n");
    }

    internal static void AddStatm(ByteText text, VfsHost host) =>
        text.Add(UsedPages(host)).Add(" ").Add(UsedPages(host)).Add(" 0 0 0 ").Add(UsedPages(host)).Add(" 0\n");

    internal static void AddLimits(ByteText text, VfsHost host)
    {
        AddLimit(text, "Limit", "Soft Limit", "Hard Limit", "Units");
        for (string? limits = LimitNames; limits is not null;)
        {
            string limit = ByteText.NextField(ref limits, '|');
            int comma = limit.IndexOf(',');
            string name = limit[..comma];
            string value = name switch
            {
                "open files" => ByteText.Number(host.DescriptorLimit),
                "core file size" => "0",
                "processes" => "1",
                "nice priority" or "realtime priority" => "0",
                _ => "unlimited",
            };
            AddLimit(text, "Max " + name, value, value, limit[(comma + 1)..]);
        }
    }

    private static void AddLimit(ByteText text, string name, string soft, string hard, string unit) =>
        text.Add(name.PadRight(26)).Add(soft.PadRight(21)).Add(hard.PadRight(21)).Add(unit.PadRight(10)).Add("\n");

    private static void AddKiB(ByteText text, string name, long bytes) => text.Add(name).Add(bytes / KiB).Add(" kB\n");

    private static ThreadStatus? Find(VfsHost host, int thread) => Array.Find(host.Threads(), status => status.Id == thread);

    private static bool IsRunning(VfsHost host, int thread) => Array.Exists(host.Threads(), status => status.IsRunning && (thread == 0 || status.Id == thread));

    private static long Used(VfsHost host) => host.TotalBytes - host.FreeBytes;

    private static long UsedPages(VfsHost host) => Used(host) / FilePages.Bytes;
}
