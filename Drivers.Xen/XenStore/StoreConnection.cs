// The connection to xenstored: requests out, answers and events in (docs/misc/xenstore.txt). There is no thread for it:
// whoever waits for something reads what has come, for itself and for the others.
//
// Interleavings. A waiter looks at the channel's count, then reads under the lock, then waits for another count. What is
// published after it has read raises an event after it has looked, so it does not sleep over it. When another waiter was
// quicker and has read its answer, that same event still wakes it, and it finds the answer.

namespace Drivers.Xen.XenStore;

/// <summary>Exchanges messages. Any thread; each has at most one request under way.</summary>
internal sealed class StoreConnection(StoreRing ring, IEventChannel channel)
{
    // Held while a message goes into the ring, so that messages do not mix.
    private readonly Lock _sending = new();

    // Guards everything below. Taken inside _sending, never the other way round.
    private readonly Lock _lock = new();
    private readonly byte[] _header = new byte[StoreMessageHeader.SizeBytes];
    private StoreMessageHeader _message;
    private byte[]? _payload; // null while the header is read
    private int _received; // bytes of the header, or of the payload
    private Pending? _pending;
    private StoreWatch? _watches;
    private uint _lastId;
    private bool _isBroken;

    /// <summary>Where it waits for what comes.</summary>
    internal IEventChannel Channel => channel;

    /// <summary>Asks and waits for the answer.</summary>
    /// <param name="type">What is asked.</param>
    /// <param name="transaction">0 outside a transaction.</param>
    /// <param name="payload">At most <see cref="StoreMessageHeader.PayloadLimit"/> bytes.</param>
    /// <param name="answer">The answer's payload, empty with an error.</param>
    internal StoreError Request(StoreMessageType type, uint transaction, ReadOnlySpan<byte> payload, out byte[] answer)
    {
        answer = [];
        if (payload.Length > StoreMessageHeader.PayloadLimit)
        {
            return StoreError.E2BIG; // xenstored would end the connection
        }

        var pending = new Pending(type);
        lock (_lock)
        {
            pending.Id = ++_lastId;
            pending.Next = _pending;
            _pending = pending;
        }

        lock (_sending)
        {
            Span<byte> header = stackalloc byte[StoreMessageHeader.SizeBytes];
            new StoreMessageHeader(type, pending.Id, transaction, (uint)payload.Length).Emit(header);
            Send(header);
            Send(payload);
        }

        while (!TryFinish(pending, out uint seen))
        {
            channel.Wait(seen);
        }

        answer = pending.Answer ?? [];
        return pending.Answer is null ? StoreError.Broken : pending.Error;
    }

    /// <summary>Makes a watch's events arrive. It is set by a request that names the token.</summary>
    internal StoreWatch AddWatch()
    {
        lock (_lock)
        {
            _watches = new StoreWatch(++_lastId) { Next = _watches };
            return _watches;
        }
    }

    /// <summary>Reads what has come and takes the watch's oldest event; null when there is none. Does not wait.</summary>
    internal string? Take(StoreWatch watch)
    {
        lock (_lock)
        {
            ReceiveLocked();
            return watch.TakeLocked();
        }
    }

    private bool TryFinish(Pending pending, out uint seen)
    {
        seen = channel.Count;
        lock (_lock)
        {
            ReceiveLocked();
            if (pending.Answer is null && !_isBroken)
            {
                return false;
            }

            RemoveLocked(pending);
            return true;
        }
    }

    private void Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            uint seen = channel.Count;
            int count;
            lock (_lock)
            {
                count = _isBroken ? StoreRing.Broken : ring.Write(bytes);
                _isBroken |= count == StoreRing.Broken;
                ReceiveLocked(); // xenstored takes no request while its answers find no room
            }

            if (count == StoreRing.Broken)
            {
                return; // whoever waits for the answer sees it
            }

            bytes = bytes[count..];
            if (count != 0)
            {
                channel.Notify();
            }
            else
            {
                channel.Wait(seen);
            }
        }
    }

    // Reads until the ring is empty. Bounded by what the other side has sent: a ring's worth at most before it is told.
    private void ReceiveLocked()
    {
        bool hasRead = false;
        while (!_isBroken)
        {
            Span<byte> wanted = (_payload ?? _header).AsSpan(_received);
            int count = ring.Read(wanted);
            if (count == StoreRing.Broken)
            {
                _isBroken = true;
                break;
            }

            hasRead |= count != 0;
            _received += count;
            if (count < wanted.Length)
            {
                break;
            }

            AdvanceLocked();
        }

        if (hasRead)
        {
            channel.Notify();
        }
    }

    // A header or a payload is complete.
    private void AdvanceLocked()
    {
        _received = 0;
        if (_payload is null)
        {
            if (StoreMessageHeader.TryParse(_header, out _message))
            {
                _payload = new byte[_message.Length];
            }
            else
            {
                _isBroken = true;
            }

            return;
        }

        byte[] payload = _payload;
        _payload = null;
        if (_message.Type == StoreMessageType.XS_WATCH_EVENT)
        {
            DispatchEventLocked(payload);
        }
        else
        {
            CompleteLocked(payload);
        }
    }

    // An answer nobody waits for is dropped.
    private void CompleteLocked(byte[] payload)
    {
        for (Pending? pending = _pending; pending is not null; pending = pending.Next)
        {
            if (pending.Id == _message.RequestId && pending.Answer is null)
            {
                bool isAnswer = _message.Type == pending.Type;
                pending.Error = isAnswer ? StoreError.None
                    : _message.Type == StoreMessageType.XS_ERROR ? StoreErrors.Parse(payload)
                    : StoreError.Malformed;
                pending.Answer = isAnswer ? payload : [];
                return;
            }
        }
    }

    // path NUL token NUL; anything else is dropped, and so is an event of a watch that is no more.
    private void DispatchEventLocked(ReadOnlySpan<byte> payload)
    {
        int pathEnd = payload.IndexOf((byte)0);
        if (pathEnd <= 0 || !System.Buffers.Text.Utf8Parser.TryParse(payload[(pathEnd + 1)..], out uint token, out _))
        {
            return;
        }

        for (StoreWatch? watch = _watches; watch is not null; watch = watch.Next)
        {
            if (watch.Token == token)
            {
                _isBroken |= !watch.TryAddLocked(payload[..pathEnd]);
                return;
            }
        }
    }

    private void RemoveLocked(Pending pending)
    {
        if (_pending == pending)
        {
            _pending = pending.Next;
            return;
        }

        for (Pending? before = _pending; before is not null; before = before.Next)
        {
            if (before.Next == pending)
            {
                before.Next = pending.Next;
                return;
            }
        }
    }

    // A request under way.
    private sealed class Pending(StoreMessageType type)
    {
        internal readonly StoreMessageType Type = type;
        internal uint Id;
        internal Pending? Next;
        internal byte[]? Answer;
        internal StoreError Error;
    }
}
