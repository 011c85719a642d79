using System.Globalization;
using System.Runtime.Versioning;
using System.Text;
using LibOS.Sdk.Tasks;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Sdk.Tests.Tasks;

/// <summary>Which files become content, and that the archive is a function of them.</summary>
[TestFixture]
[NonParallelizable]
[UnsupportedOSPlatform("windows")]
public sealed class WriteContentArchiveTests
{
    private const string Epoch = "SOURCE_DATE_EPOCH";
    private const uint FolderMode = 0x41ED;
    private const uint FileMode = 0x81A4;
    private const uint ProgramMode = 0x81ED;

    private readonly TaskEngine _engine = new();
    private string? _epoch;
    private string _folder = "";

    private string Output => Path.Combine(_folder, "out/App.cpio");

    [SetUp]
    public void SetUp()
    {
        _engine.Errors.Clear();
        _folder = Directory.CreateTempSubdirectory("sdk-content-").FullName;
        _epoch = Environment.GetEnvironmentVariable(Epoch);
        Environment.SetEnvironmentVariable(Epoch, null);
    }

    [TearDown]
    public void TearDown()
    {
        Environment.SetEnvironmentVariable(Epoch, _epoch);
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public void FilesStandBelowAppInTheOrderOfTheirNames()
    {
        TaskItem run = Item("sub\\run", "#!/bin/sh\n", time: 30);
        File.SetUnixFileMode(run.GetMetadata("FullPath"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Write(run, Item("b.json", "12345", time: 20), Item("./sub/é", "", time: 10));
        Assert.That(Read(), Is.EqualTo(new[]
        {
            new Entry("app", FolderMode, 30, 1, ""),
            new Entry("app/b.json", FileMode, 20, 2, "12345"),
            new Entry("app/sub", FolderMode, 30, 3, ""),
            new Entry("app/sub/run", ProgramMode, 30, 4, "#!/bin/sh\n"),
            new Entry("app/sub/é", FileMode, 10, 5, ""),
            new Entry("TRAILER!!!", 0, 0, 6, ""),
        }));
    }

    [Test]
    public void WhatIsNoContentStaysOut()
    {
        Write(
            Item("App", "the kernel"),
            Item("App.pdb", ""),
            Item("App.deps.json", ""),
            Item("App.runtimeconfig.json", ""),
            Item("native.so", "", metadata: ("AssetType", "native")),
            Item("de/Some.resources.dll", "", metadata: ("AssetType", "resources")),
            Item("web.config", "", metadata: ("CopyToPublishDirectory", "Never")),
            Item("Library.xml", "", metadata: ("ReferenceSourceTarget", "ProjectReference")),
            Item("data.xml", "<kept/>"),
            Item("sub/App", "kept"));
        Assert.That(Read().Select(entry => entry.Name), Is.EqualTo(new[] { "app", "app/data.xml", "app/sub", "app/sub/App", "TRAILER!!!" }));
    }

    [Test]
    public void AStaticWebAssetIsWhereItsTargetPathSays()
    {
        TaskItem asset = Item("index.html", "<p>");
        asset.SetMetadata("RelativePath", "");
        asset.SetMetadata("TargetPath", "wwwroot/index.html");
        Write(asset);
        Assert.That(Read().Select(entry => entry.Name), Does.Contain("app/wwwroot/index.html"));
    }

    [Test]
    public void AFileWithAPathInTheGuestIsThere()
    {
        Write(Item("a", ""), Item("hosts", "127.0.0.1", metadata: ("GuestPath", "/etc/./hosts")));
        Assert.That(Read().Select(entry => entry.Name), Is.EqualTo(new[] { "app", "app/a", "etc", "etc/hosts", "TRAILER!!!" }));
    }

    [Test]
    public void OfTwoWithOneNameTheLaterCounts()
    {
        Write(Item("a", "first"), Item("a", "second"));
        Assert.That(Read().Single(entry => entry.Name == "app/a").Content, Is.EqualTo("second"));
    }

    [Test]
    public void WithoutContentThereIsNoArchive()
    {
        Write(Item("a", ""));
        Assert.That(Output, Does.Exist);
        Assert.That(Write(Item("App", "")), Is.Zero);
        Assert.That(Output, Does.Not.Exist);
    }

    [Test]
    public void AnUnchangedArchiveIsLeftAlone()
    {
        TaskItem item = Item("a", "1");
        Write(item);
        File.SetLastWriteTimeUtc(Output, DateTime.UnixEpoch);
        Write(item);
        Assert.That(File.GetLastWriteTimeUtc(Output), Is.EqualTo(DateTime.UnixEpoch));
        Write(Item("a", "2"));
        Assert.That(File.GetLastWriteTimeUtc(Output), Is.Not.EqualTo(DateTime.UnixEpoch));
        Assert.That(Directory.GetFiles(Path.GetDirectoryName(Output)!), Is.EqualTo(new[] { Output }), "nothing is left over");
    }

    [Test]
    public void NoTimeIsLaterThanTheEpochOfTheSources()
    {
        Environment.SetEnvironmentVariable(Epoch, "25");
        Write(Item("a", "", time: 20), Item("b", "", time: 30));
        Assert.That(Read().Select(entry => entry.Time), Is.EqualTo(new uint[] { 25, 20, 25, 0 }));
    }

    [TestCase("../up")]
    [TestCase("a/../../up")]
    [TestCase("/rooted")]
    [TestCase("..")]
    public void AFileOutsideTheProgramsDirectoryIsNamed(string path)
    {
        TaskItem item = Item("inside", "");
        item.SetMetadata("RelativePath", path);
        Assert.That(Task(item).Execute(), Is.False);
        Assert.That(_engine.Errors, Has.Count.EqualTo(1).And.One.Contains($"\"{path}\" would lie outside"));
    }

    [Test]
    public void AFileThatIsNotThereIsNamed()
    {
        TaskItem item = Item("gone", "");
        File.Delete(item.GetMetadata("FullPath"));
        Assert.That(Task(item).Execute(), Is.False);
        Assert.That(_engine.Errors, Has.Count.EqualTo(1).And.One.Contains("gone"));
    }

    private WriteContentArchive Task(params ITaskItem[] items) => new() { BuildEngine = _engine, Files = items, Program = "App", Output = Output };

    private int Write(params ITaskItem[] items)
    {
        WriteContentArchive task = Task(items);
        Assert.That(task.Execute(), () => string.Join('\n', _engine.Errors));
        return task.FileCount;
    }

    // A file of its own for each, so that two items may have one name.
    private TaskItem Item(string path, string content, uint time = 1, (string Name, string Value)? metadata = null)
    {
        string source = Path.Combine(_folder, Guid.NewGuid() + Path.GetFileName(path.Replace('\\', '/')));
        File.WriteAllText(source, content);
        File.SetLastWriteTimeUtc(source, DateTime.UnixEpoch.AddSeconds(time));
        var item = new TaskItem(source);
        item.SetMetadata("RelativePath", path);
        if (metadata is { } pair)
        {
            item.SetMetadata(pair.Name, pair.Value);
        }

        return item;
    }

    private List<Entry> Read()
    {
        byte[] archive = File.ReadAllBytes(Output);
        var entries = new List<Entry>();
        for (int at = 0; at < archive.Length;)
        {
            // ino, mode, uid, gid, nlink, mtime, filesize, and namesize as the twelfth.
            uint[] fields = [.. Enumerable.Range(0, 13).Select(i => uint.Parse(Encoding.ASCII.GetString(archive, at + 6 + (8 * i), 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
            int content = at + ((110 + (int)fields[11] + 3) & ~3);
            string name = Encoding.UTF8.GetString(archive, at + 110, (int)fields[11] - 1);
            Assert.That((fields[2], fields[3]), Is.EqualTo((0u, 0u)), "everything belongs to root");
            entries.Add(new Entry(name, fields[1], fields[5], fields[0], Encoding.UTF8.GetString(archive, content, (int)fields[6])));
            at = content + (((int)fields[6] + 3) & ~3);
        }

        return entries;
    }

    private sealed record Entry(string Name, uint Mode, uint Time, uint Inode, string Content);
}
