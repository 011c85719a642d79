// Litmus tests of the memory model, after Alglave and Maranget's herd and litmus: a few threads with two or three accesses each to
// shared cells, many instances, and a tally of what the threads saw. What x86 and the .NET memory model (docs/design/specs/
// Memory-model.md of dotnet/runtime) rule out must not be seen; the rest is counted only, for it shows whether threads really overlap.

namespace Parallel;

/// <summary>One litmus test: its cells, what the threads do to them, and what must not come out.</summary>
internal abstract class Litmus(string name, int threads)
{
    private const int Rounds = 2000;
    private const int Stride = 16; // ints in a cache line: neighbouring cells must not share one
    private const int Values = 3; // what a register can hold: 0, 1, 2
    private const int Most = Values * Values * Values * Values;

    private readonly long[] _tally = new long[Most];

    /// <summary>Instances of the test for each start.</summary>
    public const int Cells = 256;

    /// <summary>What the test is called, and prints.</summary>
    public string Name => name;

    /// <summary>How many threads take part.</summary>
    public int Threads => threads;

    /// <summary>Registers of all threads in all instances: four each.</summary>
    public int[] Registers { get; } = new int[Cells * 4];

    protected int[] X { get; } = new int[Cells * Stride];

    protected int[] Y { get; } = new int[Cells * Stride];

    /// <summary>Every test.</summary>
    public static Litmus[] All =>
    [
        new MessagePassing(),
        new StoreBuffering(isFenced: true),
        new StoreBuffering(isFenced: false),
        new LoadBuffering(),
        new ReadReadCoherence(),
        new IndependentReads(),
    ];

    public static void Run(Options options)
    {
        foreach (Litmus test in All)
        {
            test.RunRounds(options);
        }
    }

    /// <summary>Counts the outcomes of all instances and clears the cells. Throws a <see cref="Violation"/> for a forbidden one.</summary>
    public void Count()
    {
        for (int cell = 0; cell < Cells; cell++)
        {
            ReadOnlySpan<int> seen = Registers.AsSpan(cell * 4, 4);
            Team.Require(!IsForbidden(seen), $"litmus {name}: {string.Join(' ', seen.ToArray())} was seen");
            _tally[(((((seen[0] * Values) + seen[1]) * Values) + seen[2]) * Values) + seen[3]]++;
        }

        Array.Clear(Registers);
        Array.Clear(X);
        Array.Clear(Y);
    }

    /// <summary>What a thread does to one instance.</summary>
    /// <param name="thread">Its number.</param>
    /// <param name="at">Index of the instance in X and Y.</param>
    /// <param name="seen">The instance's registers.</param>
    protected abstract void Act(int thread, int at, Span<int> seen);

    /// <summary>Must these registers not come out.</summary>
    public abstract bool IsForbidden(ReadOnlySpan<int> seen);

    private void RunRounds(Options options)
    {
        int rounds = options.Scale(Rounds);
        var line = new StartLine(threads);
        Team.Run(threads, thread =>
        {
            RandomStream random = options.Random(name, thread);
            for (int round = 0; round < rounds; round++)
            {
                int delay = random.Below(64);
                line.Cross();
                while (delay > 0)
                {
                    delay--;
                }

                for (int cell = 0; cell < Cells; cell++)
                {
                    Act(thread, cell * Stride, Registers.AsSpan(cell * 4, 4));
                }

                line.Cross();
                if (thread == 0)
                {
                    Count();
                }

                line.Cross();
            }
        });
        Team.Say($"litmus {name}: {(long)rounds * Cells} times: {string.Join(", ", Enumerable.Range(0, Most).Where(outcome => _tally[outcome] > 0).Select(outcome => $"{Text(outcome)} {_tally[outcome]}"))}");
    }

    private static string Text(int outcome) => string.Concat((int[])[outcome / 27, outcome / 9 % 3, outcome / 3 % 3, outcome % 3]);
}
