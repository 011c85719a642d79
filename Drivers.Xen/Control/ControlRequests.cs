// What the host asks of a whole guest: the protocol at control/shutdown and control/sysrq (docs/misc/xenstore-paths.pandoc;
// xl shutdown, xl reboot, xl sysrq). A request is acknowledged by writing an empty value, before it is carried out.

using Drivers.Xen.XenStore;

namespace Drivers.Xen.Control;

/// <summary>Carries out what is asked for.</summary>
internal interface IControlTarget
{
    /// <summary>The program is told to end; the domain restarts afterwards, or is off.</summary>
    void Terminate(bool restarts);

    /// <summary>Ends the domain without asking the program.</summary>
    /// <param name="reason">SHUTDOWN_* of sched.h.</param>
    void EndNow(uint reason);

    /// <summary>Says something on the console.</summary>
    void Say(string line);
}

/// <summary>Reads requests, acknowledges and passes them on.</summary>
internal sealed class ControlRequests(Store store, IControlTarget target)
{
    internal const uint SHUTDOWN_poweroff = 0;
    internal const uint SHUTDOWN_reboot = 1;
    internal const uint SHUTDOWN_crash = 3;

    private const string Directory = "control";
    private const string ShutdownPath = "control/shutdown";
    private const string KeyPath = "control/sysrq";

    private StoreWatch? _watch;
    private string _refused = "";

    /// <summary>Says what is understood and begins to watch.</summary>
    internal StoreError Begin()
    {
        // A toolstack that wants to know makes these nodes writable; one that does not refuses, and nothing is lost.
        // There is none for keys: libxl 4.17 has no such node, and Linux writes none.
        foreach (string request in (ReadOnlySpan<string>)["poweroff", "reboot"])
        {
            _ = store.Write("control/feature-" + request, "1");
        }

        StoreError error = store.Watch(Directory, out StoreWatch watch);
        _watch = error == StoreError.None ? watch : null;
        return error;
    }

    /// <summary>Serves what has come. Does not wait for more.</summary>
    internal void Serve()
    {
        if (_watch is null)
        {
            return;
        }

        bool hasEvent = false;
        while (store.Connection.Take(_watch) is not null)
        {
            hasEvent = true;
        }

        if (hasEvent)
        {
            // Whatever the event names: an event may be spurious, and several changes may be one event.
            ServeShutdown(Take(ShutdownPath, IsShutdown));
            ServeKey(Take(KeyPath, static value => value[0] != '\0'));
        }
    }

    private static bool IsShutdown(string request) => request is "poweroff" or "halt" or "reboot";

    // The value, after it was set back in the same transaction when it is one to acknowledge; empty when there is none.
    private string Take(string path, Func<string, bool> isAcknowledged)
    {
        StoreError ended = StoreError.EAGAIN;
        string value = "";
        while (ended == StoreError.EAGAIN)
        {
            // Most events are about something else: no transaction for them.
            if (store.Read(path, out value) != StoreError.None || value.Length == 0 || !isAcknowledged(value))
            {
                return value;
            }

            if (store.Begin(out uint transaction) != StoreError.None)
            {
                return "";
            }

            StoreError error = store.Read(path, out value, transaction);
            bool isRequest = error == StoreError.None && value.Length != 0 && isAcknowledged(value);
            if (isRequest)
            {
                error = store.Write(path, "", transaction);
            }

            ended = store.End(transaction, keep: isRequest && error == StoreError.None);
        }

        return ended == StoreError.None ? value : "";
    }

    private void ServeShutdown(string request)
    {
        if (IsShutdown(request))
        {
            target.Terminate(restarts: request == "reboot");
        }
        else if (request.Length != 0 && request != _refused)
        {
            // Not acknowledged: the toolstack takes the request back and says that the guest did not follow.
            target.Say($"the host asks for \"{Printable(request)}\", which this guest cannot do");
        }

        _refused = request;
    }

    // The letters as in Linux (sysrq.c).
    private void ServeKey(string keys)
    {
        switch (keys.Length == 0 ? '\0' : keys[0])
        {
            case '\0':
                break;
            case 'b':
                target.EndNow(SHUTDOWN_reboot);
                break;
            case 'o':
                target.EndNow(SHUTDOWN_poweroff);
                break;
            case 'c':
                target.EndNow(SHUTDOWN_crash);
                break;
            default:
                target.Say($"sysrq \"{Printable(keys)}\": b restarts, o powers off, c crashes with a report");
                break;
        }
    }

    // What the store holds may be anything; the console shows a short piece without control characters.
    private static string Printable(string text)
    {
        const int Limit = 32;
        char[] characters = text[..Math.Min(text.Length, Limit)].ToCharArray();
        for (int i = 0; i < characters.Length; i++)
        {
            characters[i] = char.IsControl(characters[i]) ? '?' : characters[i];
        }

        return new string(characters);
    }
}
