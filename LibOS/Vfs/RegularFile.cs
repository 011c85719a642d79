// A regular file of a tmpfs: pages that come when they are first written, over the contents that the archive gave it.
// A shared mapping moves the pages to memory with an address; reads and writes then use the same memory.

using static LibOS.Vfs.LinuxError;

namespace LibOS.Vfs;

/// <summary>A regular file. Under the file system's lock.</summary>
internal sealed class RegularFile : Inode
{
    /// <summary>The largest size: that of ext4 with pages of 4 KiB, so that the same offsets are refused as usual.</summary>
    internal const long SizeLimit = (1L << 44) - FilePages.Bytes;

    private readonly FilePages _pages = new();

    // What lies below the pages that were never written: the first _archivedBytes of the contents in the archive.
    private readonly FixedMemory? _archive;
    private readonly long _archiveOffset;
    private long _archivedBytes;

    // The pages below _mapped.Length are there instead of in _pages, all of them, and counted in the volume.
    private FixedMemory? _mapped;
    private int _mappings;
    private long _size;

    internal RegularFile(Volume volume, int permissions, long nowNs)
        : base(volume, S_IFREG | permissions, nowNs)
    {
    }

    /// <summary>A file of the archive.</summary>
    internal RegularFile(Volume volume, int permissions, long nowNs, FixedMemory archive, long offset, long length)
        : this(volume, permissions, nowNs)
    {
        _archive = archive;
        _archiveOffset = offset;
        _archivedBytes = _size = length;
    }

    internal override long Size => _size;

    // Beside what lies in the archive.
    private long PageCount => _pages.Count + MappedPages;

    private long MappedPages => _mapped is { } mapped ? mapped.Length / FilePages.Bytes : 0;

    /// <summary>Copies out: bytes, 0 at or behind the end.</summary>
    internal int Read(Span<byte> destination, long offset)
    {
        int count = (int)Math.Max(0, Math.Min(destination.Length, _size - offset));
        for (int done = 0; done < count;)
        {
            int start = (int)((offset + done) % FilePages.Bytes);
            int length = Math.Min(FilePages.Bytes - start, count - done);
            CopyFromPage((offset + done) / FilePages.Bytes, start, destination.Slice(done, length));
            done += length;
        }

        return count;
    }

    /// <summary>Copies in, growing: bytes, fewer when memory ends; ENOSPC when there is none at all, EFBIG.</summary>
    internal int Write(ReadOnlySpan<byte> source, long offset)
    {
        if (offset >= SizeLimit)
        {
            return source.IsEmpty ? 0 : -EFBIG;
        }

        if (source.Length > SizeLimit - offset)
        {
            source = source[..(int)(SizeLimit - offset)];
        }

        int done = 0;
        while (done < source.Length)
        {
            long page = (offset + done) / FilePages.Bytes;
            int start = (int)((offset + done) % FilePages.Bytes);
            int length = Math.Min(FilePages.Bytes - start, source.Length - done);
            if (!TryTakePage(page))
            {
                break;
            }

            source.Slice(done, length).CopyTo(Page(page)[start..]);
            done += length;
        }

        if (done != 0)
        {
            _size = Math.Max(_size, offset + done);
        }

        return done == 0 && !source.IsEmpty ? -ENOSPC : done;
    }

    /// <summary>Cuts or grows; what comes in reads as zero.</summary>
    internal int Resize(long size)
    {
        if (size is < 0 or > SizeLimit)
        {
            return size < 0 ? -EINVAL : -EFBIG;
        }

        if (size < _size)
        {
            DropPages((size + FilePages.Bytes - 1) / FilePages.Bytes);
            _archivedBytes = Math.Min(_archivedBytes, size);
            int used = (int)(size % FilePages.Bytes);
            if (used != 0 && HasPage(size / FilePages.Bytes))
            {
                Page(size / FilePages.Bytes)[used..].Clear();
            }
        }

        _size = size;
        return 0;
    }

    /// <summary>fallocate(2) with FALLOC_FL_KEEP_SIZE: takes the pages of a range now, all or none.</summary>
    internal int Allocate(long offset, long length)
    {
        if (offset < 0 || length <= 0)
        {
            return -EINVAL;
        }

        if (offset > SizeLimit - length)
        {
            return -EFBIG;
        }

        long first = offset / FilePages.Bytes;
        long end = (offset + length + FilePages.Bytes - 1) / FilePages.Bytes;
        if (end - first - PageCount > Volume.PageLimit - Volume.PagesUsed)
        {
            return -ENOSPC;
        }

        for (long page = first; page < end; page++)
        {
            if (HasPage(page))
            {
                continue;
            }

            if (!TryTakePage(page))
            {
                DropPages(Math.Max(first, (_size + FilePages.Bytes - 1) / FilePages.Bytes));
                return -ENOSPC;
            }
        }

        return 0;
    }

