// The PV console: one page shared with xenconsoled (struct xencons_interface, io/console.h) and one event channel.

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using Runtime.Bare.Cpu;
using Runtime.Bare.Diagnostics;
using Runtime.Bare.Libc;
using Runtime.Bare.Libc.Format;
using Runtime.Bare.Memory;
using Runtime.Bare.Threading;
using Runtime.Bare.Time;

namespace Runtime.Bare.Xen;

/// <summary>struct xencons_interface.</summary>
[StructLayout(LayoutKind.Explicit, Size = 3088)]
internal unsafe struct ConsoleInterface
{
    internal const uint InputSize = 1024;
    internal const uint OutputSize = 2048;

    [FieldOffset(0)]
    public fixed byte Input[(int)InputSize];
    [FieldOffset(1024)]
    public fixed byte Output[(int)OutputSize];
    [FieldOffset(3072)]
    public uint InputConsumer;
    [FieldOffset(3076)]
    public uint InputProducer;
    [FieldOffset(3080)]
    public uint OutputConsumer;
    [FieldOffset(3084)]
    public uint OutputProducer;
}

/// <summary>Console output and input. Without a console (no parameter, broken peer) output is dropped.</summary>
internal static unsafe class Console
{
    private const uint HVM_PARAM_CONSOLE_PFN = 17;
    private const uint HVM_PARAM_CONSOLE_EVTCHN = 18;

    // How long output may wait for a reader when the guest is about to end.
    private const ulong DrainNs = 2_000_000_000;

    private static ConsoleInterface* s_ring;
    private static uint s_port;

    // Guards the ring's own indices; no other lock is taken inside but ConsoleInput's.
    private static SpinLock s_lock = new(LockRank.Console);

    // Guards the queues of those who wait; taken inside none.
    private static SpinLock s_waiting = new(LockRank.Wait);
    private static IntrusiveQueue s_writers;
    private static IntrusiveQueue s_readers;

    // Statics of this layer never move.
    private static IntrusiveQueue* Writers => (IntrusiveQueue*)Unsafe.AsPointer(ref s_writers);

    private static SpinLock* Waiting => (SpinLock*)Unsafe.AsPointer(ref s_waiting);

    private static IntrusiveQueue* Readers => (IntrusiveQueue*)Unsafe.AsPointer(ref s_readers);

    /// <summary>Maps the ring; from here on early output works.</summary>
    internal static void Initialize()
    {
        if (Hypercall.GetParameter(HVM_PARAM_CONSOLE_PFN, out ulong frame) < 0
            || frame is 0 or ulong.MaxValue
            || Hypercall.GetParameter(HVM_PARAM_CONSOLE_EVTCHN, out ulong port) < 0
            || port is 0 or ulong.MaxValue)
        {
            return;
        }

        s_ring = (ConsoleInterface*)KernelMemory.MapShared(frame * PageSize.Bytes);
        s_port = (uint)port;
    }

    /// <summary>Binds the event channel: readers and writers may block from now on.</summary>
    internal static void EnableEvents()
    {
        if (s_ring != null)
        {
            EventChannels.Bind(s_port, &OnEvent);
        }
    }

    /// <summary>Writes all bytes, waiting for room. Thread context.</summary>
    internal static nint Write(byte* data, nint length)
    {
        nint done = 0;
        while (done < length && s_ring != null)
        {
            nint written = WriteSome(data + done, length - done);
            done += written;
            if (done < length && written == 0)
            {
                WaitForRoom();
            }
        }

        return length;
    }

    /// <summary>Reads what is there, at least one byte; waits for it. Without a console there is no input: 0, the end.</summary>
    internal static nint Read(byte* data, nint length)
    {
        if (length <= 0)
        {
            return 0;
        }

        while (s_ring != null)
        {
            TakeIn();
            nint count = ConsoleInput.Read(data, length);
            if (count != 0)
            {
                TakeIn(); // what waited in the ring for room
                return count;
            }

            _ = WaitForInput(Scheduler.Never);
        }

        return 0;
    }

    /// <summary>Bytes that can be read now.</summary>
    internal static int Available()
    {
        if (s_ring != null)
        {
            TakeIn();
        }

        return ConsoleInput.Count;
    }

    /// <summary>Waits for input until a monotonic time; true when there is some.</summary>
    internal static bool WaitForInput(ulong deadlineNs)
    {
        // From here on the handler takes in what comes, under the lock below.
        if (Available() != 0)
        {
            return true;
        }

        ulong flags = s_waiting.Acquire();
        bool woken = true;
        while (woken && ConsoleInput.Count == 0)
        {
            Scheduler.EnqueueLocked(Readers);
            s_waiting.Release(flags);
            woken = Scheduler.Wait(Waiting, deadlineNs);
            flags = s_waiting.Acquire();
        }

        s_waiting.Release(flags);
        return ConsoleInput.Count != 0;
    }

