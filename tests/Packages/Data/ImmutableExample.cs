// System.Collections.Immutable and the frozen collections: builders, structural sharing, interlocked updates.

using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Packages.Data;

internal static class ImmutableExample
{
    public static void Run(TextWriter output)
    {
        ImmutableList<int> list = [.. Enumerable.Range(0, 1000)];
        output.WriteLine($"{list.RemoveAll(i => i % 3 == 0).Count} {list.Insert(500, -1).IndexOf(-1)} {list.Reverse()[0]}");
        ImmutableSortedDictionary<string, int> sorted = ImmutableSortedDictionary.CreateBuilder<string, int>(StringComparer.Ordinal).ToImmutable().SetItem("b", 2).SetItem("a", 1);
        output.WriteLine(string.Join(',', sorted.Select(pair => $"{pair.Key}={pair.Value}")));
        ImmutableHashSet<string> counted = [];
        Parallel.For(0, 8, i => ImmutableInterlocked.Update(ref counted, set => set.Add($"item {i}")));
        output.WriteLine(string.Join(',', counted.Order(StringComparer.Ordinal)));
        FrozenDictionary<string, int> frozen = Enumerable.Range(0, 100).ToFrozenDictionary(i => $"key{i}", i => i);
        output.WriteLine($"{frozen["key42"]} {frozen.ContainsKey("KEY1")} {frozen.GetAlternateLookup<ReadOnlySpan<char>>()["key7".AsSpan()]}");
        ImmutableArray<int> array = [3, 1, 2];
        output.WriteLine($"{string.Join(',', array.Sort())} {array.BinarySearch(9) < 0}");
    }
}
