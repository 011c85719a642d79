using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Text;
using LibOS.SystemNative;
using NUnit.Framework;

namespace LibOS.Tests.SystemNative;

/// <summary>What is not there fails as on the host; what is there (the root, the console) has a status.</summary>
[NonParallelizable]
public sealed unsafe class FileTests
{
    private const int ClosedDescriptor = 9999;
    private const int PAL_O_WRONLY = 1;
    private const int PAL_O_CREAT = 0x20;
    private const int PAL_O_EXCL = 0x40;

    // Nobody has these; the two long ones exceed NAME_MAX and PATH_MAX.
    private static readonly string[] s_absentPaths =
    [
        "", "/libos-absent", "libos-absent", "/libos-absent/", "/libos-absent/x", "/libos-absent/.", "/libos-absent/..", "/./libos-absent",
        "/" + new string('n', 256), "/" + new string('n', 255), "/libos-absent/" + new string('n', 256), new string('/', 4095) + "n", "/" + new string('p', 5000),
    ];

    // For each function by path: ours and the host's result, with errno.
    private static readonly Dictionary<string, (Func<nint, (long, int)> Ours, Func<nint, (long, int)> Host)> s_byPath = new()
    {
        ["Stat"] = (Ours(&FileExports.Stat), path => Host(HostSystemNative.Stat(path, s_scratch))),
        ["LStat"] = (Ours(&FileExports.LStat), path => Host(HostSystemNative.LStat(path, s_scratch))),
        ["Open"] = (path => Own(((delegate* unmanaged<byte*, int, int, nint>)&FileExports.Open)((byte*)path, 0, 0)), path => Host(HostSystemNative.Open(path, 0, 0))),
        ["Access"] = (Ours(&FileExports.Access), path => Host(HostSystemNative.Access(path, 4))),
        ["ReadLink"] = (
            path => Own(((delegate* unmanaged<byte*, byte*, int, int>)&FileExports.ReadLink)((byte*)path, (byte*)s_scratch, 100)),
            path => Host(HostSystemNative.ReadLink(path, s_scratch, 100))),
        ["Unlink"] = (Ours(&FileExports.Unlink), path => Host(HostSystemNative.Unlink(path))),
        ["RmDir"] = (Ours(&DirectoryExports.RmDir), path => Host(HostSystemNative.RmDir(path))),
        ["ChDir"] = (Ours(&DirectoryExports.ChDir), path => Host(HostSystemNative.ChDir(path))),
        ["ChMod"] = (Ours(&FileExports.ChMod), path => Host(HostSystemNative.ChMod(path, 0x1FF))),
        ["OpenDir"] = (
            path => Own((long)((delegate* unmanaged<byte*, int*>)&DirectoryExports.OpenDir)((byte*)path)),
            path => Host(HostSystemNative.OpenDir(path))),
    };

    private static readonly nint s_scratch = (nint)NativeMemory.AllocZeroed(4096);

    private static IEnumerable<TestCaseData> AbsentPaths()
    {
        foreach (string function in s_byPath.Keys)
        {
            for (int i = 0; i < s_absentPaths.Length; i++)
            {
                yield return new TestCaseData(function, s_absentPaths[i]).SetArgDisplayNames(function, $"path {i}");
            }
        }
    }

    [TestCaseSource(nameof(AbsentPaths))]
    [Platform("Linux")]
    public void AbsentPathsFailAsOnTheHost(string function, string path)
    {
        fixed (byte* bytes = Encoding.UTF8.GetBytes(path + "\0"))
        {
            Assert.That(s_byPath[function].Ours((nint)bytes), Is.EqualTo(s_byPath[function].Host((nint)bytes)));
        }
    }

    [Test]
    [Platform("Linux")]
    public void ClosedDescriptorsFailAsOnTheHost()
    {
        byte* buffer = (byte*)s_scratch;
        Assert.Multiple(() =>
        {
            Assert.That(Own(((delegate* unmanaged<nint, FileStatus*, int>)&FileExports.FStat)(ClosedDescriptor, (FileStatus*)buffer)), Is.EqualTo(Host(HostSystemNative.FStat(ClosedDescriptor, s_scratch))));
            Assert.That(Own(((delegate* unmanaged<nint, long, int, long>)&FileExports.LSeek)(ClosedDescriptor, 0, 1)), Is.EqualTo(Host(HostSystemNative.LSeek(ClosedDescriptor, 0, 1))));
            Assert.That(Own(((delegate* unmanaged<nint, int, int>)&FileExports.FLock)(ClosedDescriptor, 2)), Is.EqualTo(Host(HostSystemNative.FLock(ClosedDescriptor, 2))));
            Assert.That(Own(((delegate* unmanaged<nint, int>)&FileExports.FSync)(ClosedDescriptor)), Is.EqualTo((-1L, Errno.EBADF)), "the host's shim forgets the result");
            Assert.That(Own(((delegate* unmanaged<nint, byte*, int, long, int>)&FileExports.PRead)(ClosedDescriptor, buffer, 1, 0)), Is.EqualTo(Host(HostSystemNative.PRead(ClosedDescriptor, s_scratch, 1, 0))));
            Assert.That(Own(((delegate* unmanaged<nint, byte*, int, long, int>)&FileExports.PWrite)(ClosedDescriptor, buffer, 1, 0)), Is.EqualTo(Host(HostSystemNative.PWrite(ClosedDescriptor, s_scratch, 1, 0))));
            Assert.That(((delegate* unmanaged<nint, int>)&TerminalExports.IsATty)(ClosedDescriptor), Is.EqualTo(HostSystemNative.IsATty(ClosedDescriptor)));
        });
    }

