// A regular file of a tmpfs: pages that come when they are first written, over the contents that the archive gave it.
// A shared mapping moves the pages to memory with an address; reads and writes then use the same memory.

using static LibOS.Vfs.LinuxError;

namespace LibOS.Vfs;

/// <summary>A regular file. Under the file system's lock.</summary>
internal sealed class RegularFile : Inode
{
    internal const int PageBytes = 4096;

    /// <summary>The largest size: what the page table of an array can count.</summary>
    internal const long SizeLimit = 1L << 42;

    // Empty: a hole, or still in the archive.
    private Memory<byte>[] _pages = [];
    private ReadOnlyMemory<byte> _archived;
    private MappedMemory? _mapped;
    private int _mappings;
    private long _size;
    private long _pageCount;

    internal RegularFile(Volume volume, int permissions, long nowNs, ReadOnlyMemory<byte> archived = default)
        : base(volume, S_IFREG | permissions, nowNs)
    {
        _archived = archived;
        _size = archived.Length;
    }

    internal override long Size => _size;

    /// <summary>Shared mappings in use.</summary>
    internal bool IsMapped => _mappings != 0;

    /// <summary>Copies out: bytes, 0 at or behind the end.</summary>
    internal int Read(Span<byte> destination, long offset)
    {
        int count = (int)Math.Max(0, Math.Min(destination.Length, _size - offset));
        for (int done = 0; done < count;)
        {
            long page = (offset + done) / PageBytes;
            int start = (int)((offset + done) % PageBytes);
            int length = Math.Min(PageBytes - start, count - done);
            CopyFromPage(page, start, destination.Slice(done, length));
            done += length;
        }

        return count;
    }

    /// <summary>Copies in, growing: bytes, fewer when memory ends; ENOSPC when there is none at all, EFBIG.</summary>
    internal int Write(ReadOnlySpan<byte> source, long offset)
    {
        if (offset > SizeLimit - source.Length)
        {
            return -EFBIG;
        }

        int done = 0;
        while (done < source.Length)
        {
            long page = (offset + done) / PageBytes;
            int start = (int)((offset + done) % PageBytes);
            int length = Math.Min(PageBytes - start, source.Length - done);
            if (!TryTakePage(page))
            {
                break;
            }

            source.Slice(done, length).CopyTo(_pages[page].Span[start..]);
            done += length;
        }

        if (done != 0)
        {
            _size = Math.Max(_size, offset + done);
        }

        return done == 0 && source.Length != 0 ? -ENOSPC : done;
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
            DropPages((size + PageBytes - 1) / PageBytes);
            _archived = _archived[..(int)Math.Min(_archived.Length, size)];
            int used = (int)(size % PageBytes);
            long last = size / PageBytes;
            if (used != 0 && last < _pages.Length && !_pages[last].IsEmpty)
            {
                _pages[last].Span[used..].Clear();
            }
        }

        _size = size;
        return 0;
    }

    /// <summary>fallocate(2): takes the pages of a range now, and grows to its end.</summary>
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

        long first = offset / PageBytes;
        long end = (offset + length + PageBytes - 1) / PageBytes;
        if (end - first > Volume.PageLimit - Volume.PagesUsed + _pageCount)
        {
            return -ENOSPC;
        }

        for (long page = first; page < end; page++)
        {
            if (!TryTakePage(page))
            {
                return -ENOSPC;
            }
        }

        _size = Math.Max(_size, offset + length);
        return 0;
    }

    /// <summary>
    /// Maps a range shared. The whole file moves to memory with an address; while a mapping is in use it cannot move again,
    /// so a second mapping beyond the first one's end is ENOMEM.
    /// </summary>
    /// <param name="address">Receives the address of the range.</param>
    internal int MapShared(long offset, long length, VfsHost host, out nint address)
    {
        address = 0;
        long end = (offset + length + PageBytes - 1) / PageBytes * PageBytes;
        if (_mapped is null || end > _mapped.Memory.Length)
        {
            long whole = Math.Max(end, (_size + PageBytes - 1) / PageBytes * PageBytes);
            if (_mappings != 0 || whole > int.MaxValue || host.TryMap(whole) is not { } memory)
            {
                return -ENOMEM;
            }

            if (!TryMoveTo(memory))
            {
                memory.Release();
                return -ENOSPC;
            }
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
        _mapped?.Release();
        _mapped = null;
        _archived = default;
    }

    private void CopyFromPage(long page, int start, Span<byte> destination)
    {
        if (page < _pages.Length && !_pages[page].IsEmpty)
        {
            _pages[page].Span.Slice(start, destination.Length).CopyTo(destination);
            return;
        }

        destination.Clear();
        long archivedStart = (page * PageBytes) + start;
        if (archivedStart < _archived.Length)
        {
            ReadOnlySpan<byte> rest = _archived.Span[(int)archivedStart..];
            rest[..Math.Min(rest.Length, destination.Length)].CopyTo(destination);
        }
    }

    // Makes a page writable: with the archive's contents, else zero. False without memory.
    private bool TryTakePage(long page)
    {
        if (page < _pages.Length && !_pages[page].IsEmpty)
        {
            return true;
        }

        if (!Volume.TryTakePage())
        {
            return false;
        }

        try
        {
            Memory<byte> fresh = NewPage(page);
            CopyFromPage(page, 0, fresh.Span);
            if (page >= _pages.Length)
            {
                Array.Resize(ref _pages, (int)Math.Min(Math.Max(page + 1, _pages.Length * 2L), SizeLimit / PageBytes));
            }

            _pages[page] = fresh;
            _pageCount++;
            return true;
        }
        catch (OutOfMemoryException)
        {
            Volume.ReturnPages(1);
            return false;
        }
    }

    private Memory<byte> NewPage(long page) => _mapped is { } mapped && (page + 1) * PageBytes <= mapped.Memory.Length
        ? mapped.Memory.Slice((int)(page * PageBytes), PageBytes)
        : new byte[PageBytes];

    private bool TryMoveTo(MappedMemory memory)
    {
        long count = memory.Memory.Length / PageBytes;
        long missing = count - _pageCount;
        if (Volume.PageLimit - Volume.PagesUsed < missing)
        {
            return false;
        }

        for (long page = 0; page < count; page++)
        {
            if (!TryTakePage(page))
            {
                return false;
            }
        }

        for (int page = 0; page < count; page++)
        {
            Memory<byte> place = memory.Memory.Slice(page * PageBytes, PageBytes);
            _pages[page].Span.CopyTo(place.Span);
            _pages[page] = place;
        }

        _mapped?.Release();
        _mapped = memory;
        return true;
    }

    private void DropPages(long first)
    {
        for (long page = first; page < _pages.Length; page++)
        {
            if (_pages[page].IsEmpty)
            {
                continue;
            }

            if (_mappings != 0)
            {
                _pages[page].Span.Clear(); // a mapping still shows it; Linux would raise SIGBUS there
                continue;
            }

            _pages[page] = default;
            _pageCount--;
            Volume.ReturnPages(1);
        }

        // What was mapped before is no page any more, and would come back with its old contents.
        if (_mappings == 0 && _mapped is { } mapped && first * PageBytes < mapped.Memory.Length)
        {
            mapped.Memory.Span[(int)(first * PageBytes)..].Clear();
        }
    }
}
