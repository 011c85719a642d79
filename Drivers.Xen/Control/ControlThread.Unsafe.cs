// The thread through which the outside reaches a program: requests of the host and its vCPUs (xenstore), and signals typed at
// the console.
// It is started when the program is, and first runs when Main waits or has used its slice, so it delays no Main.

using System.Runtime.InteropServices;
using System.Text;
using Drivers.Xen.XenStore;

namespace Drivers.Xen.Control;

/// <summary>Watches for requests and signals for as long as the guest lives.</summary>
internal static unsafe class ControlThread
{
    private const uint HVM_PARAM_STORE_PFN = 1;
    private const uint HVM_PARAM_STORE_EVTCHN = 2;

    /// <summary>Starts it. Without memory for a thread there is no control: the guest runs, and xl destroy ends it.</summary>
    internal static void Start()
    {
        // SAFETY: the name is constant data behind which a NUL lies; it is copied during the call.
        fixed (byte* name = "control"u8)
        {
            _ = Bare.ServiceStart(&Run, name);
        }
    }

    [UnmanagedCallersOnly]
    private static void* Run(void* argument)
    {
        _ = argument;
        StoreConnection? connection = Connect();
        IEventChannel channel = connection?.Channel ?? EventPort.None;
        var target = new Target();
        ControlRequests? requests = connection is null ? null : new ControlRequests(new Store(connection), target);
        if (requests?.Begin() is not StoreError.None)
        {
            requests = null;
        }

        CpuAvailability? cpus = connection is null ? null : new CpuAvailability(new Store(connection), target);
        if (cpus?.Begin() is not StoreError.None)
        {
            cpus = null;
        }

        while (true)
        {
            uint seen = channel.Count;
            int signal = Bare.ConsoleSignal();
            if (signal != 0)
            {
                _ = Bare.SignalDeliver(signal);
            }

            requests?.Serve();
            cpus?.Serve();
            channel.Wait(seen);
        }
    }

    // Null when the toolstack gave the domain no xenstore.
    private static StoreConnection? Connect()
    {
        ulong frame;
        ulong port;

        // SAFETY: both numbers are written during the calls. The page is the toolstack's and stays; what is in it is checked
        // at each use.
        return Bare.HvmParameter(HVM_PARAM_STORE_PFN, &frame) == 0
            && Bare.HvmParameter(HVM_PARAM_STORE_EVTCHN, &port) == 0
            && frame is not (0 or ulong.MaxValue)
            && port is not (0 or > uint.MaxValue)
            && EventPort.Bind((uint)port) is { } channel
            ? new StoreConnection(new StoreRing(Bare.MapShared(frame)), channel)
            : null;
    }

    private sealed class Target : IControlTarget, ICpuTarget
    {
        private const int SIGTERM = 15;

        public int Limit => Bare.CpuLimit();

        public int SetOnline(int cpu, bool online) => Bare.CpuSetOnline(cpu, online ? 1 : 0);

        public void Terminate(bool restarts)
        {
            if (restarts)
            {
                Bare.RestartAtEnd();
            }

            _ = Bare.SignalDeliver(SIGTERM);
        }

        public void EndNow(uint reason) => Bare.EndDomain(reason);

        public void Say(string line)
        {
            byte[] text = Encoding.UTF8.GetBytes("[libos] " + line + "\n");

            // SAFETY: the text is pinned during the call, which copies it.
            fixed (byte* bytes = text)
            {
                _ = Bare.ConsoleWrite(bytes, text.Length);
            }
        }
    }
}
