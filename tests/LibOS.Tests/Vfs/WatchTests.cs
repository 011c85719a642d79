using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;
using LibOS.Vfs;
using NUnit.Framework;
using static LibOS.Vfs.LinuxError;

namespace LibOS.Tests.Vfs;

/// <summary>Events of inotify(7): which ones, in which order, and in which form.</summary>
public sealed class WatchTests
{
    private FileSystem _system = null!;
    private NotificationQueue _queue = null!;

    [SetUp]
    public void MakeQueue()
    {
        _system = TestHost.MakeSystem(new TestHost());
        _system.Gate.Enter();
        _queue = _system.MakeNotificationQueue();
        _queue.Flags |= OpenFlags.NonBlocking;
    }

    [TearDown]
    public void Release() => _system.Gate.Exit();

    [Test]
    public void AFilesLifeIsTold()
    {
        Watch("/tmp");
        OpenFile file = Open("/tmp/f");
        Assert.That(file.Write([1]), Is.EqualTo(1));
        FileSystem.Close(file, _system.Gate);
        Assert.That(_system.Rename("/tmp/f", "/tmp/g"), Is.Zero);
        Assert.That(_system.RemoveFile("/tmp/g"), Is.Zero);
        Assert.That(Events(), Is.EqualTo((string[])["1 100 f", "1 20 f", "1 2 f", "1 8 f", "1 40 f +", "1 80 g +", "1 200 g"]));
    }

    [Test]
    public void DirectoriesAreMarked()
    {
        Watch("/tmp");
        Assert.That(_system.MakeDirectory("/tmp/d", 0x1FF), Is.Zero);
        Assert.That(_system.RemoveDirectory("/tmp/d"), Is.Zero);
        Assert.That(Events(), Is.EqualTo((string[])["1 40000100 d", "1 40000200 d"]));
    }

    [Test]
    public void AWatchedFileThatGoesEndsItsWatch()
    {
        _ = Open("/tmp/f");
        Watch("/tmp/f");
        Assert.That(_system.RemoveFile("/tmp/f"), Is.Zero);
        Assert.That(Events(), Is.EqualTo((string[])["1 4 ", "1 400 ", "1 8000 "]));
        Assert.That(_queue.RemoveWatch(1), Is.EqualTo(-EINVAL));
    }

    [Test]
    public void EqualEventsInARowAreOne()
    {
        OpenFile file = Open("/tmp/f");
        Watch("/tmp");
        for (int i = 0; i < 5; i++)
        {
            Assert.That(file.Write([1]), Is.EqualTo(1));
        }

        Assert.That(Events(), Is.EqualTo((string[])["1 2 f"]));
        Assert.That(file.Write([1]), Is.EqualTo(1));
        Assert.That(Events(), Is.EqualTo((string[])["1 2 f"]), "what was read is no longer in a row");
    }

    [Test]
    public void AMaskSelects()
    {
        Assert.That(_system.AddWatch(_queue, "/tmp", LibOS.Vfs.Watch.IN_DELETE), Is.EqualTo(1));
        Assert.That(_system.AddWatch(_queue, "/tmp/..", LibOS.Vfs.Watch.IN_ALL_EVENTS), Is.EqualTo(2));
        Assert.That(_system.AddWatch(_queue, "/tmp", LibOS.Vfs.Watch.IN_CREATE | LibOS.Vfs.Watch.IN_MASK_ADD), Is.EqualTo(1));
        Assert.That(_system.AddWatch(_queue, "/tmp", 0), Is.EqualTo(-EINVAL));
        Assert.That(_system.AddWatch(_queue, "/missing", 1), Is.EqualTo(-ENOENT));
        OpenFile file = Open("/tmp/f");
        Assert.That(_system.AddWatch(_queue, "/tmp/f", 1 | LibOS.Vfs.Watch.IN_ONLYDIR), Is.EqualTo(-ENOTDIR));
        Assert.That(file.Write([1]), Is.EqualTo(1));
        Assert.That(_system.RemoveFile("/tmp/f"), Is.Zero);
        Assert.That(Events(), Is.EqualTo((string[])["1 100 f", "1 200 f"]));
    }

    [Test]
    public void ARemovedWatchIsSilent()
    {
        Watch("/tmp");
        Assert.That(_queue.RemoveWatch(1), Is.Zero);
        _ = Open("/tmp/f");
        Assert.That(Events(), Is.EqualTo((string[])["1 8000 "]));
    }

    [Test]
    public void TooManyEventsAreOneOverflow()
    {
        Watch("/tmp");
        for (int i = 0; i < 20_000; i++)
        {
            Assert.That(_system.MakeDirectory("/tmp/d" + i, 0x1FF), Is.Zero);
        }

        List<string> events = Events();
        Assert.That(events, Has.Count.EqualTo(16_385));
        Assert.That(events[^1], Is.EqualTo("-1 4000 "));
    }

    [Test]
    public void AReadTakesWholeEvents()
    {
        Watch("/tmp");
        _ = Open("/tmp/a-name-of-more-than-sixteen-bytes");
        Assert.That(_queue.Read(new byte[20]), Is.EqualTo(-EINVAL));
        Assert.That(_queue.Read(new byte[16 + 48]), Is.EqualTo(16 + 48), "one event, not a part of the second");
        Assert.That(_queue.Read(new byte[1000]), Is.EqualTo(16 + 48));
        Assert.That(_queue.Read(new byte[1000]), Is.EqualTo(-EAGAIN));
        Assert.That(_queue.Ready, Is.EqualTo(Readiness.None));
    }

    [Test]
    public void AClosedQueueLeavesNoWatch()
    {
        Watch("/tmp");
        FileSystem.Close(_queue, _system.Gate);
        Assert.That(_system.Find("/tmp", true, out Dentry? entry), Is.Zero);
        Assert.That(entry!.Inode.Watches, Is.Null);
    }

    private void Watch(string path) => Assert.That(_system.AddWatch(_queue, path, LibOS.Vfs.Watch.IN_ALL_EVENTS), Is.EqualTo(1));

    private OpenFile Open(string path)
    {
        Assert.That(_system.Open(path, OpenFlags.ReadWrite | OpenFlags.Create, 0x1B6, out OpenFile? file), Is.Zero);
        return file!;
    }

    // Each event as "descriptor mask name", with a + for a cookie.
    private List<string> Events()
    {
        var events = new List<string>();
        byte[] buffer = new byte[4096];
        int count;
        while ((count = _queue.Read(buffer)) > 0)
        {
            for (int at = 0; at < count;)
            {
                ReadOnlySpan<byte> text = buffer.AsSpan(at);
                int length = BinaryPrimitives.ReadInt32LittleEndian(text[12..]);
                string name = Encoding.ASCII.GetString(text.Slice(16, length)).TrimEnd('\0');
                string cookie = BinaryPrimitives.ReadUInt32LittleEndian(text[8..]) != 0 ? " +" : "";
                events.Add($"{BinaryPrimitives.ReadInt32LittleEndian(text)} {BinaryPrimitives.ReadUInt32LittleEndian(text[4..]):x} {name}{cookie}");
                at += 16 + length;
            }
        }

        return events;
    }
}
