// pipe(2): bytes from one end to the other, through a buffer of 64 KiB. Waiting is on the file system's lock.

using static LibOS.Vfs.LinuxError;

namespace LibOS.Vfs;

/// <summary>The buffer and the number of its open ends.</summary>
internal sealed class Pipe(Volume volume, long nowNs) : Inode(volume, S_IFIFO | 0x180, nowNs)
{
    /// <summary>PIPE_BUF: a write up to this size is whole.</summary>
    internal const int AtomicBytes = 4096;

    private const int DefaultCapacity = 65536; // pipe(7)
    private const int LargestCapacity = 1 << 30;

    private byte[] _buffer = new byte[DefaultCapacity];
    private int _start;

    internal int Capacity => _buffer.Length;

    internal int Count { get; private set; }

    internal int Room => Capacity - Count;

    internal int Readers { get; set; }

    internal int Writers { get; set; }

    /// <summary>Changes the capacity, rounded up to a power of two: the capacity, or EBUSY for one that is in use.</summary>
    internal int Resize(int capacity)
    {
        if (capacity is <= 0 or > LargestCapacity)
        {
            return -EINVAL;
        }

        int rounded = (int)Math.Max(AtomicBytes, System.Numerics.BitOperations.RoundUpToPowerOf2((uint)capacity));
        if (rounded < Count)
        {
            return -EBUSY;
        }

        byte[] buffer = new byte[rounded];
        int count = Take(buffer);
        _buffer = buffer;
        _start = 0;
        Count = count;
        return rounded;
    }

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
        : base(new Dentry(null, "pipe:[" + ByteText.Number(pipe.Number) + "]", pipe), flags)
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

            _system.Gate.Wait();
        }

        int count = _pipe.Take(destination);
        _system.Gate.Pulse();
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
                _system.Gate.Pulse();
            }

            if (done == source.Length || IsNonBlocking)
            {
                return done == 0 && !source.IsEmpty ? -EAGAIN : done;
            }

            _system.Gate.Wait();
        }
    }

    internal override void Close()
    {
        _ = CanWrite ? _pipe.Writers-- : _pipe.Readers--;
        base.Close();
        _system.Gate.Pulse();
    }
}
