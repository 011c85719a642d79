// vCPUs that the host takes and gives (xl vcpu-set) while threads of the guest are busy on all of them: they move, and nothing
// is lost.

using LibOS.Sandbox;

namespace Guest.Tests;

/// <summary>xl vcpu-set.</summary>
[TestFixture]
public sealed class HotplugTests
{
    // Sets so many vCPUs, and says how many run once they do; after half a minute what is then.
    private const string Set = """
        set_vcpus() {
            xl vcpu-set -i $id $1 2> /dev/null
            tries=0
            while online=$(xl vcpu-list $id | tail -n +2 | awk '$5 !~ /p/' | wc -l); [ $online != $1 ] && [ $tries -lt 60 ]; do
                sleep 0.5
                tries=$((tries + 1))
            done
            echo "asked for $1, $online run"
        }

        """;

    [Test]
    public async Task ThreadsMoveWhenTheirCpusGoAndCome()
    {
        LiveGuest guest = await LiveGuest.StartAsync(Spec("hotplug", vcpus: 4, allocations: 20_000_000), "[stress] self-check");
        string said = await guest.InDom0Async(Set + "for n in 1 4 2 3 1 2 4; do set_vcpus $n; done");
        Assert.That(said.Trim().Split('\n'), Is.EqualTo(((int[])[1, 4, 2, 3, 1, 2, 4]).Select(n => $"asked for {n}, {n} run")));
        GuestResult result = await guest.EndAsync();
        Assert.That(result.ExitCode, Is.Zero, result.Report);
        Assert.That(result.Console, Does.Contain("[stress] passed").And.Not.Contain("does not go"));
    }

    [Test]
    public async Task ACpuThatWasNotThereAtTheStartIsUsed()
    {
        LiveGuest guest = await LiveGuest.StartAsync(Spec("comes-later", vcpus: 1), "[stress] self-check");
        Assert.That(await guest.InDom0Async(Set + "set_vcpus 3"), Is.EqualTo("asked for 3, 3 run\n"));
        GuestResult result = await guest.EndAsync();
        Assert.That(result.ExitCode, Is.Zero, result.Report);
    }

    [Test]
    public async Task TheCpuThatBootedStaysAndTheGuestSaysSo()
    {
        LiveGuest guest = await LiveGuest.StartAsync(Spec("first-stays", vcpus: 2), "[stress] self-check");
        await guest.InDom0Async("xenstore-write /local/domain/$id/cpu/0/availability offline");
        await guest.HearAsync("[libos] vCPU 0 does not go offline: it is the one that booted, and stays");
        Assert.That((await guest.EndAsync()).ExitCode, Is.Zero);
    }

    private static GuestSpec Spec(string name, int vcpus, int allocations = 4_000_000) => new()
    {
        Name = name,
        KernelPath = Laboratory.Stress.KernelPath,
        MemoryMiB = 64,
        Vcpus = vcpus,
        ExtraConfigLines = ["maxvcpus=4"],

        // Without the thread that collects: beside a background collection its own may follow each other without end (README).
        Arguments = ["run", "--allocations", allocations.ToString(System.Globalization.CultureInfo.InvariantCulture), "--graphs", "40", "--collect-us", "0"],
        Environment = new Dictionary<string, string> { ["DOTNET_gcConcurrent"] = "0" },
        Timeout = TimeSpan.FromMinutes(5),
    };
}
