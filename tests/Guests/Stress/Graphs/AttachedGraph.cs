// Values attached to keys by a ConditionalWeakTable (dependent handles): as long as the key lives, its value does, and it is
// the right one.

using System.Runtime.CompilerServices;

namespace Stress.Graphs;

/// <summary>Keys with attached values.</summary>
internal sealed class AttachedGraph : Graph
{
    private const int Count = 12;

    private ConditionalWeakTable<Node, Node> _table = [];
    private Node[] _keys = [];

    public override int Build(ref RandomStream random)
    {
        var table = new ConditionalWeakTable<Node, Node>();
        var keys = new Node[Count];
        for (int i = 0; i < Count; i++)
        {
            keys[i] = Attach(table, ref random);
        }

        (_table, _keys) = (table, keys);
        return (2 * Count) + 5; // and what an empty table consists of
    }

    // The old key dies in the table.
    public override int Mutate(ref RandomStream random)
    {
        int i = random.Below(Count);
        _keys[i] = Attach(_table, ref random);
        return 2;
    }

    public override bool IsIntact()
    {
        foreach (Node key in _keys)
        {
            if (!key.IsSealed || !_table.TryGetValue(key, out Node? value) || !value.IsSealed || value.Value != Checksum.Mix(key.Value))
            {
                return false;
            }
        }

        return true;
    }

    // A key with another's value.
    public override void Damage(ref RandomStream random) => _table.AddOrUpdate(_keys[random.Below(Count)], new Node(random.Next(), null, null));

    private static Node Attach(ConditionalWeakTable<Node, Node> table, ref RandomStream random)
    {
        var key = new Node(random.Next(), null, null);
        table.Add(key, new Node(Checksum.Mix(key.Value), null, null));
        return key;
    }
}
