// The initramfs writer, read back by the cpio program when it is installed and always by the format's own arithmetic.

using System.Globalization;
using System.Text;
using LibOS.Sandbox;

namespace LibOS.Tool.Tests.Sandbox;

/// <summary>newc archives.</summary>
public sealed class CpioArchiveTests
{
    [Test]
    public void EntriesLieWhereTheHeadersSay()
    {
        (string Name, int Mode, string Content)[] entries = [.. Read(Example())];
        Assert.That(entries, Is.EqualTo(((string, int, string)[])
        [
            ("a", 0x41ED, ""), ("a/b", 0x41ED, ""), ("a/b/file", 0x81ED, "12345"), ("a/link", 0xA1FF, "b/file"),
            ("dev", 0x41ED, ""), ("dev/console", 0x2180, ""), ("empty", 0x81A4, ""), ("TRAILER!!!", 0, ""),
        ]));
    }

    [Test]
    public void EqualContentGivesEqualBytes() => Assert.That(Example(), Is.EqualTo(Example()));

    [Test]
    public void AnEntryHasTheTimeThatIsSetWhenItIsAdded()
    {
        var stream = new MemoryStream();
        using (var archive = new CpioArchive(stream))
        {
            archive.AddFile("a", []);
            archive.ModifiedAt = 0xC0FFEE;
            archive.AddFile("b", []);
        }

        string text = Encoding.ASCII.GetString(stream.ToArray());
        string[] headers = [.. text.Split("070701")[1..].Select(header => header.Substring(5 * 8, 8))];
        Assert.That(headers, Is.EqualTo((string[])["00000000", "00c0ffee", "00000000"]), "the trailer has none");
    }

    [Test]
    public void ANameIsTakenOnce()
    {
        using var archive = new CpioArchive(new MemoryStream());
        archive.AddFile("/x", []);
        Assert.That(archive.Contains("x"), Is.True);
        Assert.That(() => archive.AddFile("x", []), Throws.ArgumentException);
    }

    [Test]
    public async Task CpioListsIt()
    {
        if (!File.Exists("/usr/bin/cpio") && !File.Exists("/bin/cpio"))
        {
            Assert.Ignore("cpio is not installed");
        }

        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, Example());
            CommandResult result = await ExternalCommand.TryRunAsync("cpio", ["-t", "--quiet", "-F", file], CancellationToken.None);
            Assert.That(result, Is.EqualTo(new CommandResult(0, "a\na/b\na/b/file\na/link\ndev\ndev/console\nempty\n", "")));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static byte[] Example()
    {
        var stream = new MemoryStream();
        using (var archive = new CpioArchive(stream))
        {
            archive.AddFile("/a/b/file", "12345"u8);
            archive.AddSymbolicLink("a/link", "b/file");
            archive.AddCharacterDevice("dev/console", 5, 1);
            archive.AddFile("empty", [], 0x1A4);
            archive.AddDirectory("a");
        }

        return stream.ToArray();
    }

    private static IEnumerable<(string Name, int Mode, string Content)> Read(byte[] archive)
    {
        for (int at = 0; at < archive.Length;)
        {
            Assert.That(Encoding.ASCII.GetString(archive, at, 6), Is.EqualTo("070701"), $"no header at {at}");
            int nameLength = Field(at, 11);
            int length = Field(at, 6);
            int content = at + ((110 + nameLength + 3) & ~3);
            yield return (Encoding.UTF8.GetString(archive, at + 110, nameLength - 1), Field(at, 1), Encoding.UTF8.GetString(archive, content, length));
            at = content + ((length + 3) & ~3);
        }

        int Field(int header, int index) => int.Parse(Encoding.ASCII.GetString(archive, header + 6 + (8 * index), 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
