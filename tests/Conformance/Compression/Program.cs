// System.IO.Compression: every algorithm at every level, streams in pieces, damaged data, archives in memory and in files.

using System.IO.Compression;
using System.Text;
using Compression;
using Conformance;

var area = new Area();
foreach (Codec codec in Codec.All)
{
    foreach (CompressionLevel level in Enum.GetValues<CompressionLevel>())
    {
        foreach ((string name, byte[] data) in Samples.All)
        {
            area.Check($"{codec.Name}.{level}.{name}", () =>
            {
                byte[] packed = codec.Pack(data, level);
                return (packed.Length, Samples.Digest(packed), codec.Unpack(packed).AsSpan().SequenceEqual(data));
            });
        }
    }

    byte[] whole = codec.Pack(Samples.Text, CompressionLevel.Optimal);
    area.Check($"{codec.Name}.empty-input", () => codec.Unpack([]).Length);
    area.Check($"{codec.Name}.cut", () => codec.Unpack(whole[..(whole.Length / 2)]).Length);
    area.Check($"{codec.Name}.garbage", () => codec.Unpack([.. Enumerable.Range(0, 200).Select(i => (byte)(i * 37))]).Length);
    area.Check($"{codec.Name}.damaged", () =>
    {
        byte[] damaged = [.. whole];
        damaged[damaged.Length / 2] ^= 0x55;
        return codec.Unpack(damaged).Length;
    });
    area.CheckAsync($"{codec.Name}.pieces", async () =>
    {
        using var target = new MemoryStream();
        await using (Stream stream = codec.Open(target, CompressionMode.Compress))
        {
            for (int i = 0; i < Samples.Text.Length; i += 777)
            {
                await stream.WriteAsync(Samples.Text.AsMemory(i, Math.Min(777, Samples.Text.Length - i)));
                await stream.FlushAsync();
            }
        }

        target.Position = 0;
        await using Stream source = codec.Open(target, CompressionMode.Decompress);
        using var back = new MemoryStream();
        byte[] buffer = new byte[100];
        for (int read = await source.ReadAsync(buffer); read != 0; read = await source.ReadAsync(buffer))
        {
            back.Write(buffer, 0, read);
        }

        return (target.Length, back.ToArray().AsSpan().SequenceEqual(Samples.Text));
    });
    area.Check($"{codec.Name}.write-to-reader", () =>
    {
        using Stream stream = codec.Open(new MemoryStream(whole), CompressionMode.Decompress);
        stream.WriteByte(1);
        return "written";
    });
    area.Check($"{codec.Name}.disposed", () =>
    {
        Stream stream = codec.Open(new MemoryStream(whole), CompressionMode.Decompress);
        stream.Dispose();
        return stream.ReadByte();
    });
    area.Check($"{codec.Name}.concurrent", () => Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() =>
        codec.Unpack(codec.Pack(Samples.Random(i, 20_000), CompressionLevel.Fastest)).AsSpan().SequenceEqual(Samples.Random(i, 20_000))))).GetAwaiter().GetResult());
}

area.Check("zlib.options", () => Enum.GetValues<ZLibCompressionStrategy>().Select(strategy =>
{
    using var target = new MemoryStream();
    using (var stream = new ZLibStream(target, new ZLibCompressionOptions { CompressionLevel = 7, CompressionStrategy = strategy }, leaveOpen: true))
    {
        stream.Write(Samples.Text);
    }

    return target.Length;
}));
area.Check("gzip.members", () => Codec.All.Single(codec => codec.Name == "gzip").Unpack(
    [.. Codec.All.Single(codec => codec.Name == "gzip").Pack(Samples.Text, CompressionLevel.Fastest), .. Codec.All.Single(codec => codec.Name == "gzip").Pack(Samples.Zeros, CompressionLevel.Fastest)]).Length);
area.Check("gzip.of-another", () =>
{
    // Made by gzip(1): "hello\n".
    byte[] foreign = Convert.FromBase64String("H4sIAAAAAAAAA8tIzcnJ5wIAIDA6NgYAAAA=");
    using var stream = new StreamReader(new GZipStream(new MemoryStream(foreign), CompressionMode.Decompress));
    return stream.ReadToEnd();
});
for (int quality = 0; quality <= 11; quality++)
{
    int chosen = quality;
    area.Check($"brotli.quality-{chosen}", () =>
    {
        byte[] packed = new byte[BrotliEncoder.GetMaxCompressedLength(Samples.Text.Length)];
        bool fits = BrotliEncoder.TryCompress(Samples.Text, packed, out int written, chosen, 22);
        byte[] back = new byte[Samples.Text.Length];
        bool whole = BrotliDecoder.TryDecompress(packed.AsSpan(0, written), back, out int read);
        return (fits, written, whole, read, back.AsSpan().SequenceEqual(Samples.Text));
    });
}

area.Check("brotli.too-small", () => BrotliEncoder.TryCompress(Samples.Noise, new byte[10], out int written));
area.Check("brotli.window", () => { using var encoder = new BrotliEncoder(5, 9); return "made"; });
Archives.Run(area);
return area.Finish();
