// A node that knows the checksum of everything below it (a Merkle tree).

namespace Stress.Graphs;

/// <summary>Part of lists and trees.</summary>
internal sealed class Node
{
    public Node? Left;
    public Node? Right;
    public ulong Value;
    public ulong Sum;

    public Node(ulong value, Node? left, Node? right)
    {
        Value = value;
        Left = left;
        Right = right;
        Seal();
    }

    /// <summary>Is this node's sum that of its contents.</summary>
    public bool IsSealed => Sum == Expected;

    private ulong Expected => Checksum.Mix(Value + (3 * (Left is null ? 1 : Left.Sum)) + (5 * (Right is null ? 2 : Right.Sum)));

    /// <summary>Takes the sums of the children over.</summary>
    public void Seal() => Sum = Expected;
}
