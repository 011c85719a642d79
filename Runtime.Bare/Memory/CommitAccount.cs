// Promised memory. Frames are taken when a page is first touched, but a range only becomes accessible when there are
// frames for all of it: a shortage shows as ENOMEM to who asks, and never as a fault that nobody can serve.
//
// The last of the memory is for small pieces. The collector asks for its heap in pieces of 64 KiB and more, and when it gets none
// the program sees OutOfMemoryException; but the stock runtime does not survive when the first pages of a region, which the
// collection itself needs, or its handle table are refused (docs/adr/0014).

namespace Runtime.Bare.Memory;

/// <summary>Who may have of the last memory.</summary>
internal enum PromiseClass
{
    /// <summary>Nothing of it.</summary>
    Large,

    /// <summary>Half of it: a small piece of a vast range, such as the first pages of one of the heap's regions.</summary>
    SmallOfVast,

    /// <summary>All of it.</summary>
    Small,
}

/// <summary>Counts promised and backed pages. The caller holds the address-space lock.</summary>
internal unsafe struct CommitAccount
{
    // Frames that are never promised: page tables, range nodes, and stacks that grow past their promise.
    private const ulong ReserveBase = 8;
    private const int ReserveShift = 9;

    // The last memory, above that: a share of what is above the least that a guest needs.
    private const int LastShift = 5;
    private const ulong LeastPages = (4UL << 20) >> PageSize.Shift;
    private const ulong MostLastPages = (16UL << 20) >> PageSize.Shift;

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

    /// <summary>The pages that are not promised to large pieces, of so many.</summary>
    internal static ulong LastPages(ulong totalPages) =>
        totalPages <= LeastPages ? 0 : Math.Min((totalPages - LeastPages) >> LastShift, MostLastPages);

    /// <summary>Promises pages; false when there are not enough frames.</summary>
    /// <param name="pages">How many.</param>
    /// <param name="who">What they are for.</param>
    internal bool TryPromise(ulong pages, PromiseClass who)
    {
        ulong last = LastPages(_frames->TotalFrames);
        ulong kept = who == PromiseClass.Large ? last : who == PromiseClass.SmallOfVast ? last / 2 : 0;
        ulong available = Available;
        available = available > kept ? available - kept : 0;
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
