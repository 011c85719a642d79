// inotify(7): watches on inodes and the queue that their events go to.

using System.Buffers.Binary;
using System.Collections.Generic;
using static LibOS.Vfs.LinuxError;

namespace LibOS.Vfs;

/// <summary>One watch: an inode, a queue, and the events that it asks for.</summary>
internal sealed class Watch(NotificationQueue queue, int descriptor, Inode inode)
{
    // linux/inotify.h
    internal const uint IN_ACCESS = 0x1;
    internal const uint IN_MODIFY = 0x2;
    internal const uint IN_ATTRIB = 0x4;
    internal const uint IN_CLOSE_WRITE = 0x8;
    internal const uint IN_CLOSE_NOWRITE = 0x10;
    internal const uint IN_OPEN = 0x20;
    internal const uint IN_MOVED_FROM = 0x40;
    internal const uint IN_MOVED_TO = 0x80;
    internal const uint IN_CREATE = 0x100;
    internal const uint IN_DELETE = 0x200;
    internal const uint IN_DELETE_SELF = 0x400;
    internal const uint IN_MOVE_SELF = 0x800;
    internal const uint IN_ALL_EVENTS = 0xFFF;
    internal const uint IN_Q_OVERFLOW = 0x4000;
    internal const uint IN_IGNORED = 0x8000;
    internal const uint IN_ONLYDIR = 0x0100_0000;
    internal const uint IN_DONT_FOLLOW = 0x0200_0000;
    internal const uint IN_EXCL_UNLINK = 0x0400_0000;
    internal const uint IN_MASK_ADD = 0x2000_0000;
    internal const uint IN_ISDIR = 0x4000_0000;
    internal const uint IN_ONESHOT = 0x8000_0000;

    internal NotificationQueue Queue { get; } = queue;

    internal int Descriptor { get; } = descriptor;

    internal Inode Inode { get; } = inode;

    internal uint Mask { get; set; }

    /// <summary>The next watch of the inode.</summary>
    internal Watch? Next { get; set; }

    /// <summary>Tells the watches of the inode, and those of the directory that its name is in.</summary>
    /// <param name="cookie">Joins the two halves of a rename; else 0.</param>
    internal static void Notify(Dentry entry, uint events, uint cookie = 0)
    {
        if (entry.Parent is { Watches: not null } parent)
        {
            NotifyName(parent, entry, events, cookie);
        }

        if ((events & (IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO)) == 0)
        {
            NotifySelf(entry.Inode, events);
        }
    }

    /// <summary>Tells the watches of the inode alone.</summary>
    internal static void NotifySelf(Inode inode, uint events)
    {
        uint directory = inode.IsDirectory && (events & (IN_DELETE_SELF | IN_MOVE_SELF)) == 0 ? IN_ISDIR : 0;
        Send(inode, events | directory, 0, "", false);
    }

    /// <summary>The inode is gone: its watches end with IN_IGNORED.</summary>
    internal static void EndAll(Inode inode)
    {
        while (inode.Watches is { } watch)
        {
            watch.Queue.End(watch);
        }
    }

    private static void NotifyName(Directory parent, Dentry entry, uint events, uint cookie) =>
        Send(parent, events | (entry.Inode.IsDirectory ? IN_ISDIR : 0), cookie, entry.Name, entry.IsDeleted);

    private static void Send(Inode inode, uint events, uint cookie, string name, bool isUnlinked)
    {
        for (Watch? watch = inode.Watches; watch is not null;)
        {
            Watch? next = watch.Next;
            bool isLeftOut = isUnlinked && (watch.Mask & IN_EXCL_UNLINK) != 0 && (events & IN_DELETE) == 0;
            if ((watch.Mask & events & IN_ALL_EVENTS) != 0 && !isLeftOut)
            {
                watch.Queue.Add(watch.Descriptor, events, cookie, name);
                if ((watch.Mask & IN_ONESHOT) != 0)
                {
                    watch.Queue.End(watch);
                }
            }

            watch = next;
        }
    }
}

/// <summary>What inotify_init makes: events in order, read as struct inotify_event.</summary>
internal sealed class NotificationQueue : OpenFile
{
    // /proc/sys/fs/inotify/max_queued_events
    private const int EventLimit = 16384;
    private const int HeaderBytes = 16;

    private readonly FileSystem _system;
    private readonly List<Watch> _watches = [];
    // Events that nobody has read, in order.
    private Event? _first;
    private Event? _last;
    private int _count;
    private int _lastDescriptor;

    internal NotificationQueue(FileSystem system, Inode inode)
        : base(new Dentry(null, "anon_inode:inotify", inode), OpenFlags.ReadOnly) => _system = system;

