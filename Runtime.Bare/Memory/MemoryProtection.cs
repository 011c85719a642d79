// What a range of pages allows. There is no executable one: only the image's text is, and it is mapped once, at start.

namespace Runtime.Bare.Memory;

/// <summary>Access that a range allows.</summary>
internal enum MemoryProtection : byte
{
    /// <summary>Reserved address space; every access faults.</summary>
    None = 0,

    /// <summary>Reading.</summary>
    Read = 1,

    /// <summary>Reading and writing.</summary>
    ReadWrite = 2,
}

/// <summary>How a page fault ended.</summary>
internal enum FaultResult
{
    /// <summary>The page is there now: run the instruction again.</summary>
    Resolved,

    /// <summary>The range does not allow the access.</summary>
    NoAccess,

    /// <summary>Nothing is mapped or reserved there.</summary>
    NoRange,

    /// <summary>The page below a stack.</summary>
    GuardPage,

    /// <summary>No frame is left for a page that may be used.</summary>
    OutOfMemory,
}
