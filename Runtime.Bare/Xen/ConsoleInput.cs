// What was typed and not read yet: the input queue of a terminal driver (POSIX General Terminal Interface, 11.1.6 and
// 11.1.9). It is filled in interrupts too, because Ctrl-C means a signal even while nobody reads.

using Runtime.Bare.SystemNative;
using Runtime.Bare.Threading;

namespace Runtime.Bare.Xen;

/// <summary>The queue of typed bytes, and the signals among them. Any context; no lock is taken inside its own.</summary>
internal static unsafe class ConsoleInput
{
    private const int Size = 1024; // as much as the ring holds
    private const byte Interrupt = 3; // Ctrl-C
    private const byte Quit = 28; // Ctrl-\

    private static SpinLock s_lock = new(LockRank.Leaf);

    // Under s_lock: free-running indices as in ByteRing, and the signal that waits to be taken.
    private static Bytes s_bytes;
    private static uint s_producer;
    private static uint s_consumer;
    private static int s_signal;
    private static bool s_readsSignalBytes;

    /// <summary>Are Ctrl-C and Ctrl-\ signals (ISIG), as they are until a program says otherwise.</summary>
    internal static bool MakesSignals
    {
        get => !s_readsSignalBytes;
        set => s_readsSignalBytes = !value;
    }

    /// <summary>Bytes that can be read.</summary>
    internal static int Count => (int)(s_producer - s_consumer);

    /// <summary>Waits a signal to be taken.</summary>
    internal static bool HasSignal => s_signal != 0;

    /// <summary>Takes in one byte; false without room. A signal discards what was typed before it.</summary>
    internal static bool TryAdd(byte value)
    {
        ulong flags = s_lock.Acquire();
        bool isSignal = MakesSignals && (value is Interrupt or Quit);
        bool hasRoom = isSignal || Count < Size;
        if (isSignal)
        {
            s_signal = value == Interrupt ? PosixSignals.SIGINT : PosixSignals.SIGQUIT;
            s_consumer = s_producer;
        }
        else if (hasRoom)
        {
            s_bytes.Values[ByteRing.Offset(s_producer, Size)] = value;
            s_producer++;
        }

        s_lock.Release(flags);
        return hasRoom;
    }

    /// <summary>Reads what is there, up to a length; 0 when there is nothing.</summary>
    internal static nint Read(byte* data, nint length)
    {
        nint count = 0;
        while (count < length)
        {
            // A byte at a time: the destination may lie in memory that is not backed yet, and is touched outside the lock.
            ulong flags = s_lock.Acquire();
            bool isEmpty = s_producer == s_consumer;
            byte value = isEmpty ? (byte)0 : s_bytes.Values[ByteRing.Offset(s_consumer, Size)];
            s_consumer += isEmpty ? 0u : 1u;
            s_lock.Release(flags);
            if (isEmpty)
            {
                break;
            }

            data[count] = value;
            count++;
        }

        return count;
    }

    /// <summary>Takes the waiting signal's number; 0 for none.</summary>
    internal static int TakeSignal()
    {
        ulong flags = s_lock.Acquire();
        int signal = s_signal;
        s_signal = 0;
        s_lock.Release(flags);
        return signal;
    }

    private struct Bytes
    {
        public fixed byte Values[Size];
    }
}
