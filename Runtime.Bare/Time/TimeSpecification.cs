// struct timespec and struct timeval of the C ABI.

namespace Runtime.Bare.Time;

/// <summary>struct timespec: seconds and nanoseconds.</summary>
internal struct TimeSpecification
{
    internal const ulong NanosecondsPerSecond = 1_000_000_000;

    public long Seconds;
    public long Nanoseconds;

    /// <summary>Nanoseconds in range and not before zero.</summary>
    internal readonly bool IsValid => Seconds >= 0 && Nanoseconds is >= 0 and < 1_000_000_000;

    /// <summary>The value in nanoseconds; what does not fit is the largest.</summary>
    internal readonly ulong ToNanoseconds() => (ulong)Seconds >= ulong.MaxValue / NanosecondsPerSecond
        ? ulong.MaxValue - 1
        : ((ulong)Seconds * NanosecondsPerSecond) + (ulong)Nanoseconds;

    /// <summary>From nanoseconds.</summary>
    internal static TimeSpecification FromNanoseconds(ulong ns) => new()
    {
        Seconds = (long)(ns / NanosecondsPerSecond),
        Nanoseconds = (long)(ns % NanosecondsPerSecond),
    };
}
