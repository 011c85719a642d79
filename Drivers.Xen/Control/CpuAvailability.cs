// vCPUs that the host takes and gives while the guest runs: cpu/N/availability, "online" or "offline" (xl vcpu-set;
// docs/misc/xenstore-paths.pandoc). Nothing is acknowledged: the host sees a vCPU go down.

using System.Globalization;
using Drivers.Xen.XenStore;

namespace Drivers.Xen.Control;

/// <summary>Starts and stops vCPUs.</summary>
internal interface ICpuTarget
{
    /// <summary>vCPUs that the domain can have; their numbers are below it.</summary>
    int Limit { get; }

    /// <summary>Lets a vCPU run threads, or not, and waits until that is so; nothing happens where it is so already. 0, or an errno.</summary>
    int SetOnline(int cpu, bool online);

    /// <summary>Says something on the console.</summary>
    void Say(string line);
}

/// <summary>Follows what the host says of each vCPU.</summary>
internal sealed class CpuAvailability(Store store, ICpuTarget target)
{
    private const string Directory = "cpu";

    private StoreWatch? _watch;
    private string _refused = "";

    /// <summary>Begins to watch. A domain of one vCPU has nothing to watch for.</summary>
    internal StoreError Begin()
    {
        if (target.Limit <= 1)
        {
            return StoreError.None;
        }

        StoreError error = store.Watch(Directory, out StoreWatch watch);
        _watch = error == StoreError.None ? watch : null;
        return error;
    }

    /// <summary>Serves what has come. Does not wait for more.</summary>
    internal void Serve()
    {
        bool hasEvent = false;
        while (_watch is not null && store.Connection.Take(_watch) is not null)
        {
            hasEvent = true;
        }

        // Whatever the event names: an event may be spurious, and several changes may be one event. Those that come are
        // served first, so that threads always have somewhere to go.
        if (hasEvent)
        {
            Follow("online");
            Follow("offline");
        }
    }

    private void Follow(string wanted)
    {
        for (int cpu = 0; cpu < target.Limit; cpu++)
        {
            string number = cpu.ToString(CultureInfo.InvariantCulture);
            if (store.Read($"{Directory}/{number}/availability", out string value) != StoreError.None || value != wanted)
            {
                continue;
            }

            int error = target.SetOnline(cpu, wanted == "online");
            string refusal = $"{wanted} {number}";
            if (error != 0 && refusal != _refused)
            {
                target.Say($"vCPU {number} does not go {wanted}: {Reason(cpu, error)}");
                _refused = refusal;
            }
        }
    }

    private static string Reason(int cpu, int error) => cpu == 0
        ? "it is the one that booted, and stays"
        : "error " + error.ToString(CultureInfo.InvariantCulture);
}