    [TestCase("/", 0)]
    [TestCase("//", 0)]
    [TestCase(".", 0)]
    [TestCase("/../.", 0)]
    [TestCase("/x", Errno.ENOENT)]
    public void OnlyTheRootIsFound(string path, int expected) =>
        Assert.That(PathName.Find(Encoding.UTF8.GetBytes(path)), Is.EqualTo(expected));

    [TestCase("/", Errno.EEXIST)]
    [TestCase("/x", Errno.EROFS)]
    [TestCase("x", Errno.EROFS)]
    [TestCase("/x/", Errno.EROFS)]
    [TestCase("/../x", Errno.EROFS)]
    [TestCase("/x/y", Errno.ENOENT)]
    [TestCase("", Errno.ENOENT)]
    public void NothingCanBeMade(string path, int expected) =>
        Assert.That(PathName.Create(Encoding.UTF8.GetBytes(path)), Is.EqualTo(expected));

    [TestCase("/", 0, 0)]
    [TestCase("/", PAL_O_WRONLY, Errno.EISDIR)]
    [TestCase("/", PAL_O_CREAT, Errno.EISDIR)]
    [TestCase("/", PAL_O_CREAT | PAL_O_EXCL, Errno.EEXIST)]
    [TestCase("/x", PAL_O_CREAT | PAL_O_WRONLY, Errno.EROFS)]
    [TestCase("/x/y", PAL_O_CREAT | PAL_O_WRONLY, Errno.ENOENT)]
    [TestCase("/x", PAL_O_WRONLY, Errno.ENOENT)]
    public void OpenFollowsItsFlags(string path, int flags, int errno)
    {
        Bare.SetErrno(0);
        fixed (byte* bytes = Encoding.UTF8.GetBytes(path + "\0"))
        {
            nint descriptor = ((delegate* unmanaged<byte*, int, int, nint>)&FileExports.Open)(bytes, flags, 0);
            Assert.That(Bare.LastErrno, Is.EqualTo(errno));
            Assert.That(descriptor >= 0, Is.EqualTo(errno == 0));
            Assert.That(errno != 0 || Descriptors.TryClose(descriptor), Is.True);
        }
    }

    [Test]
    public void TheConsoleIsACharacterDeviceBornWithTheGuest()
    {
        Bare.Clocks = (Uptime: 500_000_000, Real: 1_700_000_000_750_000_000);
        FileStatus status;
        Assert.That(((delegate* unmanaged<nint, FileStatus*, int>)&FileExports.FStat)(1, &status), Is.Zero);
        Assert.That(status.Mode & 0xF000, Is.EqualTo(FileStatus.S_IFCHR));
        Assert.That((status.MTime, status.MTimeNsec), Is.EqualTo((1_700_000_000L, 250_000_000L)));
    }

    [Test]
    public void TheRootHoldsItselfAndItsParent()
    {
        var names = new List<string>();
        fixed (byte* root = "/"u8)
        {
            int* directory = ((delegate* unmanaged<byte*, int*>)&DirectoryExports.OpenDir)(root);
            DirectoryEntry entry;
            while (((delegate* unmanaged<int*, DirectoryEntry*, int>)&DirectoryExports.ReadDir)(directory, &entry) == 0)
            {
                names.Add(Encoding.UTF8.GetString(entry.Name, entry.NameLength));
                Assert.That(entry.InodeType, Is.EqualTo(DirectoryEntry.DT_DIR));
            }

            Assert.That(((delegate* unmanaged<int*, int>)&DirectoryExports.CloseDir)(directory), Is.Zero);
        }

        Assert.That(names, Is.EqualTo((string[])[".", ".."]));
    }

    private static Func<nint, (long, int)> Ours(delegate* unmanaged<byte*, FileStatus*, int> function) =>
        path => Own(function((byte*)path, (FileStatus*)s_scratch));

    private static Func<nint, (long, int)> Ours(delegate* unmanaged<byte*, int, int> function) => path => Own(function((byte*)path, 4));

    private static Func<nint, (long, int)> Ours(delegate* unmanaged<byte*, int> function) => path => Own(function((byte*)path));

    private static (long Result, int Errno) Own(long result) => (result, Bare.LastErrno);

    private static (long Result, int Errno) Host(long result) => (result, HostSystemNative.GetErrNo());
}
