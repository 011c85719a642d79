// Microsoft.IO.RecyclableMemoryStream: the README's manager, growth over blocks, sequences, and what comes back to the pools.

using System.Buffers;
using Microsoft.IO;

namespace Packages.Data;

internal static class RecyclableExample
{
    public static void Run(TextWriter output)
    {
        var manager = new RecyclableMemoryStreamManager(new RecyclableMemoryStreamManager.Options { BlockSize = 1024, LargeBufferMultiple = 1024 * 1024, MaximumBufferSize = 16 * 1024 * 1024, MaximumSmallPoolFreeBytes = 1 << 20, MaximumLargePoolFreeBytes = 1 << 22 });
        using (RecyclableMemoryStream stream = manager.GetStream("tag"))
        {
            byte[] data = [.. Enumerable.Range(0, 5000).Select(i => (byte)i)];
            stream.Write(data);
            ReadOnlySequence<byte> sequence = stream.GetReadOnlySequence();
            output.WriteLine($"{stream.Length} {sequence.IsSingleSegment} {sequence.ToArray().AsSpan().SequenceEqual(data)}");
            output.WriteLine($"{manager.SmallPoolInUseSize} {stream.GetBuffer().Length} {manager.LargePoolInUseSize}");
            stream.Position = 4999;
            output.WriteLine(stream.ReadByte());
        }

        output.WriteLine($"{manager.SmallPoolInUseSize} {manager.SmallPoolFreeSize} {manager.LargePoolFreeSize}");
    }
}
