// The tests themselves. X and Y are zero before each; registers 0 to 3 are what the threads read, in the order of the program.

namespace Parallel;

/// <summary>MP: who sees the flag sees the data that was written before it.</summary>
internal sealed class MessagePassing() : Litmus("message-passing", threads: 2)
{
    public override bool IsForbidden(ReadOnlySpan<int> seen) => seen[0] == 1 && seen[1] == 0;

    protected override void Act(int thread, int at, Span<int> seen)
    {
        if (thread == 0)
        {
            X[at] = 1;
            Volatile.Write(ref Y[at], 1);
        }
        else
        {
            seen[0] = Volatile.Read(ref Y[at]);
            seen[1] = X[at];
        }
    }
}

/// <summary>SB: with full fences one of two threads sees the other's write. Without, x86 lets both miss it.</summary>
internal sealed class StoreBuffering(bool isFenced) : Litmus(isFenced ? "store-buffering-fenced" : "store-buffering", threads: 2)
{
    public override bool IsForbidden(ReadOnlySpan<int> seen) => isFenced && seen[0] == 0 && seen[1] == 0;

    protected override void Act(int thread, int at, Span<int> seen)
    {
        ref int mine = ref (thread == 0 ? X : Y)[at];
        ref int other = ref (thread == 0 ? Y : X)[at];
        Volatile.Write(ref mine, 1);
        if (isFenced)
        {
            Interlocked.MemoryBarrier();
        }

        seen[thread] = Volatile.Read(ref other);
    }
}

/// <summary>LB: no thread sees a write that depends on its own later one.</summary>
internal sealed class LoadBuffering() : Litmus("load-buffering", threads: 2)
{
    public override bool IsForbidden(ReadOnlySpan<int> seen) => seen[0] == 1 && seen[1] == 1;

    protected override void Act(int thread, int at, Span<int> seen)
    {
        seen[thread] = Volatile.Read(ref (thread == 0 ? X : Y)[at]);
        Volatile.Write(ref (thread == 0 ? Y : X)[at], 1);
    }
}

/// <summary>CoRR: one location never goes back in time.</summary>
internal sealed class ReadReadCoherence() : Litmus("coherence", threads: 2)
{
    public override bool IsForbidden(ReadOnlySpan<int> seen) => seen[0] > seen[1];

    protected override void Act(int thread, int at, Span<int> seen)
    {
        if (thread == 0)
        {
            Volatile.Write(ref X[at], 1);
            Volatile.Write(ref X[at], 2);
        }
        else
        {
            seen[0] = Volatile.Read(ref X[at]);
            seen[1] = Volatile.Read(ref X[at]);
        }
    }
}

/// <summary>IRIW: two readers agree on the order of two independent writes.</summary>
internal sealed class IndependentReads() : Litmus("independent-reads", threads: 4)
{
    public override bool IsForbidden(ReadOnlySpan<int> seen) => seen[0] == 1 && seen[1] == 0 && seen[2] == 1 && seen[3] == 0;

    protected override void Act(int thread, int at, Span<int> seen)
    {
        switch (thread)
        {
            case 0:
                Volatile.Write(ref X[at], 1);
                break;
            case 1:
                Volatile.Write(ref Y[at], 1);
                break;
            case 2:
                seen[0] = Volatile.Read(ref X[at]);
                seen[1] = Volatile.Read(ref Y[at]);
                break;
            default:
                seen[2] = Volatile.Read(ref Y[at]);
                seen[3] = Volatile.Read(ref X[at]);
                break;
        }
    }
}
