// A tree that can be verified: what its nodes hold follows from a number and their place.

namespace Parallel;

/// <summary>A verified tree. One thread.</summary>
internal sealed class Graph
{
    private readonly ulong _seed;
    private readonly int _depth;
    private readonly Node _root;

    /// <summary>Builds a full tree; an array hangs on each node.</summary>
    public Graph(ulong seed, int depth)
    {
        (_seed, _depth) = (seed, depth);
        _root = Build(seed, depth);
    }

    /// <summary>Throws a <see cref="Violation"/> where a node is not what it was.</summary>
    public void Verify() => Verify(_root, _seed, _depth);

    /// <summary>Changes one node.</summary>
    public void Damage() => _root.Left!.Values[0] ^= 1;

    private static Node Build(ulong seed, int depth) => new()
    {
        Values = [seed, ~seed, (ulong)depth],
        Left = depth == 0 ? null : Build(RandomStream.Mix(seed), depth - 1),
        Right = depth == 0 ? null : Build(RandomStream.Mix(~seed), depth - 1),
    };

    private static void Verify(Node? node, ulong seed, int depth)
    {
        Team.Require(node is { Values: [var first, var second, var third] } && first == seed && second == ~seed && third == (ulong)depth, "a graph is damaged");
        if (depth > 0)
        {
            Verify(node!.Left, RandomStream.Mix(seed), depth - 1);
            Verify(node.Right, RandomStream.Mix(~seed), depth - 1);
        }
    }

    private sealed class Node
    {
        public required ulong[] Values { get; init; }

        public Node? Left { get; init; }

        public Node? Right { get; init; }
    }
}
