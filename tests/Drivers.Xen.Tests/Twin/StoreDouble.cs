// xenstored's side of the ring: a small store that serves requests whenever it is notified, and that a test can make lie.

using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using Drivers.Xen.XenStore;

namespace Drivers.Xen.Tests.Twin;

/// <summary>The daemon and the event channel to it. One thread: it works inside Notify and Wait.</summary>
internal sealed unsafe class StoreDouble : IEventChannel, IDisposable
{
    private const uint Size = XenStoreDomainInterface.XENSTORE_RING_SIZE;

    private readonly XenStoreDomainInterface* _page;
    private readonly List<byte> _incoming = [];
    private readonly Queue<byte> _outgoing = new();
    private readonly List<(string Path, string Token)> _watches = [];
    private KeyValuePair<string, string>[] _before = [];
    private int _transactions;

    /// <param name="firstIndex">Where all four indices stand at first.</param>
    internal StoreDouble(uint firstIndex = 0)
    {
        _page = (XenStoreDomainInterface*)NativeMemory.AllocZeroed(4096);
        _page->RequestConsumer = _page->RequestProducer = _page->ResponseConsumer = _page->ResponseProducer = firstIndex;
        Connection = new StoreConnection(new StoreRing((byte*)_page), this);
        Store = new Store(Connection);
    }

    public uint Count { get; private set; }

    internal StoreConnection Connection { get; }

    internal Store Store { get; }

    internal XenStoreDomainInterface* Page => _page;

    /// <summary>Values by path.</summary>
    internal SortedDictionary<string, string> Nodes { get; } = new(StringComparer.Ordinal);

    /// <summary>Every request: type and payload, NUL shown as |.</summary>
    internal List<string> Requests { get; } = [];

    /// <summary>Answers in place of the store, when it is set and returns something: the raw bytes.</summary>
    internal Func<uint, uint, string, byte[]?>? Lie { get; set; }

    /// <summary>How many ends of transactions fail with EAGAIN.</summary>
    internal int Conflicts { get; set; }

    /// <summary>Bytes put into the response ring at a time.</summary>
    internal int PieceBytes { get; set; } = (int)Size;

    public void Notify() => Work();

    public void Wait(uint seen)
    {
        Work();
        if (Count == seen)
        {
            throw new InvalidOperationException("the client waits for something that never comes");
        }
    }

    public void Dispose() => NativeMemory.Free(_page);

    /// <summary>A raw message.</summary>
    internal static byte[] Message(uint type, uint id, ReadOnlySpan<byte> payload, uint? length = null)
    {
        byte[] message = new byte[StoreMessageHeader.SizeBytes + payload.Length];
        new StoreMessageHeader((StoreMessageType)type, id, 0, length ?? (uint)payload.Length).Emit(message);
        payload.CopyTo(message.AsSpan(StoreMessageHeader.SizeBytes));
        return message;
    }

    /// <summary>Sends bytes of a test's choice.</summary>
    internal void Send(ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            _outgoing.Enqueue(value);
        }

