// Objects with finalizers. A finalizer finds its object and what it refers to intact, and runs once for each object: at the
// end of the run as many have run as were made.

namespace Stress.Graphs;

/// <summary>Finalizable objects.</summary>
internal sealed class FinalizedGraph : Graph
{
    private const int Count = 4;

    private static long s_made;
    private static long s_finalized;
    private static long s_damaged;

    private Resource[] _resources = [];

    /// <summary>Objects with finalizers so far.</summary>
    public static long Made => Volatile.Read(ref s_made);

    /// <summary>Finalizers that have run.</summary>
    public static long Finalized => Volatile.Read(ref s_finalized);

    /// <summary>Finalizers that found a damaged object, beyond those that were damaged on purpose.</summary>
    public static long Damaged => Volatile.Read(ref s_damaged);

    public override int Build(ref RandomStream random)
    {
        var resources = new Resource[Count];
        for (int i = 0; i < Count; i++)
        {
            resources[i] = new Resource(new Node(random.Next(), null, null));
        }

        _resources = resources;
        return (2 * Count) + 1;
    }

    public override int Mutate(ref RandomStream random)
    {
        _resources[random.Below(Count)] = new Resource(new Node(random.Next(), null, null));
        return 2;
    }

    public override bool IsIntact() => Array.TrueForAll(_resources, resource => resource.IsIntact);

    public override void Damage(ref RandomStream random)
    {
        Resource resource = _resources[random.Below(Count)];
        resource.Content = new Node(resource.Content.Value + 1, null, null);
        resource.IsDamagedOnPurpose = true;
    }

    private sealed class Resource
    {
        private readonly ulong _sum;

        // Counted where nothing can fail any more: an object whose constructor threw is finalized as well.
        public Resource(Node content)
        {
            Content = content;
            _sum = content.Sum;
            Interlocked.Increment(ref s_made);
        }

        ~Resource()
        {
            if (Content is null)
            {
                return;
            }

            if (!IsIntact && !IsDamagedOnPurpose)
            {
                Interlocked.Increment(ref s_damaged);
            }

            Interlocked.Increment(ref s_finalized);
        }

        public Node Content { get; set; }

        public bool IsDamagedOnPurpose { get; set; }

        public bool IsIntact => Content.IsSealed && Content.Sum == _sum;
    }
}
