using System.Text;
using CsCheck;
using LibOS.Vfs;
using NUnit.Framework;

namespace LibOS.Tests.Vfs;

/// <summary>The archive: what is in it is there, and a damaged one is refused with a reason.</summary>
public sealed class ArchiveTests
{
    private const int Directory = 0x41ED;
    private const int File = 0x81A4;
    private const int Link = 0xA1FF;

    [Test]
    public void ItsFilesAreThere()
    {
        var host = new TestHost(Make((".", Directory, ""), ("app", Directory, ""), ("app/a.json", File, "{}"), ("app/l", Link, "a.json"), ("etc", Directory, ""), ("etc/hosts", File, "own")));
        FileSystem system = TestHost.MakeSystem(host);
        Assert.That(Text(system, "/app/a.json"), Is.EqualTo("{}"));
        Assert.That(Text(system, "/app/l"), Is.EqualTo("{}"));
        Assert.That(Text(system, "/etc/hosts"), Is.EqualTo("own"), "the archive's own file stays");
        Assert.That(Text(system, "/etc/hostname"), Is.EqualTo("host\n"));
        Assert.That(system.Current.Self.Path, Is.EqualTo("/app"));
        Assert.That(system.Find("/app/a.json", true, out Dentry? entry), Is.Zero);
        Assert.That((entry!.Inode.Mode, entry.Inode.ModifyNs), Is.EqualTo((File, 1_000_000_000L)));
    }

    [Test]
    public void AFileOfItCanBeWritten()
    {
        FileSystem system = TestHost.MakeSystem(new TestHost(Make(("f", File, "hello world"))));
        Assert.That(system.Open("/f", OpenFlags.ReadWrite, 0, out OpenFile? file), Is.Zero);
        Assert.That(file!.WriteAt("J"u8, 0), Is.EqualTo(1));
        Assert.That(Text(system, "/f"), Is.EqualTo("Jello world"));
    }

    [Test]
    public void WithoutOneThereIsATree()
    {
        FileSystem system = TestHost.MakeSystem(new TestHost());
        foreach (string path in (string[])["/tmp", "/var/tmp", "/root", "/app", "/etc/passwd", "/dev/null", "/dev/shm", "/proc/self/stat", "/sys/devices/system/cpu/online"])
        {
            Assert.That(system.Find(path, true, out _), Is.Zero, path);
        }
    }

    [TestCase("x", "it ends before its trailer")]
    [TestCase("\u001f\u008b0000", "it is compressed; a plain cpio archive (newc) is wanted")]
    public void WhatIsNoneIsRefused(string text, string reason) => Assert.That(Unpack(Encoding.Latin1.GetBytes(text)), Is.EqualTo(reason));

    [Test]
    public void DamageIsNamed()
    {
        byte[] whole = Make(("f", File, "contents"));
        Assert.That(Unpack(whole), Is.Null);
        Assert.That(Unpack(whole[..150]), Is.EqualTo("it ends before its trailer"));
        Assert.That(Unpack(whole[..116]), Is.EqualTo("an entry is longer than the archive"));
        Assert.That(Unpack(With(whole, 0, "170701")), Does.StartWith("an entry does not begin with 070701"));
        Assert.That(Unpack(With(whole, 54, "0000000g")), Does.StartWith("a header holds something that is no hexadecimal number"));
        Assert.That(Unpack(With(whole, 54, "ffffffff")), Is.EqualTo("an entry is longer than the archive"));
        Assert.That(Unpack(With(whole, 94, "00000000")), Is.EqualTo("an entry is longer than the archive"), "no name");
        Assert.That(Unpack(Make(("f", File, "x"), ("f", File, "y"))), Is.EqualTo("a name occurs twice: f"));
        Assert.That(Unpack(Make(("f", File, "x"), ("f/g", File, "y"))), Is.EqualTo("an entry's path leads through something that is no directory: f/g"));
        Assert.That(Unpack(Make(("no/where", File, "y"))), Is.EqualTo("an entry's path leads through something that is no directory: no/where"));
        Assert.That(Unpack(Make(("dev", 0x21ED, ""))), Is.EqualTo("an entry is neither file, directory nor symbolic link: dev"));
        Assert.That(Unpack(Make(("l", Link, ""))), Is.EqualTo("an entry is neither file, directory nor symbolic link: l"));
    }

    [Test]
    public void NoDamageThrows()
    {
        byte[] whole = Make(("a", Directory, ""), ("a/b", File, "contents"), ("c", Link, "a/b"));
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte, Gen.Int[0, whole.Length]).Sample(
            (at, value, length) =>
            {
                byte[] damaged = (byte[])whole.Clone();
                damaged[at] = value;
                _ = Unpack(damaged[..length]);
            },
            threads: 1,
            iter: 20_000);
    }

    private static string? Unpack(byte[] archive)
    {
        var host = new TestHost();
        return Archive.Unpack(new FileSystem(host, new Gate()), new TestMemory(host, archive));
    }

    private static byte[] With(byte[] archive, int at, string text)
    {
        byte[] changed = (byte[])archive.Clone();
        Encoding.ASCII.GetBytes(text).CopyTo(changed, at);
        return changed;
    }

    private static string Text(FileSystem system, string path)
    {
        Assert.That(system.Open(path, OpenFlags.ReadOnly, 0, out OpenFile? file), Is.Zero, path);
        byte[] bytes = new byte[1000];
        return Encoding.ASCII.GetString(bytes, 0, file!.Read(bytes));
    }

    private static byte[] Make(params (string Name, int Mode, string Contents)[] entries)
    {
        var archive = new StringBuilder();
        foreach ((string name, int mode, string contents) in ((string, int, string)[])[.. entries, ("TRAILER!!!", 0, "")])
        {
            archive.Append($"07070100000001{mode:x8}0000000000000000{1:x8}{1:x8}{contents.Length:x8}{0:x8}{0:x8}{0:x8}{0:x8}{name.Length + 1:x8}{0:x8}");
            archive.Append(name).Append('\0').Append('\0', -(archive.Length) & 3);
            archive.Append(contents).Append('\0', -(archive.Length) & 3);
        }

        return Encoding.ASCII.GetBytes(archive.ToString());
    }
}
