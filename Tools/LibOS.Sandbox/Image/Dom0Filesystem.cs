// Puts dom0 together: one initramfs with busybox, the Xen tools and their libraries, a few kernel modules and the agent.

namespace LibOS.Sandbox;

/// <summary>The contents of dom0's initramfs.</summary>
internal static class Dom0Filesystem
{
    /// <summary>How many requests dom0 serves at the same time: slot 1 is for commands, the others for guests.</summary>
    public const int Slots = 4;

    // In dom0 from the start: the guest interfaces, both backends, and the host's directory over virtio.
    private static readonly string[] s_modules =
    [
        "xen-evtchn", "xen-gntdev", "xen-gntalloc", "xen-privcmd", "xenfs", "xen-netback", "xen-blkback",
        "bridge", "loop", "tun", "veth", "sch_netem", "virtio_pci", "virtio_console", "9pnet_virtio", "9p",
    ];

    private static readonly string[] s_xenTools = ["xl", "xenstored", "xenconsoled", "xen-init-dom0"];

    private static readonly string[] s_programs =
    [
        "/sbin/ip", "/sbin/tc", "/usr/bin/xenstore", "/usr/bin/xenstore-read", "/usr/bin/xenstore-write", "/usr/bin/xenstore-ls",
        "/usr/bin/xenstore-list", "/usr/bin/xenstore-rm",
    ];

    // xl calls pthread_cancel, which opens libgcc_s at run time: ldd does not know.
    private const string GccLibrary = "/lib/x86_64-linux-gnu/libgcc_s.so.1";

    /// <summary>Writes the initramfs.</summary>
    /// <param name="path">The file to create.</param>
    /// <param name="kernelModules">The /lib/modules/VERSION directory of dom0's kernel.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task WriteAsync(string path, string kernelModules, CancellationToken ct)
    {
        using var archive = new CpioArchive(new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 20));
        archive.AddCharacterDevice("dev/console", 5, 1);
        foreach (string directory in (string[])["proc", "sys", "tmp", "run", "root", "var/log", "var/lib", "lib64", "usr/bin", "usr/sbin", "sbin"])
        {
            archive.AddDirectory(directory);
        }

        await AddProgramsAsync(archive, ct);
        await AddBusyboxAsync(archive, ct);
        AddModules(archive, kernelModules);
        archive.AddFile("etc/xen/xl.conf", "autoballoon=\"off\"\n"u8, 0x1A4);
        archive.AddFile("etc/xen/scripts/vif-bridge", ReadResource("hotplug-vif.sh"));
        archive.AddFile("etc/xen/scripts/block", ReadResource("hotplug-block.sh"));
        archive.AddFile("etc/slots", System.Text.Encoding.ASCII.GetBytes($"{Slots}\n"), 0x1A4);
        archive.AddFile("init", ReadResource("dom0-init.sh"));
    }

    /// <summary>An embedded script.</summary>
    internal static byte[] ReadResource(string name)
    {
        using Stream stream = typeof(Dom0Filesystem).Assembly.GetManifestResourceStream(name)!;
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static async Task AddProgramsAsync(CpioArchive archive, CancellationToken ct)
    {
        string[] programs = [.. s_xenTools.Select(tool => $"{DebianPackages.XenTools}/{tool}"), .. s_programs.Where(File.Exists)];
        foreach (string program in programs)
        {
            archive.AddFile(program, await File.ReadAllBytesAsync(program, ct));
        }

        foreach (string library in (await SharedLibraries.ResolveAsync(programs, ct)).Append(GccLibrary).Distinct())
        {
            archive.AddFile(library, await File.ReadAllBytesAsync(library, ct));
        }
    }

    private static async Task AddBusyboxAsync(CpioArchive archive, CancellationToken ct)
    {
        const string busybox = "/bin/busybox";
        archive.AddFile("bin/busybox", await File.ReadAllBytesAsync(busybox, ct));
        string applets = await ExternalCommand.RunAsync(busybox, ["--list"], ct);
        foreach (string applet in applets.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            // The full programs added above stay in front of busybox's own ip and tc.
            if (!archive.Contains($"bin/{applet}") && !archive.Contains($"sbin/{applet}"))
            {
                archive.AddSymbolicLink($"bin/{applet}", "busybox");
            }
        }
    }

    private static void AddModules(CpioArchive archive, string kernelModules)
    {
        var list = new System.Text.StringBuilder();
        foreach (string file in new KernelModules(kernelModules).Resolve(s_modules))
        {
            string target = "lib/modules/" + Path.GetFileName(file);
            archive.AddFile(target, File.ReadAllBytes(file), 0x1A4);
            list.Append('/').Append(target).Append('\n');
        }

        archive.AddFile("etc/modules", System.Text.Encoding.ASCII.GetBytes(list.ToString()), 0x1A4);
    }
}
