// Reading the console: bytes of the ring, through the line discipline, to whoever reads descriptor 0 or a copy of it.

using System.Runtime.CompilerServices;

namespace LibOS.SystemNative;

/// <summary>The console's reading side.</summary>
internal static unsafe class ConsoleInput
{
    private const int BufferBytes = 1024; // what the ring holds

    private static readonly object s_reading = new();

    // Under s_reading; IsReady looks without it, since a reader holds it while it waits.
    private static InputBuffer s_buffer;
    private static LineDiscipline s_discipline;
    private static int s_start;
    private static int s_end;
    private static bool s_ended;

    // Set around a read by whoever reads keys (the base class library has one such reader at a time).
    private static bool s_readsKeys;
    private static int s_timeoutMs = Timeout.Infinite;

    /// <summary>Can a read return at once.</summary>
    internal static bool IsReady =>
        Volatile.Read(ref s_ended) || Volatile.Read(ref s_start) != Volatile.Read(ref s_end) || Bare.ConsoleAvailable() > 0;

    /// <summary>Reads give bytes as they were typed from now on, Ctrl-D and Enter's carriage return among them, and give up after a time: 0 bytes, not the end.</summary>
    /// <param name="timeoutMs">Milliseconds, or Timeout.Infinite.</param>
    internal static void BeginKeys(int timeoutMs)
    {
        s_timeoutMs = timeoutMs;
        Volatile.Write(ref s_readsKeys, true);
    }

    /// <summary>Reads give lines again.</summary>
    internal static void EndKeys()
    {
        Volatile.Write(ref s_readsKeys, false);
        s_timeoutMs = Timeout.Infinite;
    }

    /// <summary>Reads what is there, at least one byte, waiting for it; 0 once the end was typed, from then on.</summary>
    internal static int Read(Span<byte> destination)
    {
        if (destination.IsEmpty)
        {
            return 0;
        }

        lock (s_reading)
        {
            while (!s_ended || Volatile.Read(ref s_readsKeys)) // keys have no end
            {
                if (s_start == s_end && (!HasInTime() || !TryFill()))
                {
                    return 0;
                }

                ReadOnlySpan<byte> typed = ((ReadOnlySpan<byte>)s_buffer)[s_start..s_end];
                int produced = s_discipline.Translate(typed, destination, Volatile.Read(ref s_readsKeys), out int consumed, out bool isEnd);
                s_start += consumed;
                s_ended |= isEnd;
                if (produced != 0)
                {
                    return produced;
                }
            }

            return 0;
        }
    }

    // Without a timeout the read below waits by itself.
    private static bool HasInTime() =>
        !Volatile.Read(ref s_readsKeys) || s_timeoutMs == Timeout.Infinite || Bare.ConsoleWait(s_timeoutMs) != 0;

    private static bool TryFill()
    {
        s_start = 0;
        s_end = 0;

        // SAFETY: the buffer is static memory without references; the call writes at most its size.
        fixed (byte* buffer = (Span<byte>)s_buffer)
        {
            s_end = (int)Bare.ConsoleRead(buffer, BufferBytes);
        }

        return s_end > 0;
    }

    [InlineArray(BufferBytes)]
    private struct InputBuffer
    {
        private byte _first;
    }
}
