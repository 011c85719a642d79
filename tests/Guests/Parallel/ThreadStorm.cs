// Threads that are made and end, on all CPUs at once. Each has data of its own that begins empty and stays its own.

namespace Parallel;

/// <summary>The verb "threads".</summary>
internal static class ThreadStorm
{
    private const int Rounds = 40;
    private const int Children = 8;

    [ThreadStatic]
    private static long t_number;

    [ThreadStatic]
    private static object? t_object;

    private static readonly ThreadLocal<long> s_local = new(() => -1);
    private static readonly LocalDataStoreSlot s_slot = Thread.AllocateDataSlot();

    public static void Run(Options options)
    {
        int parents = options.Threads != 0 ? options.Threads : Team.Size;
        int rounds = options.Scale(Rounds) * 2 / parents;
        int detached = 0;
        int ended = 0;
        int joined = 0;
        Team.Run(parents, parent =>
        {
            for (int round = 0; round < rounds; round++)
            {
                bool isDetached = round % 4 == 3;
                long first = (((long)parent * rounds) + round) * Children;
                Thread[] children = [.. Enumerable.Range(0, Children).Select(child => Child(first + child + 1, isDetached, () => Interlocked.Increment(ref ended)))];
                Array.ForEach(children, child => child.Start());
                if (isDetached)
                {
                    Interlocked.Add(ref detached, Children);
                    continue;
                }

                Team.Join(children);
                Interlocked.Add(ref joined, Children);
                Team.Require(Array.TrueForAll(children, child => !child.IsAlive), "a thread that was joined is alive");
            }
        });
        Team.Woken(SpinWait.SpinUntil(() => Volatile.Read(ref ended) == detached + joined, Team.Limit), $"the end of {detached + joined - ended} threads");
        Team.Say($"threads: {joined} joined, {detached} ended by themselves, made by {parents} threads");
    }

    private static Thread Child(long number, bool isDetached, Action end)
    {
        var thread = new Thread(
            () => Team.Guard(() =>
            {
                Live(number);
                end();
            }),
            maxStackSize: number % 3 == 0 ? 256 * 1024 : 0)
        {
            IsBackground = isDetached,
            Name = $"child {number}",
        };
        return thread;
    }

    private static void Live(long number)
    {
        JudgeOwn(0, null, -1, null, "at its start");
        object mine = new();
        t_number = number;
        t_object = mine;
        s_local.Value = number;
        Thread.SetData(s_slot, mine);
        for (int i = 0; i < 3; i++)
        {
            Thread.Yield();
            JudgeOwn(number, mine, number, mine, "later");
        }

        Team.Require(Thread.CurrentThread.Name == $"child {number}", "a thread has another's name");
    }

    /// <summary>Throws a <see cref="Violation"/> when the calling thread's data is not this.</summary>
    public static void JudgeOwn(long number, object? held, long local, object? slot, string when) => Team.Require(
        t_number == number && ReferenceEquals(t_object, held) && s_local.Value == local && ReferenceEquals(Thread.GetData(s_slot), slot),
        $"a thread's own data is another's {when}: {t_number}, {s_local.Value}; {number} and {local} are its own");
}
