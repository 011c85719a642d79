// Code that allocates: the collector's work, and that of the memory below it.

using System.Text.Json;
using System.Text.Json.Serialization;

namespace Benchmarks.Runtime;

/// <summary>Trees, JSON, a dictionary.</summary>
internal static class AllocationFigures
{
    private const int Depth = 14;
    private const int Documents = 200;
    private const int Entries = 100_000;

    public static void Run()
    {
        Figure.Time("binary-trees", (1 << (Depth + 1)) - 1, () => GC.KeepAlive(Tree.Make(Depth).Count()));
        Figure.Time("json-round-trip", Documents, RoundTrip);
        Figure.Time("dictionary-build", Entries, BuildDictionary);
    }

    private static void RoundTrip()
    {
        var order = new Order(7, "Ada Lovelace", [.. Enumerable.Range(0, 50).Select(i => new Line($"item {i}", i, i * 1.25))]);
        for (int i = 0; i < Documents; i++)
        {
            byte[] text = JsonSerializer.SerializeToUtf8Bytes(order, OrderContext.Default.Order);
            order = JsonSerializer.Deserialize(text, OrderContext.Default.Order)!;
        }

        GC.KeepAlive(order);
    }

    private static void BuildDictionary()
    {
        var dictionary = new Dictionary<string, int>();
        for (int i = 0; i < Entries; i++)
        {
            dictionary["key" + i] = i;
        }

        GC.KeepAlive(dictionary);
    }

    private sealed class Tree
    {
        private Tree? _left;
        private Tree? _right;

        public static Tree Make(int depth) => depth == 0 ? new Tree() : new Tree { _left = Make(depth - 1), _right = Make(depth - 1) };

        public int Count() => 1 + (_left?.Count() ?? 0) + (_right?.Count() ?? 0);
    }
}

/// <summary>A line of an order.</summary>
internal sealed record Line(string Name, int Count, double Price);

/// <summary>What is written and read.</summary>
internal sealed record Order(int Number, string Customer, Line[] Lines);

/// <summary>The generated serialiser.</summary>
[JsonSerializable(typeof(Order))]
internal sealed partial class OrderContext : JsonSerializerContext;
