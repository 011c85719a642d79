using System.Linq;
using LibOS.Vfs;
using NUnit.Framework;
using static LibOS.Vfs.LinuxError;

namespace LibOS.Tests.Vfs;

/// <summary>Open files: what they may do, their positions, locks, and what a removed name leaves.</summary>
public sealed class OpenFileTests
{
    private const int Write = OpenFlags.ReadWrite | OpenFlags.Create;
    private const int LOCK_SH = 1;
    private const int LOCK_EX = 2;
    private const int LOCK_NB = 4;
    private const int LOCK_UN = 8;

    private TestHost _host = null!;
    private FileSystem _system = null!;

    [SetUp]
    public void MakeSystem()
    {
        _host = new TestHost();
        _system = TestHost.MakeSystem(_host);
    }

    [Test]
    public void ARemovedFileLivesWhileItIsOpen()
    {
        OpenFile file = Open("/tmp/f", Write);
        long used = _system.RootVolume.PagesUsed;
        Assert.That(file.Write(new byte[5000]), Is.EqualTo(5000));
        Assert.That(_system.RemoveFile("/tmp/f"), Is.Zero);
        Assert.That(_system.Find("/tmp/f", true, out _), Is.EqualTo(-ENOENT));
        Assert.That(file.ReadAt(new byte[6000], 0), Is.EqualTo(5000));
        Assert.That(file.Entry.Path, Is.EqualTo("/tmp/f (deleted)"));
        Assert.That(_system.RootVolume.PagesUsed, Is.EqualTo(used + 2));
        Close(file);
        Assert.That(_system.RootVolume.PagesUsed, Is.EqualTo(used));
    }

    [Test]
    public void AReplacedFileLivesWhileItIsOpen()
    {
        OpenFile old = Open("/tmp/f", Write);
        Assert.That(old.Write([1]), Is.EqualTo(1));
        Assert.That(Open("/tmp/g", Write).Write([2, 3]), Is.EqualTo(2));
        Assert.That(_system.Rename("/tmp/g", "/tmp/f"), Is.Zero);
        Assert.That(old.ReadAt(new byte[5], 0), Is.EqualTo(1));
        Assert.That(Open("/tmp/f", OpenFlags.ReadOnly).Inode.Size, Is.EqualTo(2));
    }

    [Test]
    public void AnOpenFileKnowsItsPresentPath()
    {
        Assert.That(_system.MakeDirectory("/tmp/a", 0x1FF), Is.Zero);
        OpenFile file = Open("/tmp/a/f", Write);
        Assert.That(_system.Rename("/tmp/a", "/tmp/b"), Is.Zero);
        Assert.That(_system.Rename("/tmp/b/f", "/tmp/b/g"), Is.Zero);
        Assert.That(file.Entry.Path, Is.EqualTo("/tmp/b/g"));
    }

    [Test]
    public void AccessIsWhatItWasOpenedWith()
    {
        OpenFile reader = Open("/tmp/f", OpenFlags.ReadOnly | OpenFlags.Create);
        Assert.That(reader.Write([1]), Is.EqualTo(-EBADF));
        Assert.That(_system.Resize(reader, 0), Is.EqualTo(-EINVAL));
        Assert.That(_system.Allocate(reader, 0, 1), Is.EqualTo(-EBADF));
        Assert.That(Open("/tmp/f", OpenFlags.WriteOnly).Read(new byte[1]), Is.EqualTo(-EBADF));
    }

    [Test]
    public void PositionsMoveByThemselves()
    {
        OpenFile first = Open("/tmp/f", Write);
        OpenFile second = Open("/tmp/f", OpenFlags.ReadOnly);
        Assert.That(first.Write("hello"u8), Is.EqualTo(5));
        Assert.That(second.Read(new byte[2]), Is.EqualTo(2));
        Assert.That((first.Seek(0, 1), second.Seek(0, 1), second.Seek(-1, 2)), Is.EqualTo((5L, 2L, 4L)));
        Assert.That(second.Seek(-9, 1), Is.EqualTo(-EINVAL));
        Assert.That(second.Seek(long.MaxValue, 1), Is.EqualTo(-EINVAL));
        Assert.That(second.Seek(0, 5), Is.EqualTo(-EINVAL));
        Assert.That(second.Seek(0, 1), Is.EqualTo(4), "a failed seek moves nothing");
    }

    [Test]
    public void OpeningFollowsItsFlags()
    {
        Assert.That(_system.Open("/tmp/f", OpenFlags.ReadWrite, 0, out _), Is.EqualTo(-ENOENT));
        Assert.That(Open("/tmp/f", Write | OpenFlags.Exclusive).Write([1, 2]), Is.EqualTo(2));
        Assert.That(_system.Open("/tmp/f", Write | OpenFlags.Exclusive, 0, out _), Is.EqualTo(-EEXIST));
        Assert.That(_system.Open("/tmp", Write, 0, out _), Is.EqualTo(-EISDIR));
        Assert.That(_system.Open("/tmp/new/", Write, 0, out _), Is.EqualTo(-EISDIR));
        Assert.That(_system.Open("/proc/new", Write, 0, out _), Is.EqualTo(-ENOENT));
        Assert.That(Open("/tmp/f", OpenFlags.ReadWrite | OpenFlags.Truncate).Inode.Size, Is.Zero);
        Assert.That(_system.MakeLink("f", "/tmp/l"), Is.Zero);
        Assert.That(_system.Open("/tmp/l", OpenFlags.ReadOnly | OpenFlags.NoFollow, 0, out _), Is.EqualTo(-ELOOP));
        Assert.That(_system.Open("/tmp/l", Write | OpenFlags.Exclusive, 0, out _), Is.EqualTo(-EEXIST), "O_EXCL follows no link");
    }

