// A checksummed graph of objects that one thread at a time owns.

namespace Stress.Graphs;

/// <summary>Objects that carry checksums, and a holder that knows what they should add up to.</summary>
/// <remarks>
/// Build and Mutate allocate before they change anything, so that an OutOfMemoryException leaves an intact graph. They
/// return the number of objects allocated.
/// </remarks>
internal abstract class Graph
{
    /// <summary>Makes the graph anew.</summary>
    public abstract int Build(ref RandomStream random);

    /// <summary>Replaces a part; old objects come to refer to young ones.</summary>
    public abstract int Mutate(ref RandomStream random);

    /// <summary>Are all contents and the shape what they should be.</summary>
    public abstract bool IsIntact();

    /// <summary>Does to an object what a broken collector would do; <see cref="IsIntact"/> has to notice.</summary>
    public abstract void Damage(ref RandomStream random);
}
