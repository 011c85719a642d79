// One thread of the run: at each step it builds, changes, verifies or hands over one of its graphs. When memory is out it
// drops half of what it keeps and goes on.

using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Stress.Graphs;

namespace Stress;

/// <summary>A worker and its graphs.</summary>
internal sealed class Worker(int number, Options options, Channel<Graph> exchange)
{
    private readonly Graph?[] _graphs = new Graph?[options.Graphs];
    private RandomStream _random = new(Checksum.Mix(options.Seed + (ulong)number));
    private long _allocated;
    private long _steps;

    /// <summary>Objects so far. Any thread.</summary>
    public long Allocated => Volatile.Read(ref _allocated);

    /// <summary>Steps so far. Any thread.</summary>
    public long Steps => Volatile.Read(ref _steps);

    /// <summary>Graphs that went to another thread, and were taken from one.</summary>
    public long HandedOver { get; private set; }

    /// <summary>OutOfMemoryExceptions caught.</summary>
    public long OutOfMemory { get; private set; }

    /// <summary>What was found damaged; null while all is well. Read after the thread has ended, or to end early.</summary>
    public string? Failure { get; private set; }

    /// <summary>Works until its share is allocated.</summary>
    public void Run()
    {
        long share = options.Allocations / options.Threads;
        while (_allocated < share && Failure is null)
        {
            _steps++;
            try
            {
                Step(_random.Below(_graphs.Length), _random.Below(16));
            }
            catch (OutOfMemoryException)
            {
                OutOfMemory++;
                DropHalf();
            }

            if (number == 0 && _steps == options.DamageAt)
            {
                DamageOne();
            }
        }

        for (int i = 0; i < _graphs.Length && Failure is null; i++)
        {
            Verify(_graphs[i], i);
            _graphs[i] = null;
        }
    }

    private void Step(int place, int action)
    {
        Graph? graph = _graphs[place];
        if (graph is null || action == 0)
        {
            Verify(graph, place);
            graph = Make(ref _random);
            _allocated += 1 + graph.Build(ref _random);
            _graphs[place] = graph;
        }
        else if (action < 11)
        {
            _allocated += graph.Mutate(ref _random);
        }
        else if (action < 15)
        {
            Verify(graph, place);
        }
        else if (exchange.Writer.TryWrite(graph))
        {
            _graphs[place] = null;
            HandedOver++;
            if (exchange.Reader.TryRead(out Graph? other))
            {
                Verify(other, place);
                _graphs[place] = other;
            }
        }
    }

    /// <summary>A graph of a random kind, not built yet. The cheap kinds are frequent.</summary>
    public static Graph Make(ref RandomStream random) => random.Below(32) switch
    {
        < 14 => new ChainGraph(),
        < 26 => new TreeGraph(),
        < 29 => new TableGraph(),
        29 => random.Below(4) == 0 ? new LargeGraph() : new FinalizedGraph(),
        30 => new WeakGraph(),
        _ => new AttachedGraph(),
    };

    private void Verify(Graph? graph, int place)
    {
        if (graph is not null && !graph.IsIntact())
        {
            Failure = $"thread {number}, step {_steps}, place {place}: a {graph.GetType().Name} is damaged";
        }
    }

    private void DamageOne()
    {
        int place = Array.FindIndex(_graphs, graph => graph is not null);
        _graphs[place]!.Damage(ref _random);
        Verify(_graphs[place], place);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void DropHalf()
    {
        for (int i = (int)(OutOfMemory & 1); i < _graphs.Length; i += 2)
        {
            _graphs[i] = null;
        }

        GC.Collect();
    }
}
