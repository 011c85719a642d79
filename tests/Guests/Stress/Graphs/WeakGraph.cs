// Weak references: short and long ones to objects that are held, and to objects that are not. What is held must be there;
// what is not may be gone, but while it is there it is intact.

using System.Runtime.CompilerServices;

namespace Stress.Graphs;

/// <summary>Weak handles.</summary>
internal sealed class WeakGraph : Graph
{
    private const int Count = 16;

    private WeakReference<Node>?[] _weak = [];
    private Node?[] _held = [];

    public override int Build(ref RandomStream random)
    {
        var weak = new WeakReference<Node>?[Count];
        var held = new Node?[Count];
        for (int i = 0; i < Count; i++)
        {
            Put(weak, held, i, ref random);
        }

        (_weak, _held) = (weak, held);
        return (2 * Count) + 2;
    }

    public override int Mutate(ref RandomStream random)
    {
        Put(_weak, _held, random.Below(Count), ref random);
        return 2;
    }

    public override bool IsIntact()
    {
        for (int i = 0; i < Count; i++)
        {
            bool isThere = _weak[i]!.TryGetTarget(out Node? target);
            if ((isThere && !target!.IsSealed) || (_held[i] is not null && !ReferenceEquals(_held[i], target)))
            {
                return false;
            }
        }

        return true;
    }

    // A weak reference that lost an object that lives.
    public override void Damage(ref RandomStream random)
    {
        int i = random.Below(Count);
        var node = new Node(random.Next(), null, null);
        _held[i] = node;
        _weak[i] = new WeakReference<Node>(new Node(node.Value, null, null));
    }

    // The target's only reference must not linger in the caller's frame.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Put(WeakReference<Node>?[] weak, Node?[] held, int index, ref RandomStream random)
    {
        var node = new Node(random.Next(), null, null);
        bool isLong = random.Below(4) == 0;
        var reference = new WeakReference<Node>(node, isLong);
        weak[index] = reference;
        held[index] = random.Below(2) == 0 ? node : null;
    }
}
