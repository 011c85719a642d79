// K4os.Compression.LZ4: blocks, pickles and streams at several levels.

using System.Text;
using K4os.Compression.LZ4;
using K4os.Compression.LZ4.Streams;

namespace Packages.Data;

internal static class Lz4Example
{
    public static void Run(TextWriter output)
    {
        byte[] source = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 5000).Select(i => $"line {i % 97} of text\n")));
        foreach (LZ4Level level in (LZ4Level[])[LZ4Level.L00_FAST, LZ4Level.L09_HC, LZ4Level.L12_MAX])
        {
            byte[] target = new byte[LZ4Codec.MaximumOutputSize(source.Length)];
            int encoded = LZ4Codec.Encode(source, 0, source.Length, target, 0, target.Length, level);
            byte[] back = new byte[source.Length];
            int decoded = LZ4Codec.Decode(target, 0, encoded, back, 0, back.Length);
            output.WriteLine($"{level}: {source.Length} to {encoded} and back {back.AsSpan(0, decoded).SequenceEqual(source)}");
        }

        output.WriteLine(LZ4Pickler.Unpickle(LZ4Pickler.Pickle(source)).AsSpan().SequenceEqual(source));
        using var compressed = new MemoryStream();
        using (LZ4EncoderStream stream = LZ4Stream.Encode(compressed, LZ4Level.L03_HC, leaveOpen: true))
        {
            stream.Write(source);
        }

        compressed.Position = 0;
        using var decompressed = new MemoryStream();
        using (LZ4DecoderStream stream = LZ4Stream.Decode(compressed))
        {
            stream.CopyTo(decompressed);
        }

        output.WriteLine($"{compressed.ToArray().Length} {decompressed.ToArray().AsSpan().SequenceEqual(source)}");
    }
}
