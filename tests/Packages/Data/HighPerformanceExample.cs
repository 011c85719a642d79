// CommunityToolkit.HighPerformance: two-dimensional spans, pooled strings, buffers and parallel loops of its documentation.

using CommunityToolkit.HighPerformance;
using CommunityToolkit.HighPerformance.Buffers;
using CommunityToolkit.HighPerformance.Helpers;

namespace Packages.Data;

internal static class HighPerformanceExample
{
    public static void Run(TextWriter output)
    {
        int[,] array = { { 1, 2, 3 }, { 4, 5, 6 }, { 7, 8, 9 } };
        Span2D<int> view = array.AsSpan2D()[1.., 1..];
        view.Fill(0);
        output.WriteLine(string.Join(',', array.Cast<int>()));
        using (var writer = new ArrayPoolBufferWriter<byte>())
        {
            writer.Write(1.5);
            writer.Write("text"u8);
            output.WriteLine(Convert.ToHexString(writer.WrittenSpan));
        }

        var pool = new StringPool();
        output.WriteLine(ReferenceEquals(pool.GetOrAdd("abc".AsSpan()), pool.GetOrAdd("xabc".AsSpan(1))));
        int[] squares = new int[10_000];
        ParallelHelper.For(0, squares.Length, new Square(squares));
        output.WriteLine($"{squares.Sum(value => (long)value)} {squares.AsSpan().Count(49)}");
        using SpanOwner<int> owner = SpanOwner<int>.Allocate(16, AllocationMode.Clear);
        output.WriteLine(owner.Length + " " + owner.Span.GetDjb2HashCode());
    }

    private readonly struct Square(int[] squares) : IAction
    {
        public void Invoke(int i) => squares[i] = i * i;
    }
}
