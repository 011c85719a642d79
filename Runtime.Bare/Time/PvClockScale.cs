// The arithmetic of pvclock, apart from where the numbers come from: xen/include/public/xen.h, struct vcpu_time_info.
//
//   time = system_time + ((((tsc - tsc_timestamp) << tsc_shift) * tsc_to_system_mul) >> 32)      [xen.h]
//
// A negative shift goes to the right. The product has 96 bits, of which the middle 64 count; all else wraps at 64 bits.

using System.Runtime.CompilerServices;

namespace Runtime.Bare.Time;

/// <summary>Turns counts of the time-stamp counter into Xen's system time. Pure.</summary>
internal static class PvClockScale
{
    /// <summary>The system time at a count of the TSC, ns.</summary>
    /// <param name="tsc">The count.</param>
    /// <param name="tscTimestamp">The count at which the record was made. Later than <paramref name="tsc"/> as an unsigned number
    /// when Xen made the record of a young domain: with a TSC offset the guest's count at that moment lay before zero.</param>
    /// <param name="systemTimeNs">The system time at that count, ns.</param>
    /// <param name="multiplier">tsc_to_system_mul: nanoseconds per shifted count, times 2^32.</param>
    /// <param name="shift">tsc_shift, -63 to 63.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong SystemTimeNs(ulong tsc, ulong tscTimestamp, ulong systemTimeNs, uint multiplier, sbyte shift) =>
        unchecked(systemTimeNs + DistanceNs(tsc - tscTimestamp, multiplier, shift));

    /// <summary>Nanoseconds of a distance in counts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong DistanceNs(ulong counts, uint multiplier, sbyte shift)
    {
        ulong shifted = shift >= 0 ? counts << shift : counts >> -shift;
        return unchecked(((shifted >> 32) * multiplier) + (((uint)shifted * (ulong)multiplier) >> 32));
    }
}
