// Before anything is proved by a check, the checks are: each is shown what it must not accept. What it must accept it is shown first.

using System.Diagnostics;
using System.IO.MemoryMappedFiles;

namespace Parallel;

/// <summary>The verb "self-check", and the beginning of every other.</summary>
internal static class SelfCheck
{
    private static int s_noticed;

    public static void Run(Options options)
    {
        s_noticed = 0;
        CheckLitmus();
        CheckLedger();
        CheckLocks();
        CheckPages(options);
        CheckOthers(options);
        Team.Say($"self-check: {s_noticed} violations noticed");
    }

    private static void CheckLitmus()
    {
        (string Name, int[] Forbidden, int[] Allowed)[] planted =
        [
            ("message-passing", [1, 0, 0, 0], [0, 1, 0, 0]),
            ("store-buffering-fenced", [0, 0, 0, 0], [0, 1, 0, 0]),
            ("load-buffering", [1, 1, 0, 0], [0, 1, 0, 0]),
            ("coherence", [2, 1, 0, 0], [1, 2, 0, 0]),
            ("independent-reads", [1, 0, 1, 0], [1, 0, 1, 1]),
        ];
        foreach ((string name, int[] forbidden, int[] allowed) in planted)
        {
            Litmus test = Litmus.All.Single(test => test.Name == name);
            for (int cell = 0; cell < Litmus.Cells; cell++)
            {
                allowed.CopyTo(test.Registers, 4 * cell);
            }

            int[] registers = [.. test.Registers];
            test.Count();
            registers.CopyTo(test.Registers, 0);
            forbidden.CopyTo(test.Registers, 4 * (Litmus.Cells - 1));
            Notices(name, test.Count);
        }
    }

    private static void CheckLedger()
    {
        Ledger ledger = new(producers: 2, itemsEach: 2);
        Ledger.Consumer ordered = ledger.Open(isOrdered: true);
        Ledger.Consumer unordered = ledger.Open(isOrdered: false);
        ordered.Take(Ledger.Item(0, 1));
        Notices("an item out of order", () => ordered.Take(Ledger.Item(0, 0)));
        unordered.Take(Ledger.Item(1, 1));
        Notices("an item that came twice", () => unordered.Take(Ledger.Item(1, 1)));
        Notices("an item that nobody made", () => unordered.Take(Ledger.Item(2, 0)));
        Notices("a lost item", () => ledger.Close("ledger"));
        unordered.Take(Ledger.Item(1, 0));
        ledger.Close("ledger");
    }

    private static void CheckLocks()
    {
        var section = new Locks.Section();
        section.Enter("nothing", 10);
        Notices("two threads inside", () => section.Enter("nothing", 11));
        section.Leave("nothing");
        Notices("another thread inside", () => section.Leave("nothing"));
        section.Enter("nothing", 10 + Stopwatch.Frequency);
        Locks.JudgeStandstill("nothing", section.Standstill, 1001);
        Notices("a standstill", () => Locks.JudgeStandstill("nothing", section.Standstill, 999));
        Notices("a lost wake-up", () => Team.Woken(false, "nothing"));
    }

    private static void CheckPages(Options options)
    {
        using MemoryMappedFile zeros = Mapping.OpenZeros(2);
        using var mapping = new Mapping(zeros, 2);
        mapping.Verify("nothing");
        mapping.Write(700, 1);
        Notices("a page that is not zero", () => mapping.Verify("nothing"));
        mapping.Fill(options.Seed | 1);
        mapping.Verify("nothing");
        mapping.Write(700, 0);
        Notices("another page", () => mapping.Verify("nothing"));
        using var other = new Mapping(zeros, 2);
        other.Verify("the file, which a private view does not write to");
        long[] memory = new long[Mapping.PageBytes];
        Pages.WriteWords(memory, 0, 2, 5);
        Notices("a page made twice", () => Pages.JudgeWords(memory, 2, 5));
        Pages.WriteWords(memory, 1, 2, 5);
        Pages.JudgeWords(memory, 2, 5);
    }

    private static void CheckOthers(Options options)
    {
        var graph = new Graph(options.Seed, 3);
        graph.Verify();
        graph.Damage();
        Notices("a damaged graph", graph.Verify);
        ThreadStorm.JudgeOwn(0, null, -1, null, "at its start");
        Notices("another thread's data", () => ThreadStorm.JudgeOwn(7, null, -1, null, "later"));
        Clock.Judge(before: 1, now: 1, thread: 0);
        Notices("a clock that goes back", () => Clock.Judge(before: 2, now: 1, thread: 0));
        Places.JudgeCount([true, false], 1);
        Notices("one processor where two are expected", () => Places.JudgeCount([true, false], 2));
        Places.JudgeCollector(expectsServer: true, processors: 2, isServer: true, heaps: 2);
        Notices("the workstation's collector", () => Places.JudgeCollector(expectsServer: true, processors: 2, isServer: false, heaps: 1));
        Notices("a heap for two processors", () => Places.JudgeCollector(expectsServer: true, processors: 2, isServer: true, heaps: 1));
        Notices("a processor that is none", () => Places.JudgeNumber(2, 2));
    }

    private static void Notices(string what, Action check)
    {
        try
        {
            check();
        }
        catch (Violation)
        {
            s_noticed++;
            return;
        }

        throw new Violation($"self-check: {what} passes");
    }
}
