// Before anything is proved by verification, verification is: each kind of graph is built, changed, found intact, damaged,
// and found damaged.

using Stress.Graphs;

namespace Stress;

/// <summary>Does verification see damage.</summary>
internal static class SelfCheck
{
    private const int Rounds = 20;

    /// <summary>What it does not see, or null.</summary>
    public static string? Run(ulong seed)
    {
        var random = new RandomStream(seed);
        int damaged = 0;
        for (int round = 0; round < Rounds; round++)
        {
            foreach (Graph graph in (Graph[])[new ChainGraph(), new TreeGraph(), new TableGraph(), new LargeGraph(), new WeakGraph(), new AttachedGraph(), new FinalizedGraph()])
            {
                graph.Build(ref random);
                for (int i = 0; i < 3; i++)
                {
                    graph.Mutate(ref random);
                    if (!graph.IsIntact())
                    {
                        return $"a {graph.GetType().Name} is damaged from the start";
                    }
                }

                graph.Damage(ref random);
                if (graph.IsIntact())
                {
                    return $"a damaged {graph.GetType().Name} passes for intact";
                }

                damaged++;
            }
        }

        Console.WriteLine($"[stress] self-check: {damaged} damaged graphs noticed");
        return null;
    }
}
