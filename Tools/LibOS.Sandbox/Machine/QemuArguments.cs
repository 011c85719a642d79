// The QEMU command line. Every argument here was tried with Debian 12's QEMU 7.2 and Xen 4.17; change one at a time.

namespace LibOS.Sandbox;

/// <summary>Describes the emulated machine.</summary>
internal static class QemuArguments
{
    public const string Program = "qemu-system-x86_64";

    private const int Dom0MemoryMiB = 512;

    /// <summary>The arguments for one machine.</summary>
    /// <param name="image">What to boot.</param>
    /// <param name="session">The session's directory: sockets, logs, and what dom0 sees as /share.</param>
    /// <param name="mode">How to execute.</param>
    /// <param name="memoryMiB">Memory of the whole machine: dom0 takes 512, guests share the rest.</param>
    /// <param name="memoryFile">The file that is the machine's memory.</param>
    /// <param name="saving">True: changes go to that file. False: they stay private to this process (copy on write).</param>
    /// <param name="restoring">True: do not boot, wait for a saved state.</param>
    public static IReadOnlyList<string> Create(SandboxImage image, SessionDirectory session, EmulationMode mode, int memoryMiB, string? memoryFile, bool saving, bool restoring)
    {
        List<string> arguments = [.. Acceleration(mode)];
        arguments.AddRange(["-m", $"{memoryMiB}M", "-nodefaults", "-no-user-config", "-no-reboot", "-display", "none"]);
        if (memoryFile is null)
        {
            arguments.AddRange(["-machine", "pc"]);
        }
        else
        {
            string share = saving ? "on" : "off";
            arguments.AddRange(["-object", $"memory-backend-file,id=ram,size={memoryMiB}M,mem-path={Escape(memoryFile)},share={share}", "-machine", "pc,memory-backend=ram"]);
        }

        arguments.AddRange(["-serial", $"file:{session.XenLog}"]);
        arguments.AddRange(["-qmp", $"unix:{session.QmpSocket},server=on,wait=off"]);
        // ioeventfd=off: what dom0 writes reaches the host within the instruction that writes it. With it, dom0 would wait
        // for another thread, and in the instruction-counted mode waiting makes the clock jump.
        arguments.AddRange(["-device", "virtio-serial-pci,ioeventfd=off"]);
        for (int slot = 1; slot <= Dom0Filesystem.Slots; slot++)
        {
            arguments.AddRange(["-chardev", $"socket,id=slot{slot},path={session.SlotSocket(slot)},server=on,wait=off"]);
            arguments.AddRange(["-device", $"virtserialport,chardev=slot{slot},name=slot{slot},nr={slot}"]);
        }

        arguments.AddRange(["-fsdev", $"local,id=share,path={Escape(session.Share)},security_model=none", "-device", "virtio-9p-pci,fsdev=share,mount_tag=share"]);
        // bootscrub=0: do not touch all memory at boot. guest_loglvl=all: a guest's death is explained in the log.
        string xen = $"console=com1 com1=115200,8n1 dom0_mem={Dom0MemoryMiB}M,max:{Dom0MemoryMiB}M bootscrub=0 loglvl=info guest_loglvl=all";
        arguments.AddRange(["-kernel", image.Hypervisor, "-append", xen, "-initrd", $"{Escape(image.Kernel)} console=hvc0 quiet {EmulatedCpu.KernelParameters},{Escape(image.Initramfs)}"]);
        if (restoring)
        {
            arguments.AddRange(["-incoming", "defer"]);
        }

        return arguments;
    }

    // SMAP off: with it the PV dom0 dies in Xen's create_bounce_frame under emulation. The protection keys go with it.
    private static string[] Acceleration(EmulationMode mode) => mode switch
    {
        EmulationMode.Measured => ["-accel", "tcg,thread=single", "-icount", "shift=1,sleep=off", "-smp", "1", "-cpu", "max,-smap,-pks,-pku"],
        EmulationMode.Fast => ["-accel", "tcg,thread=multi", "-smp", "2", "-cpu", "max,-smap,-pks,-pku"],
        EmulationMode.Kvm => ["-accel", "kvm", "-smp", "2", "-cpu", "host"],
        _ => throw new ArgumentOutOfRangeException(nameof(mode)),
    };

    // QEMU splits its options at commas; a doubled comma stands for one.
    private static string Escape(string path) => path.Replace(",", ",,", StringComparison.Ordinal);
}