    internal override Readiness Ready => _first is not null ? Readiness.Readable : Readiness.None;

    /// <summary>inotify_add_watch(2): a watch descriptor; the same one for an inode that is watched already.</summary>
    internal int AddWatch(Inode inode, uint mask)
    {
        if ((mask & Watch.IN_ALL_EVENTS) == 0)
        {
            return -EINVAL;
        }

        Watch? watch = Find(inode, 0);
        if (watch is null)
        {
            watch = new Watch(this, ++_lastDescriptor, inode) { Next = inode.Watches };
            inode.Watches = watch;
            _watches.Add(watch);
        }
        else if ((mask & Watch.IN_MASK_ADD) != 0)
        {
            mask |= watch.Mask;
        }

        watch.Mask = mask;
        return watch.Descriptor;
    }

    /// <summary>inotify_rm_watch(2).</summary>
    internal int RemoveWatch(int descriptor)
    {
        Watch? watch = Find(null, descriptor);
        if (watch is null)
        {
            return -EINVAL;
        }

        End(watch);
        return 0;
    }

    /// <summary>Takes a watch off its inode and says so.</summary>
    internal void End(Watch watch)
    {
        Detach(watch);
        _ = _watches.Remove(watch);
        Add(watch.Descriptor, Watch.IN_IGNORED, 0, "");
    }

    /// <summary>Appends an event, unless it equals the last one that nobody has read.</summary>
    internal void Add(int descriptor, uint events, uint cookie, string name)
    {
        bool isFull = _count >= EventLimit;
        byte[] text = Format(isFull ? -1 : descriptor, isFull ? Watch.IN_Q_OVERFLOW : events, isFull ? 0 : cookie, isFull ? "" : name);
        if (_last is { } last && text.AsSpan().SequenceEqual(last.Text))
        {
            return;
        }

        var added = new Event(text);
        _count++;
        if (_last is null)
        {
            _first = added;
        }
        else
        {
            _last.Next = added;
        }

        _last = added;
        _system.Gate.Pulse();
    }

    /// <summary>Whole events, at least one, waiting for it; EINVAL when the next one does not fit.</summary>
    internal override int Read(Span<byte> destination)
    {
        while (_first is null)
        {
            if (IsNonBlocking)
            {
                return -EAGAIN;
            }

            _system.Gate.Wait();
        }

        int count = 0;
        while (_first is { } next && next.Text.Length <= destination.Length - count)
        {
            next.Text.CopyTo(destination[count..]);
            count += next.Text.Length;
            _count--;
            _first = next.Next;
            _last = _first is null ? null : _last;
        }

        return count != 0 ? count : -EINVAL;
    }

    internal override int Write(ReadOnlySpan<byte> source) => -EBADF;

    internal override void Close()
    {
        foreach (Watch watch in _watches)
        {
            Detach(watch);
        }

        _watches.Clear();
        base.Close();
    }

    private Watch? Find(Inode? inode, int descriptor)
    {
        foreach (Watch watch in _watches)
        {
            if (watch.Inode == inode || watch.Descriptor == descriptor)
            {
                return watch;
            }
        }

        return null;
    }

    private static void Detach(Watch watch)
    {
        Inode inode = watch.Inode;
        if (inode.Watches == watch)
        {
            inode.Watches = watch.Next;
            return;
        }

        for (Watch? other = inode.Watches; other is not null; other = other.Next)
        {
            if (other.Next == watch)
            {
                other.Next = watch.Next;
                return;
            }
        }
    }

    // struct inotify_event: wd, mask, cookie, len, then the name with NULs up to a multiple of the header's size.
    private static byte[] Format(int descriptor, uint events, uint cookie, string name)
    {
        int nameBytes = name.Length == 0 ? 0 : ((name.Length / HeaderBytes) + 1) * HeaderBytes;
        byte[] text = new byte[HeaderBytes + nameBytes];
        BinaryPrimitives.WriteInt32LittleEndian(text, descriptor);
        BinaryPrimitives.WriteUInt32LittleEndian(text.AsSpan(4), events);
        BinaryPrimitives.WriteUInt32LittleEndian(text.AsSpan(8), cookie);
        BinaryPrimitives.WriteInt32LittleEndian(text.AsSpan(12), nameBytes);
        for (int i = 0; i < name.Length; i++)
        {
            text[HeaderBytes + i] = (byte)name[i];
        }

        return text;
    }

    private sealed class Event(byte[] text)
    {
        internal byte[] Text { get; } = text;

        internal Event? Next { get; set; }
    }
}
