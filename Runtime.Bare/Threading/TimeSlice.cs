// How long a thread keeps the CPU while others are ready: 4 ms, or what LIBOS_SLICE says on the command line, in
// microseconds. LIBOS_SLICE=300 is 300 us; LIBOS_SLICE=100-500 draws each slice anew between the two, for tests that want
// preemption at moments nobody foresees. The draws begin with the same number in every boot, so that a run in the sandbox's
// measured mode can be repeated.

using System;
using System.Runtime.CompilerServices;
using Runtime.Bare.Boot;
using Runtime.Bare.Diagnostics;

namespace Runtime.Bare.Threading;

/// <summary>The length of slices. Written at boot; each CPU keeps its random numbers.</summary>
internal static unsafe class TimeSlice
{
    /// <summary>Where nothing is said, ns.</summary>
    internal const ulong DefaultNs = 4_000_000;

    // Shorter slices would be spent on switching; longer ones would be none for a person who waits.
    private const ulong ShortestUs = 50;
    private const ulong LongestUs = 1_000_000;
    private const ulong NanosecondsPerMicrosecond = 1000;

    // Any number but 0 (Marsaglia, Xorshift RNGs, 2003).
    private const ulong FirstRandom = 0x9E37_79B9_7F4A_7C15;

    private static ulong s_leastNs;
    private static ulong s_mostNs;

    /// <summary>Reads LIBOS_SLICE; panics when it is none. Boot context, when the environment is there.</summary>
    internal static void Initialize()
    {
        fixed (byte* name = "LIBOS_SLICE\0"u8)
        {
            byte* value = EnvironmentBlock.Find(name);
            if (value == null)
            {
                return;
            }

            int length = 0;
            while (value[length] != 0)
            {
                length++;
            }

            if (!TryParse(new ReadOnlySpan<byte>(value, length), out ulong least, out ulong most))
            {
                Panic.Fail("LIBOS_SLICE is a time slice in microseconds, or two with a dash between (100-500), from 50 to 1000000"u8);
            }

            Set(least, most);
        }
    }

    /// <summary>Slices from <paramref name="leastNs"/> to <paramref name="mostNs"/>; 0 and 0 for the default.</summary>
    internal static void Set(ulong leastNs, ulong mostNs)
    {
        s_leastNs = leastNs;
        s_mostNs = mostNs;
    }

    /// <summary>Reads "LENGTH" or "LEAST-MOST" in microseconds; false for anything else.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> text, out ulong leastNs, out ulong mostNs)
    {
        int at = 0;
        mostNs = 0;
        if (!TryParseNumber(text, ref at, out leastNs))
        {
            return false;
        }

        mostNs = leastNs;
        if (at == text.Length)
        {
            return true;
        }

        return text[at++] == (byte)'-' && TryParseNumber(text, ref at, out mostNs) && at == text.Length && mostNs >= leastNs;
    }

    /// <summary>The length of the slice that begins, ns.</summary>
    /// <param name="random">The state of the CPU's random numbers; 0 before the first.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong NextNs(ref ulong random) =>
        s_leastNs != s_mostNs ? s_leastNs + (NextRandom(ref random) % (s_mostNs - s_leastNs + 1)) : s_leastNs == 0 ? DefaultNs : s_leastNs;

    /// <summary>A random number (Marsaglia's xorshift64), alike in each boot.</summary>
    /// <param name="random">The state of the CPU's random numbers; 0 before the first.</param>
    internal static ulong NextRandom(ref ulong random)
    {
        random = random == 0 ? FirstRandom : random;
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        return random;
    }

    private static bool TryParseNumber(ReadOnlySpan<byte> text, ref int at, out ulong ns)
    {
        ulong us = 0;
        int start = at;
        while (at < text.Length && text[at] is >= (byte)'0' and <= (byte)'9' && us <= LongestUs)
        {
            us = (us * 10) + text[at++] - (byte)'0';
        }

        ns = us * NanosecondsPerMicrosecond;
        return at > start && us is >= ShortestUs and <= LongestUs;
    }
}