        Work();
    }

    /// <summary>Changes a value as somebody else does, and tells the watchers.</summary>
    internal void Change(string path, string value)
    {
        Nodes[path] = value;
        foreach ((string watched, string token) in _watches.Where(watch => path == watch.Path || path.StartsWith(watch.Path + "/", StringComparison.Ordinal)).ToArray())
        {
            _ = watched;
            Event(path, token);
        }
    }

    internal void Event(string path, string token) =>
        Send(Message((uint)StoreMessageType.XS_WATCH_EVENT, 0, Encoding.UTF8.GetBytes($"{path}\0{token}\0")));

    private void Work()
    {
        bool hasMoved = true;
        while (hasMoved)
        {
            hasMoved = TakeRequests() | GiveAnswers();
            Count += hasMoved ? 1u : 0u;
            Serve();
        }
    }

    private bool TakeRequests()
    {
        bool hasTaken = false;
        for (; _page->RequestConsumer != _page->RequestProducer; _page->RequestConsumer++)
        {
            _incoming.Add(_page->Requests[_page->RequestConsumer % Size]);
            hasTaken = true;
        }

        return hasTaken;
    }

    private bool GiveAnswers()
    {
        int given = 0;
        while (_outgoing.Count != 0 && given < PieceBytes && _page->ResponseProducer - _page->ResponseConsumer < Size)
        {
            _page->Responses[_page->ResponseProducer % Size] = _outgoing.Dequeue();
            _page->ResponseProducer++;
            given++;
        }

        return given != 0;
    }

    private void Serve()
    {
        while (_incoming.Count >= StoreMessageHeader.SizeBytes)
        {
            byte[] bytes = [.. _incoming];
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(12));
            if (bytes.Length < StoreMessageHeader.SizeBytes + length)
            {
                return;
            }

            _incoming.RemoveRange(0, (int)(StoreMessageHeader.SizeBytes + length));
            uint type = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            uint id = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(4));
            string payload = Encoding.UTF8.GetString(bytes, StoreMessageHeader.SizeBytes, (int)length);
            Requests.Add($"{(StoreMessageType)type} {payload.Replace('\0', '|')}");
            foreach (byte value in Lie?.Invoke(type, id, payload) ?? Answer(type, id, payload))
            {
                _outgoing.Enqueue(value);
            }
        }
    }

    private byte[] Answer(uint type, uint id, string payload)
    {
        string[] parts = payload.Split('\0');
        switch ((StoreMessageType)type)
        {
            case StoreMessageType.XS_READ:
                return Nodes.TryGetValue(parts[0], out string? value) ? Message(type, id, Encoding.UTF8.GetBytes(value)) : Error(id, "ENOENT");
            case StoreMessageType.XS_WRITE:
                Nodes[parts[0]] = parts[1];
                return Message(type, id, "OK\0"u8);
            case StoreMessageType.XS_RM:
                return Nodes.Remove(parts[0]) ? Message(type, id, "OK\0"u8) : Error(id, "ENOENT");
            case StoreMessageType.XS_DIRECTORY:
                return List(type, id, parts[0]);
            case StoreMessageType.XS_DIRECTORY_PART:
                string rest = Children(parts[0])[int.Parse(parts[1], CultureInfo.InvariantCulture)..];
                string piece = rest.Length <= 1000 ? rest + "\0" : rest[..(rest.LastIndexOf('\0', 999) + 1)];
                return Message(type, id, Encoding.UTF8.GetBytes("7\0" + piece));
            case StoreMessageType.XS_WATCH:
                _watches.Add((parts[0], parts[1]));
                return [.. Message(type, id, "OK\0"u8), .. Message((uint)StoreMessageType.XS_WATCH_EVENT, 0, Encoding.UTF8.GetBytes(payload))];
            case StoreMessageType.XS_TRANSACTION_START:
                _before = [.. Nodes];
                return Message(type, id, Encoding.UTF8.GetBytes($"{++_transactions}\0"));
            case StoreMessageType.XS_TRANSACTION_END:
                return Conflicts-- > 0 ? Conflict(id) : Message(type, id, "OK\0"u8);
            default:
                return Error(id, "ENOSYS");
        }
    }

    private byte[] Conflict(uint id)
    {
        Nodes.Clear();
        foreach ((string path, string value) in _before)
        {
            Nodes[path] = value;
        }

        return Error(id, "EAGAIN");
    }

    private byte[] List(uint type, uint id, string path)
    {
        byte[] names = Encoding.UTF8.GetBytes(Children(path));
        return names.Length > StoreMessageHeader.PayloadLimit ? Error(id, "E2BIG") : Message(type, id, names);
    }

    private string Children(string path) => string.Concat(
        Nodes.Keys.Where(key => key.StartsWith(path + "/", StringComparison.Ordinal)).Select(key => key[(path.Length + 1)..].Split('/')[0] + "\0").Distinct());

    private static byte[] Error(uint id, string name) => Message((uint)StoreMessageType.XS_ERROR, id, Encoding.UTF8.GetBytes(name + "\0"));
}
