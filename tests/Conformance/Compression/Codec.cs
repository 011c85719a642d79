// The four streams behind one face.

using System.IO.Compression;

namespace Compression;

internal sealed record Codec(string Name, Func<Stream, CompressionLevel, Stream> Packer, Func<Stream, Stream> Unpacker)
{
    public static Codec[] All { get; } =
    [
        new("deflate", (target, level) => new DeflateStream(target, level, leaveOpen: true), source => new DeflateStream(source, CompressionMode.Decompress)),
        new("gzip", (target, level) => new GZipStream(target, level, leaveOpen: true), source => new GZipStream(source, CompressionMode.Decompress)),
        new("zlib", (target, level) => new ZLibStream(target, level, leaveOpen: true), source => new ZLibStream(source, CompressionMode.Decompress)),
        new("brotli", (target, level) => new BrotliStream(target, level, leaveOpen: true), source => new BrotliStream(source, CompressionMode.Decompress)),
    ];

    public Stream Open(Stream stream, CompressionMode mode) =>
        mode == CompressionMode.Compress ? Packer(stream, CompressionLevel.Optimal) : Unpacker(stream);

    public byte[] Pack(byte[] data, CompressionLevel level)
    {
        using var target = new MemoryStream();
        using (Stream stream = Packer(target, level))
        {
            stream.Write(data);
        }

        return target.ToArray();
    }

    public byte[] Unpack(byte[] data)
    {
        using Stream source = Unpacker(new MemoryStream(data));
        using var target = new MemoryStream();
        source.CopyTo(target);
        return target.ToArray();
    }
}
