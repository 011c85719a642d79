using System.Linq;
using System.Text;
using LibOS.Vfs;
using NUnit.Framework;
using static LibOS.Vfs.LinuxError;

namespace LibOS.Tests.Vfs;

/// <summary>What /proc and /sys say, in the form that their readers expect.</summary>
public sealed class SystemFilesTests
{
    private TestHost _host = null!;
    private FileSystem _system = null!;

    [SetUp]
    public void MakeSystem()
    {
        _host = new TestHost();
        _system = TestHost.MakeSystem(_host);
    }

    [TestCase("/proc/uptime", "100.00 199.95\n")]
    [TestCase("/proc/stat", "cpu  5 0 0 19995 0 0 0 0 0 0\ncpu0 2 0 0 9997 0 0 0 0 0 0\ncpu1 2 0 0 9997 0 0 0 0 0 0\nbtime 1699999900\nprocs_running 1\nprocs_blocked 0\n")]
    [TestCase("/proc/loadavg", "0.00 0.00 0.00 1/2 1\n")]
    [TestCase("/proc/version", "Linux version 1.2.3 (LibOS)\n")]
    [TestCase("/proc/sys/kernel/hostname", "host\n")]
    [TestCase("/proc/sys/kernel/osrelease", "1.2.3\n")]
    [TestCase("/proc/self/comm", "program\n")]
    [TestCase("/proc/self/cmdline", "/app/program\0x\0")]
    [TestCase("/proc/self/environ", "A=b\0")]
    [TestCase("/proc/self/statm", "4096 4096 0 0 0 4096 0\n")]
    [TestCase("/proc/self/maps", "100000-300000 r-xp 00000000 00:01 0          /app/program\n")]
    [TestCase("/proc/1/task/7/comm", "worker\n")]
    [TestCase("/sys/devices/system/cpu/online", "0-1\n")]
    [TestCase("/proc/self/mounts", "tmpfs / tmpfs rw,relatime 0 0\ndevtmpfs /dev devtmpfs rw,relatime 0 0\ntmpfs /dev/shm tmpfs rw,relatime 0 0\nproc /proc proc rw,relatime 0 0\nsysfs /sys sysfs rw,relatime 0 0\n")]
    public void TheTextIs(string path, string expected) => Assert.That(Text(path), Is.EqualTo(expected));

    [TestCase("/proc/1/stat", "1 (program) R", 5)]
    [TestCase("/proc/1/task/7/stat", "7 (worker) S", 2)]
    public void StatHasAllFields(string path, string begin, int ticks)
    {
        string text = Text(path);
        Assert.That(text, Does.StartWith(begin + " "));
        string[] fields = text.TrimEnd('\n').Split(' ');
        Assert.That(fields, Has.Length.EqualTo(52), "proc(5) has as many");
        Assert.That((fields[13], fields[19], fields[22], fields[23]), Is.EqualTo(($"{ticks}", "2", $"{16 << 20}", "4096")));
    }

    [Test]
    public void StatusNamesMemoryAndThreads()
    {
        string[] lines = Text("/proc/self/status").Split('\n');
        Assert.That(lines, Is.SupersetOf((string[])["Name:\tprogram", "State:\tR (running)", "Pid:\t1", "VmRSS:\t16384 kB", "VmSwap:\t0 kB", "Threads:\t2"]));
    }

    [Test]
    public void TasksComeAndGo()
    {
        Assert.That(_system.Find("/proc/self/task", true, out Dentry? tasks), Is.Zero);
        Assert.That(((Directory)tasks!.Inode).List().Select(entry => entry.Name), Is.EqualTo((string[])["1", "7"]));
        Assert.That(_system.Find("/proc/self/task/8", true, out _), Is.EqualTo(-ENOENT));
        _host.AllThreads.Add(new ThreadStatus(8, "new", 0, 0, true));
        Assert.That(_system.Find("/proc/self/task/8/stat", true, out _), Is.Zero);
        Assert.That(_system.Find("/proc/self/task/08", true, out _), Is.EqualTo(-ENOENT));
    }

    [Test]
    public void NobodyChangesThem()
    {
        Assert.That(_system.Open("/proc/version", OpenFlags.ReadWrite, 0, out OpenFile? file), Is.Zero, "root may");
        Assert.That(file!.Write([1]), Is.EqualTo(-EIO));
        Assert.That(_system.RemoveFile("/proc/version"), Is.EqualTo(-EPERM));
        Assert.That(_system.MakeDirectory("/proc/new", 0x1FF), Is.EqualTo(-ENOENT));
        Assert.That(_system.MakeLink("x", "/sys/new"), Is.EqualTo(-ENOENT));
        Assert.That(_system.Rename("/proc/version", "/proc/other"), Is.EqualTo(-EPERM));
    }

    [Test]
    public void TheTextIsThatOfTheOpening()
    {
        Assert.That(_system.Open("/proc/1/task/7/comm", OpenFlags.ReadOnly, 0, out OpenFile? file), Is.Zero);
        _host.AllThreads.Clear();
        byte[] bytes = new byte[20];
        Assert.That(file!.ReadAt(bytes, 2), Is.EqualTo(5));
        Assert.That(Encoding.ASCII.GetString(bytes, 0, 5), Is.EqualTo("rker\n"));
        Assert.That(file.ReadAt(bytes, 100), Is.Zero);
        Assert.That(file.Inode.Size, Is.Zero);
    }

    private string Text(string path)
    {
        Assert.That(_system.Open(path, OpenFlags.ReadOnly, 0, out OpenFile? file), Is.Zero, path);
        byte[] bytes = new byte[4096];
        return Encoding.ASCII.GetString(bytes, 0, file!.Read(bytes));
    }
}
