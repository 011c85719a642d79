// pipe(2): bytes from one end to the other, through a buffer of 64 KiB. Waiting is on the file system's lock.

using static LibOS.Vfs.LinuxError;

namespace LibOS.Vfs;

/// <summary>The buffer and the number of its open ends.</summary>
internal sealed class Pipe(Volume volume, long nowNs) : Inode(volume, S_IFIFO | 0x180, nowNs)
{
    /// <summary>pipe(7): the default capacity.</summary>
    internal const int Capacity = 65536;

    /// <summary>PIPE_BUF: a write up to this size is whole.</summary>
    internal const int AtomicBytes = 4096;

    private readonly byte[] _buffer = new byte[Capacity];
    private int _start;

    internal int Count { get; private set; }

    internal int Room => Capacity - Count;

    internal int Readers { get; set; }

    internal int Writers { get; set; }

    internal int Take(Span<byte> destination)
    {
        int taken = Math.Min(Count, destination.Length);
        int first = Math.Min(taken, Capacity - _start);
        _buffer.AsSpan(_start, first).CopyTo(destination);
        _buffer.AsSpan(0, taken - first).CopyTo(destination[first..]);
        _start = (_start + taken) % Capacity;
        Count -= taken;
        return taken;
    }

    internal int Put(ReadOnlySpan<byte> source)
    {
        int put = Math.Min(Room, source.Length);
        int end = (_start + Count) % Capacity;
        int first = Math.Min(put, Capacity - end);
        source[..first].CopyTo(_buffer.AsSpan(end));
        source[first..put].CopyTo(_buffer);
        Count += put;
        return put;
    }
}

/// <summary>One end of a pipe.</summary>
internal sealed class PipeEnd : OpenFile
{
    private readonly FileSystem _system;
    private readonly Pipe _pipe;

    internal PipeEnd(FileSystem system, Pipe pipe, int flags)
        : base(new Dentry(null, "pipe", pipe), flags)
    {
        _system = system;
        _pipe = pipe;
        _ = CanWrite ? pipe.Writers++ : pipe.Readers++;
    }

    internal override Readiness Ready => CanWrite
        ? (_pipe.Room >= AtomicRoom ? Readiness.Writable : Readiness.None) | (_pipe.Readers == 0 ? Readiness.Error : Readiness.None)
        : (_pipe.Count != 0 ? Readiness.Readable : Readiness.None) | (_pipe.Writers == 0 ? Readiness.HungUp : Readiness.None);

    private static int AtomicRoom => Pipe.AtomicBytes;

    /// <summary>Waits for bytes: how many, 0 when no writer is left.</summary>
    internal override int Read(Span<byte> destination)
    {
        if (!CanRead)
        {
            return -EBADF;
        }

        while (_pipe.Count == 0 && !destination.IsEmpty)
        {
            if (_pipe.Writers == 0)
            {
                return 0;
            }

            if (IsNonBlocking)
            {
                return -EAGAIN;
            }

            _system.WaitForChange();
        }

        int count = _pipe.Take(destination);
        _system.SignalChange();
        return count;
    }

    /// <summary>Waits until everything is written; EPIPE when no reader is left.</summary>
    internal override int Write(ReadOnlySpan<byte> source)
    {
        if (!CanWrite)
        {
            return -EBADF;
        }

        int done = 0;
        while (true)
        {
            if (_pipe.Readers == 0)
            {
                return done != 0 ? done : -EPIPE;
            }

            if (source.Length > Pipe.AtomicBytes || _pipe.Room >= source.Length)
            {
                done += _pipe.Put(source[done..]);
                _system.SignalChange();
            }

            if (done == source.Length || IsNonBlocking)
            {
                return done == 0 && !source.IsEmpty ? -EAGAIN : done;
            }

            _system.WaitForChange();
        }
    }

    internal override void Close()
    {
        _ = CanWrite ? _pipe.Writers-- : _pipe.Readers--;
        base.Close();
        _system.SignalChange();
    }
}