    /// <summary>Maps a range shared. The whole file moves to memory with an address.</summary>
    /// <param name="address">Receives the address of the range.</param>
    internal int MapShared(long offset, long length, VfsHost host, out nint address)
    {
        address = 0;
        if (offset < 0 || length <= 0 || offset > SizeLimit - length)
        {
            return -EINVAL;
        }

        // Behind the end of the file a mapping shows zeroes, where Linux raises SIGBUS.
        long whole = Math.Max(offset + length, _size);
        int error = MoveToMapped((whole + FilePages.Bytes - 1) / FilePages.Bytes * FilePages.Bytes, host);
        if (error != 0)
        {
            return error;
        }

        _mappings++;
        UseCount++;
        address = _mapped!.Address + (nint)offset;
        return 0;
    }

    /// <summary>A shared mapping ended.</summary>
    internal void Unmap()
    {
        _mappings--;
        UseCount--;
        ReleaseIfUnused();
    }

    protected override void Release()
    {
        DropPages(0);
        _archivedBytes = 0;
    }

    private bool HasPage(long page) => page < MappedPages || _pages.Find(page) is not null;

    // A page that is there.
    private Span<byte> Page(long page) =>
        page < MappedPages ? _mapped!.At(page * FilePages.Bytes, FilePages.Bytes) : _pages.Find(page);

    private void CopyFromPage(long page, int start, Span<byte> destination)
    {
        if (page < MappedPages)
        {
            Page(page).Slice(start, destination.Length).CopyTo(destination);
        }
        else
        {
            CopyUnmapped(page, start, destination);
        }
    }

    private void CopyUnmapped(long page, int start, Span<byte> destination)
    {
        if (_pages.Find(page) is { } contents)
        {
            contents.AsSpan(start, destination.Length).CopyTo(destination);
            return;
        }

        destination.Clear();
        long position = (page * FilePages.Bytes) + start;
        int length = (int)Math.Clamp(_archivedBytes - position, 0, destination.Length);
        if (length != 0)
        {
            _archive!.At(_archiveOffset + position, length).CopyTo(destination);
        }
    }

    // Makes a page writable: with the archive's contents, else zero. False without memory.
    private bool TryTakePage(long page)
    {
        if (HasPage(page))
        {
            return true;
        }

        if (!Volume.TryTakePages(1))
        {
            return false;
        }

        try
        {
            byte[] fresh = new byte[FilePages.Bytes];
            CopyFromPage(page, 0, fresh);
            _pages.Add(page, fresh);
            return true;
        }
        catch (OutOfMemoryException)
        {
            Volume.ReturnPages(1);
            return false;
        }
    }

    // Has the first bytes of the file in memory with an address: 0, ENOMEM, ENOSPC.
    private int MoveToMapped(long length, VfsHost host)
    {
        long from = MappedPages;
        long to = length / FilePages.Bytes;
        if (to <= from)
        {
            return 0;
        }

        long present = 0;
        for (long page = from; page < to; page++)
        {
            present += _pages.Find(page) is null ? 0 : 1;
        }

        if (!Volume.TryTakePages(to - from - present))
        {
            return -ENOSPC;
        }

        FixedMemory? memory = _mapped;
        if (memory is null)
        {
            memory = host.TryMap(length);
        }
        else if (!memory.TryGrow(length))
        {
            memory = null;
        }

        if (memory is null)
        {
            Volume.ReturnPages(to - from - present);
            return -ENOMEM;
        }

        for (long page = from; page < to; page++)
        {
            CopyUnmapped(page, 0, memory.At(page * FilePages.Bytes, FilePages.Bytes));
            _ = _pages.Remove(page);
        }

        _mapped = memory;
        return 0;
    }

    // Frees the pages from one on. Mapped ones become zero: a mapping may still show them.
    private void DropPages(long first)
    {
        Volume.ReturnPages(_pages.RemoveFrom(first));
        if (first == 0 && _mappings == 0 && _mapped is { } unused)
        {
            Volume.ReturnPages(MappedPages);
            _mapped = null;
            unused.Release();
        }

        for (long page = first; page < MappedPages; page++)
        {
            Page(page).Clear();
        }
    }
}
