// ZoneTree with everything in memory: upserts, deletes, iteration both ways, a merge of segments, a transaction.

using ZoneTree;
using ZoneTree.AbstractFileStream;
using ZoneTree.Comparers;
using ZoneTree.Serializers;

namespace Packages.Data;

internal static class ZoneTreeExample
{
    public static void Run(TextWriter output)
    {
        using IZoneTree<int, string> tree = new ZoneTreeFactory<int, string>(new InMemoryFileStreamProvider())
            .SetDataDirectory("data/tree")
            .SetComparer(new Int32ComparerAscending())
            .SetKeySerializer(new Int32Serializer())
            .SetValueSerializer(new Utf8StringSerializer())
            .SetMutableSegmentMaxItemCount(1000)
            .OpenOrCreate();
        for (int i = 0; i < 2000; i++)
        {
            tree.Upsert((i * 7919) % 2000, $"value {i}");
        }

        tree.ForceDelete(3);
        output.WriteLine($"{tree.TryGet(42, out string value)} {value} {tree.ContainsKey(3)}");
        tree.Maintenance.MoveMutableSegmentForward();
        tree.Maintenance.StartMergeOperation()?.Join();
        output.WriteLine($"{tree.Count()} {tree.ContainsKey(3)} {tree.Maintenance.IsMerging}");
        using IZoneTreeIterator<int, string> iterator = tree.CreateIterator();
        iterator.Seek(100);
        for (int i = 0; i < 3 && iterator.Next(); i++)
        {
            output.WriteLine($"{iterator.CurrentKey} {iterator.CurrentValue}");
        }

        using IZoneTreeIterator<int, string> reverse = tree.CreateReverseIterator();
        output.WriteLine($"{reverse.Next()} {reverse.CurrentKey}");
        tree.Maintenance.Drop();
    }
}
