// The two page sizes of x86-64 that this layer uses (Intel SDM volume 3, 4.5).

namespace Runtime.Bare.Memory;

/// <summary>Sizes of pages and frames, bytes.</summary>
internal static class PageSize
{
    internal const int Shift = 12;
    internal const ulong Bytes = 1UL << Shift;
    internal const ulong Mask = Bytes - 1;

    internal const int LargeShift = 21;
    internal const ulong LargeBytes = 1UL << LargeShift;
    internal const ulong LargeMask = LargeBytes - 1;

    /// <summary>Frames of a large page.</summary>
    internal const uint FramesPerLarge = 1u << (LargeShift - Shift);
}
