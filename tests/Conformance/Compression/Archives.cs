// ZipArchive and ZipFile.

using System.IO.Compression;
using System.Text;
using Conformance;

namespace Compression;

internal static class Archives
{
    private static readonly DateTimeOffset s_time = new(2026, 3, 1, 12, 34, 56, TimeSpan.Zero);

    public static void Run(Area area)
    {
        byte[] zip = Make();
        area.Check("zip.bytes", () => (zip.Length, Samples.Digest(zip)));
        area.Check("zip.entries", () => Open(zip).Entries.Select(entry => $"{entry.FullName} {entry.Name} {entry.Length} {entry.CompressedLength} {entry.Crc32:x8} {entry.LastWriteTime.UtcDateTime:O} {entry.Comment}"));
        area.Check("zip.read", () => Open(zip).Entries.Select(Read));
        area.Check("zip.absent", () => Open(zip).GetEntry("absent"));
        area.Check("zip.not-one", () => Open([1, 2, 3]));
        area.Check("zip.cut", () => Open(zip[..^30]).Entries.Count);
        area.Check("zip.damaged", () =>
        {
            byte[] damaged = [.. zip];
            damaged[60] ^= 0xFF;
            return Open(damaged).Entries.Select(Read);
        });
        area.Check("zip.update", () =>
        {
            using var stream = new MemoryStream();
            stream.Write(zip);
            using (var archive = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
            {
                archive.GetEntry("text.txt")!.Delete();
                Add(archive, "added.txt", Encoding.UTF8.GetBytes("more"), CompressionLevel.NoCompression);
            }

            return Open(stream.ToArray()).Entries.Select(entry => (entry.FullName, entry.Length));
        });
        area.Check("zip.files", Files);
        area.Check("zip.slip", () =>
        {
            using var stream = new MemoryStream();
            using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            {
                Add(archive, "../outside", [1], CompressionLevel.Fastest);
            }

            DirectoryInfo folder = Directory.CreateTempSubdirectory();
            try
            {
                Open(stream.ToArray()).ExtractToDirectory(folder.FullName);
            }
            catch (IOException exception)
            {
                return exception.Message.Replace(folder.FullName, "FOLDER", StringComparison.Ordinal);
            }

            return "extracted";
        });
    }

    private static byte[] Make()
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            archive.Comment = "made by a check";
            Add(archive, "text.txt", Samples.Text, CompressionLevel.Optimal);
            Add(archive, "deep/er/noise.bin", Samples.Noise, CompressionLevel.Fastest);
            Add(archive, "stored", Samples.Zeros, CompressionLevel.NoCompression);
            Add(archive, "grüße.txt", [], CompressionLevel.SmallestSize);
        }

        return stream.ToArray();
    }

    private static void Add(ZipArchive archive, string name, byte[] data, CompressionLevel level)
    {
        ZipArchiveEntry entry = archive.CreateEntry(name, level);
        entry.LastWriteTime = s_time;
        using Stream content = entry.Open();
        content.Write(data);
    }

    private static ZipArchive Open(byte[] zip) => new(new MemoryStream(zip), ZipArchiveMode.Read);

    private static string Read(ZipArchiveEntry entry)
    {
        using Stream content = entry.Open();
        using var target = new MemoryStream();
        content.CopyTo(target);
        return Samples.Digest(target.ToArray());
    }

    private static object? Files()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        string source = Path.Combine(folder.FullName, "source");
        Directory.CreateDirectory(Path.Combine(source, "inner"));
        File.WriteAllBytes(Path.Combine(source, "inner", "text.txt"), Samples.Text);
        File.WriteAllText(Path.Combine(source, "hello"), "hello");
        string zip = Path.Combine(folder.FullName, "all.zip");
        ZipFile.CreateFromDirectory(source, zip);
        string target = Path.Combine(folder.FullName, "target");
        ZipFile.ExtractToDirectory(zip, target);
        string[] found = [.. Directory.EnumerateFiles(target, "*", SearchOption.AllDirectories).Select(file => $"{Path.GetRelativePath(target, file)} {new FileInfo(file).Length}").Order(StringComparer.Ordinal)];
        folder.Delete(recursive: true);
        return found;
    }
}