    [Test]
    public void LocksExcludeOpenFiles()
    {
        OpenFile[] files = [.. Enumerable.Range(0, 3).Select(_ => Open("/tmp/f", Write))];
        Assert.That(Lock(files[0], LOCK_SH | LOCK_NB), Is.Zero);
        Assert.That(Lock(files[1], LOCK_SH | LOCK_NB), Is.Zero);
        Assert.That(Lock(files[2], LOCK_EX | LOCK_NB), Is.EqualTo(-EAGAIN));
        Assert.That(Lock(files[0], LOCK_EX | LOCK_NB), Is.EqualTo(-EAGAIN), "another one reads");
        Assert.That(Lock(files[1], LOCK_UN), Is.Zero);
        Assert.That(Lock(files[0], LOCK_EX | LOCK_NB), Is.Zero);
        Assert.That(Lock(files[2], LOCK_SH | LOCK_NB), Is.EqualTo(-EAGAIN));
        Assert.That(Lock(files[2], LOCK_SH | LOCK_EX), Is.EqualTo(-EINVAL));
        Close(files[0]);
        Assert.That(Lock(files[2], LOCK_EX | LOCK_NB), Is.Zero, "closing gives the lock back");
    }

    [Test]
    public void AWaitingLockComesWhenTheOtherGoes()
    {
        OpenFile first = Open("/tmp/f", Write);
        OpenFile second = Open("/tmp/f", Write);
        Assert.That(Lock(first, LOCK_EX), Is.Zero);
        using var begun = new ManualResetEventSlim();
        int result = -1;
        var waiter = new Thread(() =>
        {
            _system.Gate.Enter();
            begun.Set(); // the lock of files is held from here until the wait below gives it back
            result = FileSystem.Lock(second, LOCK_EX, _system.Gate);
            _system.Gate.Exit();
        });
        waiter.Start();
        begun.Wait();
        Assert.That(Lock(first, LOCK_UN), Is.Zero);
        waiter.Join();
        Assert.That(result, Is.Zero);
        Assert.That(Lock(first, LOCK_SH | LOCK_NB), Is.EqualTo(-EAGAIN));
    }

    [Test]
    public void ReadingAndWritingMoveTheTimes()
    {
        OpenFile file = Open("/tmp/f", Write);
        (long accessed, long modified) = (file.Inode.AccessNs, file.Inode.ModifyNs);
        Assert.That(file.Write([1]), Is.EqualTo(1));
        Assert.That(file.Inode.ModifyNs, Is.GreaterThan(modified));
        Assert.That(file.Inode.AccessNs, Is.EqualTo(accessed));
        modified = file.Inode.ModifyNs;
        Assert.That(file.ReadAt(new byte[1], 0), Is.EqualTo(1));
        Assert.That(file.Inode.AccessNs, Is.GreaterThan(accessed));
        Assert.That(file.Inode.ModifyNs, Is.EqualTo(modified));
    }

    [Test]
    public void DevicesDoWhatTheirNamesSay()
    {
        byte[] buffer = [1, 2, 3];
        Assert.That(Open("/dev/null", OpenFlags.ReadWrite).Read(buffer), Is.Zero);
        Assert.That(Open("/dev/null", OpenFlags.ReadWrite).Write(buffer), Is.EqualTo(3));
        Assert.That(Open("/dev/full", OpenFlags.ReadWrite).Write(buffer), Is.EqualTo(-ENOSPC));
        Assert.That(Open("/dev/zero", OpenFlags.ReadWrite).ReadAt(buffer, 100), Is.EqualTo(3));
        Assert.That(buffer, Is.EqualTo(new byte[3]));
        Assert.That(Open("/dev/urandom", OpenFlags.ReadWrite).Read(buffer), Is.EqualTo(3));
        _host.HasEntropy = false;
        Assert.That(Open("/dev/random", OpenFlags.ReadWrite).Read(buffer), Is.EqualTo(-EIO), "no source, no numbers");
        Assert.That(Open("/dev/stdout", OpenFlags.WriteOnly).Write("hi"u8), Is.EqualTo(2));
        Assert.That(_host.Written.ToString(), Is.EqualTo("hi"));
        Assert.That(Open("/dev/console", OpenFlags.ReadWrite).Seek(0, 0), Is.EqualTo(-ESPIPE));
    }

    private int Lock(OpenFile file, int operation)
    {
        _system.Gate.Enter();
        int result = FileSystem.Lock(file, operation, _system.Gate);
        _system.Gate.Exit();
        return result;
    }

    private void Close(OpenFile file)
    {
        _system.Gate.Enter();
        FileSystem.Close(file, _system.Gate);
        _system.Gate.Exit();
    }

    private OpenFile Open(string path, int flags)
    {
        Assert.That(_system.Open(path, flags, 0x1B6, out OpenFile? file), Is.Zero, path);
        return file!;
    }
}
