// Promised memory. Frames are taken when a page is first touched, but a range only becomes accessible when there are
// frames for all of it: a shortage shows as ENOMEM to who asks, and never as a fault that nobody can serve.
//
// The last of the memory is for small pieces. The collector asks for its heap in pieces of 64 KiB and more, and when it gets none
// the program sees OutOfMemoryException; but the stock runtime does not survive when its handle table or the first page of a
// region, which the collection itself needs, is refused (docs/adr/0014).

namespace Runtime.Bare.Memory;

/// <summary>Counts promised and backed pages. The caller holds the address-space lock.</summary>
internal unsafe struct CommitAccount
{
    // Frames that are never promised: page tables, range nodes, and stacks that grow past their promise.
    private const ulong ReserveBase = 8;
    private const int ReserveShift = 9;

    // Kept for small pieces, above that.
    private const int SmallReserveShift = 5;
    private const ulong MostSmallReserve = (16UL << 20) >> PageSize.Shift;

    private FrameAllocator* _frames;
    private ulong _promised;
    private ulong _backed;
    private ulong _largestShortage;

    /// <summary>Pages promised to ranges.</summary>
    internal readonly ulong Promised => _promised;

    /// <summary>Promised pages that have a frame.</summary>
    internal readonly ulong Backed => _backed;

    /// <summary>The pages that the worst refused promise lacked; 0 when none was refused.</summary>
    internal readonly ulong LargestShortage => _largestShortage;

    /// <summary>Pages that can still be promised, in small pieces.</summary>
    internal readonly ulong Available
    {
        get
        {
            ulong reserve = ReserveBase + (_frames->TotalFrames >> ReserveShift);
            ulong taken = _promised - _backed + reserve;
            return _frames->FreeFrames > taken ? _frames->FreeFrames - taken : 0;
        }
    }

    /// <summary>Starts with nothing promised.</summary>
    internal void Initialize(FrameAllocator* frames) => _frames = frames;

    /// <summary>Promises pages; false when there are not enough frames.</summary>
    /// <param name="pages">How many.</param>
    /// <param name="isSmall">May it be of those that are kept for small pieces.</param>
    internal bool TryPromise(ulong pages, bool isSmall)
    {
        ulong available = Available;
        if (!isSmall)
        {
            ulong kept = Math.Min(_frames->TotalFrames >> SmallReserveShift, MostSmallReserve);
            available = available > kept ? available - kept : 0;
        }

        if (pages > available)
        {
            _largestShortage = Math.Max(_largestShortage, pages - available);
            return false;
        }

        _promised += pages;
        return true;
    }

    /// <summary>Promises a page of a growing stack whatever is left: the alternative is to stop the guest.</summary>
    internal void ForcePromise() => _promised++;

    /// <summary>Takes promises back, and the frames that backed some of them.</summary>
    internal void Release(ulong pages, ulong backed)
    {
        _promised -= pages;
        _backed -= backed;
    }

    /// <summary>Promised pages got frames.</summary>
    internal void Back(ulong pages) => _backed += pages;
}
