// A binary tree whose parts are replaced in place: old nodes are written young references (the card table's work).

namespace Stress.Graphs;

/// <summary>A tree of nodes.</summary>
internal sealed class TreeGraph : Graph
{
    private const int Deepest = 9;

    private Node _root = new(0, null, null);
    private int _depth;
    private ulong _sum;

    public override int Build(ref RandomStream random)
    {
        int depth = 1 + random.Below(Deepest);
        Node root = Make(depth, ref random);
        _root = root;
        _depth = depth;
        _sum = root.Sum;
        return (2 << depth) - 1;
    }

    public override int Mutate(ref RandomStream random)
    {
        int level = random.Below(_depth);
        ulong path = random.Next();
        Node fresh = Make(_depth - level - 1, ref random);
        Replace(_root, path, level, fresh);
        _sum = _root.Sum;
        return (2 << (_depth - level - 1)) - 1;
    }

    public override bool IsIntact() => _root.Sum == _sum && IsIntact(_root, _depth);

    // A node far down becomes another that is sound in itself.
    public override void Damage(ref RandomStream random) => _root.Right = Make(_depth - 1, ref random);

    private static Node Make(int depth, ref RandomStream random) => depth == 0
        ? new Node(random.Next(), null, null)
        : new Node(random.Next(), Make(depth - 1, ref random), Make(depth - 1, ref random));

    private static void Replace(Node at, ulong path, int level, Node fresh)
    {
        bool isLeft = (path & 1) == 0;
        if (level > 0)
        {
            Replace((isLeft ? at.Left : at.Right)!, path >> 1, level - 1, fresh);
        }
        else if (isLeft)
        {
            at.Left = fresh;
        }
        else
        {
            at.Right = fresh;
        }

        at.Seal();
    }

    private static bool IsIntact(Node node, int depth) => node.IsSealed
        && (depth == 0 ? node.Left is null && node.Right is null : IsIntact(node.Left!, depth - 1) && IsIntact(node.Right!, depth - 1));
}
