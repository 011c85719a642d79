// Waiting for one another, by everything that waits: a token around a ring, a bounded buffer, rounds of a barrier, readers and
// writers. Every wait has a limit that a lost wake-up exceeds.

namespace Parallel;

/// <summary>The verb "conditions".</summary>
internal static class Conditions
{
    private const int Members = 64;
    private const int Laps = 30;
    private const int Items = 4_000;
    private const int Phases = 100;
    private const int Writes = 60;

    public static void Run(Options options)
    {
        int laps = options.Scale(Laps);
        Ring.Run(laps, index => new MonitorStation());
        Ring.Run(laps, index => new SemaphoreStation());
        Ring.Run(laps, index => new EventStation());
        Ring.Run(laps, index => new SlimEventStation());
        Everybody(options.Scale(Laps));
        Buffer(options.Scale(Items));
        Rounds(options.Scale(Phases));
        ReadersAndWriters(options, options.Scale(Writes));
    }

    // One monitor for all: each turn wakes everybody, and all but one wait again.
    private static void Everybody(int turns)
    {
        object gate = new();
        int turn = 0;
        Team.Run(Members, member =>
        {
            for (int i = member; i < turns; i += Members)
            {
                lock (gate)
                {
                    while (turn != i)
                    {
                        Team.Woken(Monitor.Wait(gate, Team.Limit), "Monitor.PulseAll");
                    }

                    turn++;
                    Monitor.PulseAll(gate);
                }
            }
        });
        Team.Require(turn == turns, $"Monitor.PulseAll: {turn} turns of {turns}");
        Team.Say($"conditions PulseAll: {turns} turns of {Members} threads");
    }

    // Two semaphores count the places and the items, a monitor guards them.
    private static void Buffer(int items)
    {
        const int Places = 5;
        const int Pairs = Members / 2;
        int each = Math.Max(1, items / Pairs);
        var ledger = new Ledger(Pairs, each);
        var buffer = new Queue<long>();
        using var places = new SemaphoreSlim(Places);
        using var filled = new SemaphoreSlim(0);
        Team.Run(Members, member =>
        {
            Ledger.Consumer consumer = ledger.Open(isOrdered: false); // between the queue and Take another consumer may pass
            for (int i = 0; i < each; i++)
            {
                if (member < Pairs)
                {
                    Team.Woken(places.Wait(Team.Limit), "SemaphoreSlim of places");
                    lock (buffer)
                    {
                        buffer.Enqueue(Ledger.Item(member, i));
                        Team.Require(buffer.Count <= Places, $"bounded buffer: {buffer.Count} items in {Places} places");
                    }

                    filled.Release();
                }
                else
                {
                    Team.Woken(filled.Wait(Team.Limit), "SemaphoreSlim of items");
                    lock (buffer)
                    {
                        Team.Require(buffer.TryDequeue(out long item), "bounded buffer: the semaphore counted an item that is not there");
                        consumer.Take(item);
                    }

                    places.Release();
                }
            }
        });
        ledger.Close("bounded buffer");
        Team.Say($"conditions bounded buffer: {Pairs * each} items through {Places} places by {Members} threads");
    }

    // Nobody begins a phase before everybody has ended the one before.
    private static void Rounds(int phases)
    {
        const int Participants = 16;
        int[] done = new int[Participants];
        int completed = 0;
        using var barrier = new Barrier(Participants, barrier =>
        {
            Team.Require(Array.TrueForAll(done, phase => phase == barrier.CurrentPhaseNumber + 1), $"Barrier: phase {barrier.CurrentPhaseNumber} ended at {string.Join(' ', done)}");
            completed++;
        });
        Team.Run(Participants, member =>
        {
            for (int phase = 0; phase < phases; phase++)
            {
                done[member]++;
                Team.Woken(barrier.SignalAndWait(Team.Limit), "Barrier");
            }
        });
        Team.Require(completed == phases, $"Barrier: {completed} phases of {phases}");
        Team.Say($"conditions Barrier: {phases} phases of {Participants} threads");
    }

    // Writers keep two numbers equal, except while they write.
    private static void ReadersAndWriters(Options options, int writes)
    {
        using var gate = new ReaderWriterLockSlim();
        (int First, int Second) pair = default;
        long reads = 0;
        Team.Run(Members, member =>
        {
            RandomStream random = options.Random("readers", member);
            bool isWriter = member % 8 == 0;
            for (int i = 0; i < writes; i++)
            {
                if (isWriter)
                {
                    bool isUpgraded = random.Below(2) == 0;
                    Team.Woken(isUpgraded ? gate.TryEnterUpgradeableReadLock(Team.Limit) : gate.TryEnterWriteLock(Team.Limit), "ReaderWriterLockSlim, writing");
                    Team.Woken(!isUpgraded || gate.TryEnterWriteLock(Team.Limit), "ReaderWriterLockSlim, upgrading");
                    pair.First++;
                    Thread.SpinWait(random.Below(32));
                    pair.Second++;
                    gate.ExitWriteLock();
                    if (isUpgraded)
                    {
                        gate.ExitUpgradeableReadLock();
                    }
                }
                else
                {
                    Team.Woken(gate.TryEnterReadLock(Team.Limit), "ReaderWriterLockSlim, reading");
                    int first = pair.First;
                    Thread.SpinWait(random.Below(8));
                    Team.Require(first == pair.Second, "ReaderWriterLockSlim: a reader was let in beside a writer");
                    gate.ExitReadLock();
                    Interlocked.Increment(ref reads);
                }
            }
        });
        Team.Require(pair.First == writes * Members / 8, $"ReaderWriterLockSlim: {pair.First} writes of {writes * Members / 8}");
        Team.Say($"conditions ReaderWriterLockSlim: {pair.First} writes, {reads} reads by {Members} threads");
    }

    /// <summary>One token goes around; who has it is alone.</summary>
    private static class Ring
    {
        public static void Run(int laps, Func<int, Station> make)
        {
            Station[] stations = [.. Enumerable.Range(0, Members).Select(make)];
            string name = stations[0].Name;
            int holders = 0;
            int passed = 0;
            stations[0].Put();
            Team.Run(Members, member =>
            {
                for (int lap = 0; lap < laps; lap++)
                {
                    Team.Woken(stations[member].Take(), name);
                    Team.Require(Interlocked.Increment(ref holders) == 1, $"{name}: two threads have the token");
                    passed++;
                    Interlocked.Decrement(ref holders);
                    stations[(member + 1) % Members].Put();
                }
            });
            Team.Require(passed == laps * Members, $"{name}: the token was passed {passed} times of {laps * Members}");
            Team.Say($"conditions {name}: the token was passed {passed} times around {Members} threads");
        }
    }
}
