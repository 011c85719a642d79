// The character devices of /dev: null(4), zero(4), full(4), random(4), the console.

using static LibOS.Vfs.LinuxError;

namespace LibOS.Vfs;

/// <summary>What a device does, with the device number that Linux gives it (major and minor, devices.txt).</summary>
internal enum DeviceKind
{
    Null = (1 << 8) | 3,
    Zero = (1 << 8) | 5,
    Full = (1 << 8) | 7,
    Random = (1 << 8) | 8,
    URandom = (1 << 8) | 9,
    Tty = 5 << 8,
    Console = (5 << 8) | 1,
}

/// <summary>A device's inode.</summary>
internal sealed class CharacterDevice(Volume volume, DeviceKind kind, int permissions, long nowNs)
    : Inode(volume, S_IFCHR | permissions, nowNs)
{
    internal DeviceKind Kind { get; } = kind;

    internal bool IsConsole => Kind is DeviceKind.Console or DeviceKind.Tty;

    internal override long DeviceNumber => (long)Kind;
}

/// <summary>An open device. Only the console waits; nothing here needs the file system's lock.</summary>
internal sealed class OpenDevice(Dentry entry, int flags, VfsHost host) : OpenFile(entry, flags)
{
    private readonly CharacterDevice _device = (CharacterDevice)entry.Inode;

    internal bool IsConsole => _device.IsConsole;

    internal override Readiness Ready =>
        Readiness.Writable | (_device.IsConsole && !host.IsConsoleReady ? Readiness.None : Readiness.Readable);

    internal override int Read(Span<byte> destination)
    {
        switch (_device.Kind)
        {
            case DeviceKind.Null:
                return 0;
            case DeviceKind.Zero or DeviceKind.Full:
                destination.Clear();
                return destination.Length;
            case DeviceKind.Random or DeviceKind.URandom:
                return host.TryFillRandom(destination) ? destination.Length : -EIO;
            default:
                return host.ReadConsole(destination);
        }
    }

    internal override int Write(ReadOnlySpan<byte> source)
    {
        if (_device.Kind == DeviceKind.Full)
        {
            return -ENOSPC;
        }

        if (_device.IsConsole)
        {
            host.WriteConsole(source);
        }

        return source.Length;
    }

    // The memory devices have no position and ignore it; a console refuses one.
    internal override int ReadAt(Span<byte> destination, long offset) => _device.IsConsole ? -ESPIPE : Read(destination);

    internal override int WriteAt(ReadOnlySpan<byte> source, long offset) => _device.IsConsole ? -ESPIPE : Write(source);

    internal override long Seek(long offset, int whence) => _device.IsConsole ? -ESPIPE : 0;

    /// <summary>A device without fsync in its file operations: EINVAL.</summary>
    internal override int Sync() => -EINVAL;
}
