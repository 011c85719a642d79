// A machine that was booted once and saved at the moment when dom0 was ready. Every later start maps the saved memory
// copy-on-write and loads the device state: a tenth of a second instead of a boot, and always the same state.

namespace LibOS.Sandbox;

/// <summary>The files of a machine that is ready to serve.</summary>
/// <param name="MemoryFile">Its memory; sparse, mapped privately by each machine that starts from it.</param>
/// <param name="StateFile">Its devices and CPUs.</param>
internal sealed record SavedMachine(string MemoryFile, string StateFile)
{
    /// <summary>The saved machine of this image, mode and size; booted and saved first when there is none.</summary>
    public static async Task<SavedMachine> GetAsync(SandboxImage image, EmulationMode mode, int memoryMiB, IProgress<string>? progress, CancellationToken ct)
    {
        string directory = Path.Combine(image.Directory, $"ready-{mode.ToString().ToLowerInvariant()}-{memoryMiB}");
        if (!Directory.Exists(directory))
        {
            using FileLock guard = await FileLock.AcquireAsync(directory + ".lock", ct);
            if (!Directory.Exists(directory))
            {
                progress?.Report("booting Xen and dom0 (once; the booted machine is kept)");
                await BootAndSaveAsync(image, mode, memoryMiB, directory, ct);
            }
        }

        return In(directory);
    }

    private static SavedMachine In(string directory) => new(Path.Combine(directory, "memory"), Path.Combine(directory, "state"));

    private static async Task BootAndSaveAsync(SandboxImage image, EmulationMode mode, int memoryMiB, string directory, CancellationToken ct)
    {
        string work = directory + ".new";
        SandboxImage.DeleteIfPresent(work);
        Directory.CreateDirectory(work);
        SavedMachine saved = In(work);
        var machine = new Machine(SessionDirectory.CreateTemporary());
        await using (QemuProcess qemu = QemuProcess.Start(machine.Session, QemuArguments.Create(image, machine.Session, mode, memoryMiB, saved.MemoryFile, saving: true, restoring: false)))
        {
            await machine.WaitForQemuAsync(ct);
            using var slow = CancellationTokenSource.CreateLinkedTokenSource(ct);
            slow.CancelAfter(TimeSpan.FromMinutes(5));
            try
            {
                await Sandbox.AttachDom0Async(machine, slow.Token);
                await WarmUpAsync(machine, slow.Token);
                await machine.RequestAsync(Machine.CommandSlot, Machine.CommandSlot, "detach", "-", null, null, slow.Token);
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                throw new SandboxException("dom0 did not come up within five minutes", machine.Session.ReadLogTail(), "libos doctor");
            }

            await machine.SaveAsync(saved.StateFile, ct);
        }

        Directory.Move(work, directory);
    }

    private static async Task WarmUpAsync(Machine machine, CancellationToken ct)
    {
        string kernel = Path.Combine(machine.Session.Path, "warm-up");
        await File.WriteAllBytesAsync(kernel, WarmUpKernel.Create(), ct);
        var spec = new GuestSpec { Name = "warm-up", KernelPath = kernel, MemoryMiB = 16, Timeout = TimeSpan.FromMinutes(1) };
        GuestResult result = await new SandboxGuests(machine).RunOnceAsync(spec, null, ct);
        if (result.Shutdown != GuestShutdown.PowerOff)
        {
            throw new SandboxException("the new sandbox cannot run the smallest guest", $"{result.Shutdown}: {result.Explanation}\n{string.Join('\n', result.XenLog)}", "libos doctor");
        }
    }
}