    /// <summary>Writes without waiting for events or locks: for the panic path, in any context.</summary>
    internal static void WriteUrgent(byte* data, nint length)
    {
        if (s_ring == null)
        {
            return;
        }

        nint done = 0;
        ulong limit = Clock.MonotonicNs() + DrainNs;
        while (done < length)
        {
            nint written = Fill(data + done, length - done);
            if (written < 0)
            {
                return;
            }

            done += written;
            Hypercall.Send(s_port);
            if (written == 0)
            {
                if (Clock.MonotonicNs() > limit)
                {
                    return;
                }

                Hypercall.Yield();
            }
        }
    }

    /// <summary>Waits until everything written was taken, for a bounded time. Any context.</summary>
    internal static void Drain()
    {
        if (s_ring == null)
        {
            return;
        }

        ulong limit = Clock.MonotonicNs() + DrainNs;
        Hypercall.Send(s_port);
        while (Volatile.Read(ref s_ring->OutputConsumer) != s_ring->OutputProducer && Clock.MonotonicNs() < limit)
        {
            Hypercall.Yield();
        }
    }

    /// <summary>The last line of a guest that ends by itself: who started it reads the exit code there.</summary>
    internal static void WriteExitCode(int code)
    {
        byte* text = stackalloc byte[64];
        FormatWriter writer = new(new Span<byte>(text, 64));
        writer.WriteText("\n[libos] exit "u8);
        writer.WriteDecimal((ulong)(uint)code);
        writer.Write((byte)'\n');
        _ = Write(text, writer.StoredBytes);
        Drain();
    }

    private static void OnEvent(uint port)
    {
        _ = port;
        TakeIn();
        ulong flags = s_waiting.Acquire();
        Scheduler.WakeAllLocked(Readers);
        Scheduler.WakeAllLocked(Writers);
        s_waiting.Release(flags);
    }

    // Blocks until the peer took something. The check is repeated under the lock that the handler takes to wake: an event
    // between the two finds the thread in the queue or the check finds the room.
    private static void WaitForRoom()
    {
        ulong flags = s_waiting.Acquire();
        bool isFull = Room() == 0;
        if (isFull)
        {
            Scheduler.EnqueueLocked(Writers);
        }

        s_waiting.Release(flags);
        if (isFull)
        {
            _ = Scheduler.Wait(Waiting, Clock.MonotonicNs() + DrainNs);
        }
    }

    private static uint Room()
    {
        uint consumer = Volatile.Read(ref s_ring->OutputConsumer);
        return ByteRing.TryGetFilled(s_ring->OutputProducer, consumer, ConsoleInterface.OutputSize, out uint filled)
            ? ConsoleInterface.OutputSize - filled
            : ConsoleInterface.OutputSize;
    }

    private static nint WriteSome(byte* data, nint length)
    {
        // The data may lie in memory not yet backed: touching it under the lock is allowed, the fault takes another lock.
        ulong flags = s_lock.Acquire();
        nint written = Fill(data, length);
        s_lock.Release(flags);
        if (written < 0)
        {
            return length; // a broken peer takes nothing: the output is dropped
        }

        if (written > 0)
        {
            Hypercall.Send(s_port);
        }

        return written;
    }

    // Copies what fits and publishes it. Partner of the producer store: xenconsoled's read barrier after out_prod.
    private static nint Fill(byte* data, nint length)
    {
        uint producer = s_ring->OutputProducer;
        uint consumer = Volatile.Read(ref s_ring->OutputConsumer);
        if (!ByteRing.TryGetFilled(producer, consumer, ConsoleInterface.OutputSize, out uint filled))
        {
            return -1;
        }

        uint count = (uint)Math.Min((long)(ConsoleInterface.OutputSize - filled), length);
        uint done = 0;
        while (done < count)
        {
            uint part = ByteRing.Contiguous(producer + done, ConsoleInterface.OutputSize, count - done);
            MemoryBlock.Copy(s_ring->Output + ByteRing.Offset(producer + done, ConsoleInterface.OutputSize), data + done, part);
            done += part;
        }

        Volatile.Write(ref s_ring->OutputProducer, producer + count);
        return (nint)count;
    }

    // Moves what was typed out of the ring, as far as there is room for it. Any context: the handler, to see the signals that
    // are typed while nobody reads, and readers, who may be earlier than the event.
    private static void TakeIn()
    {
        ulong flags = s_lock.Acquire();
        uint consumer = s_ring->InputConsumer;
        uint producer = Volatile.Read(ref s_ring->InputProducer);
        uint count = 0;
        if (ByteRing.TryGetFilled(producer, consumer, ConsoleInterface.InputSize, out uint filled))
        {
            while (count < filled && ConsoleInput.TryAdd(s_ring->Input[ByteRing.Offset(consumer + count, ConsoleInterface.InputSize)]))
            {
                count++;
            }

            // The bytes are read before the peer may overwrite them.
            Interlocked.MemoryBarrier();
            Volatile.Write(ref s_ring->InputConsumer, consumer + count);
        }

        bool hasSignal = count != 0 && ConsoleInput.HasSignal;
        s_lock.Release(flags);
        if (count != 0)
        {
            Hypercall.Send(s_port);
        }

        if (hasSignal)
        {
            EventWaits.Interrupt();
        }
    }
}
