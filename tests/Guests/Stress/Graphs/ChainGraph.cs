// A singly linked list: the collector's mark stack sees it one object at a time.

namespace Stress.Graphs;

/// <summary>A list of nodes.</summary>
internal sealed class ChainGraph : Graph
{
    private const int Longest = 400;

    private Node? _first;
    private int _length;
    private ulong _sum;

    public override int Build(ref RandomStream random)
    {
        int length = 1 + random.Below(Longest);
        Node? first = null;
        for (int i = 0; i < length; i++)
        {
            first = new Node(random.Next(), first, null);
        }

        Set(first, length);
        return length;
    }

    // A new head on the old rest: garbage of all ages.
    public override int Mutate(ref RandomStream random)
    {
        Node? rest = _first;
        int length = _length;
        for (int dropped = random.Below(length); dropped > 0; dropped--)
        {
            rest = rest!.Left;
            length--;
        }

        int added = 1 + random.Below(Longest - length + 1);
        for (int i = 0; i < added; i++)
        {
            rest = new Node(random.Next(), rest, null);
        }

        Set(rest, length + added);
        return added;
    }

    public override bool IsIntact()
    {
        int length = 0;
        for (Node? node = _first; node is not null; node = node.Left)
        {
            if (!node.IsSealed || ++length > _length)
            {
                return false;
            }
        }

        return length == _length && _first!.Sum == _sum;
    }

    // The end is lost, and the node before it claims never to have had one: only the sums above tell.
    public override void Damage(ref RandomStream random)
    {
        Node node = _first!;
        for (int i = random.Below(_length); i > 0; i--)
        {
            node = node.Left!;
        }

        node.Left = new Node(random.Next(), null, null);
        node.Seal();
    }

    private void Set(Node? first, int length)
    {
        _first = first;
        _length = length;
        _sum = first!.Sum;
    }
}
