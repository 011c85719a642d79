using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Text;
using LibOS.SystemNative;
using NUnit.Framework;

namespace LibOS.Tests.SystemNative;

/// <summary>What is not there fails as on the host; what is there behaves as its kind.</summary>
[NonParallelizable]
public sealed unsafe class FileTests
{
    private const int ClosedDescriptor = 9999;
    private const int PAL_O_RDWR = 2;
    private const int PAL_O_CREAT = 0x20;

    // Nobody has these; the two long ones exceed NAME_MAX and PATH_MAX.
    private static readonly string[] s_absentPaths =
    [
        "", "/libos-absent", "libos-absent", "/libos-absent/", "/libos-absent/x", "/libos-absent/.", "/libos-absent/..", "/./libos-absent",
        "/" + new string('n', 256), "/" + new string('n', 255), "/libos-absent/" + new string('n', 256), new string('/', 4095) + "n", "/" + new string('p', 5000),
    ];

    // For each function by path: ours and the host's result, with errno.
    private static readonly Dictionary<string, (Func<nint, (long, int)> Ours, Func<nint, (long, int)> Host)> s_byPath = new()
    {
        ["Stat"] = (Ours(&StatusExports.Stat), path => Host(HostSystemNative.Stat(path, s_scratch))),
        ["LStat"] = (Ours(&StatusExports.LStat), path => Host(HostSystemNative.LStat(path, s_scratch))),
        ["Open"] = (path => Own(((delegate* unmanaged<byte*, int, int, nint>)&OpeningExports.Open)((byte*)path, 0, 0)), path => Host(HostSystemNative.Open(path, 0, 0))),
        ["Access"] = (Ours(&StatusExports.Access), path => Host(HostSystemNative.Access(path, 4))),
        ["ReadLink"] = (
            path => Own(((delegate* unmanaged<byte*, byte*, int, int>)&NameExports.ReadLink)((byte*)path, (byte*)s_scratch, 100)),
            path => Host(HostSystemNative.ReadLink(path, s_scratch, 100))),
        ["Unlink"] = (Ours(&NameExports.Unlink), path => Host(HostSystemNative.Unlink(path))),
        ["RmDir"] = (Ours(&NameExports.RmDir), path => Host(HostSystemNative.RmDir(path))),
        ["ChDir"] = (Ours(&NameExports.ChDir), path => Host(HostSystemNative.ChDir(path))),
        ["ChMod"] = (Ours(&StatusExports.ChMod), path => Host(HostSystemNative.ChMod(path, 0x1FF))),
        ["OpenDir"] = (
            path => Own((long)((delegate* unmanaged<byte*, DirectoryStream*>)&DirectoryExports.OpenDir)((byte*)path)),
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
            Assert.That(Own(((delegate* unmanaged<nint, FileStatus*, int>)&StatusExports.FStat)(ClosedDescriptor, (FileStatus*)buffer)), Is.EqualTo(Host(HostSystemNative.FStat(ClosedDescriptor, s_scratch))));
            Assert.That(Own(((delegate* unmanaged<nint, long, int, long>)&TransferExports.LSeek)(ClosedDescriptor, 0, 1)), Is.EqualTo(Host(HostSystemNative.LSeek(ClosedDescriptor, 0, 1))));
            Assert.That(Own(((delegate* unmanaged<nint, int, int>)&ContentExports.FLock)(ClosedDescriptor, 2)), Is.EqualTo(Host(HostSystemNative.FLock(ClosedDescriptor, 2))));
            Assert.That(Own(((delegate* unmanaged<nint, int>)&ContentExports.FSync)(ClosedDescriptor)), Is.EqualTo((-1L, Errno.EBADF)), "the host's shim forgets the result");
            Assert.That(Own(((delegate* unmanaged<nint, byte*, int, long, int>)&TransferExports.PRead)(ClosedDescriptor, buffer, 1, 0)), Is.EqualTo(Host(HostSystemNative.PRead(ClosedDescriptor, s_scratch, 1, 0))));
            Assert.That(Own(((delegate* unmanaged<nint, byte*, int, long, int>)&TransferExports.PWrite)(ClosedDescriptor, buffer, 1, 0)), Is.EqualTo(Host(HostSystemNative.PWrite(ClosedDescriptor, s_scratch, 1, 0))));
            Assert.That(((delegate* unmanaged<nint, int>)&TerminalExports.IsATty)(ClosedDescriptor), Is.EqualTo(HostSystemNative.IsATty(ClosedDescriptor)));
        });
    }

    [Test]
    public void TheConsoleIsACharacterDevice()
    {
        FileStatus status;
        Assert.That(((delegate* unmanaged<nint, FileStatus*, int>)&StatusExports.FStat)(1, &status), Is.Zero);
        Assert.That((status.Mode, status.RDev), Is.EqualTo((0x2180, 0x501L)));
    }

    [Test]
    public void ADirectoryIsReadWithItselfAndItsParent()
    {
        var names = new List<string>();
        fixed (byte* devices = "/dev"u8)
        {
            DirectoryStream* directory = ((delegate* unmanaged<byte*, DirectoryStream*>)&DirectoryExports.OpenDir)(devices);
            DirectoryEntry entry;
            while (((delegate* unmanaged<DirectoryStream*, DirectoryEntry*, int>)&DirectoryExports.ReadDir)(directory, &entry) == 0)
            {
                names.Add($"{Encoding.UTF8.GetString(entry.Name, entry.NameLength)} {entry.InodeType}");
                Assert.That(entry.Name[entry.NameLength], Is.Zero);
            }

            Assert.That(((delegate* unmanaged<DirectoryStream*, int>)&DirectoryExports.CloseDir)(directory), Is.Zero);
        }

        Assert.That(names, Is.SupersetOf((string[])[". 4", ".. 4", "null 2", "stdin 10", "shm 4"]));
        Assert.That(names, Is.Unique);
    }

    [Test]
    public void TemporaryNamesAreNew()
    {
        byte[] template = "/tmp/aXXXXXX.tmp\0"u8.ToArray();
        fixed (byte* bytes = template)
        {
            nint descriptor = ((delegate* unmanaged<byte*, int, nint>)&OpeningExports.MksTemps)(bytes, 4);
            Assert.That(descriptor, Is.GreaterThan((nint)2));
            Assert.That(Encoding.ASCII.GetString(template), Does.Match("^/tmp/a[a-zA-Z0-9]{6}\\.tmp\0$"));
            Assert.That(((delegate* unmanaged<byte*, int, nint>)&OpeningExports.MksTemps)(bytes, 4), Is.EqualTo((nint)(-1)), "no X is left");
            Assert.That(Bare.LastErrno, Is.EqualTo(Errno.EINVAL));
            Assert.That(((delegate* unmanaged<nint, int>)&DescriptorExports.Close)(descriptor), Is.Zero);
        }
    }

    [Test]
    public void ASharedMappingIsTheFile()
    {
        fixed (byte* path = "/tmp/mapped"u8)
        {
            nint descriptor = ((delegate* unmanaged<byte*, int, int, nint>)&OpeningExports.Open)(path, PAL_O_RDWR | PAL_O_CREAT, 0x180);
            Assert.That(((delegate* unmanaged<nint, long, int>)&ContentExports.FTruncate)(descriptor, 5000), Is.Zero);
            delegate* unmanaged<byte*, ulong, int, int, nint, long, byte*> map = &MappingExports.MMap;
            delegate* unmanaged<byte*, ulong, int> unmap = &MappingExports.MUnmap;
            byte* shared = map(null, 5000, 3, 1, descriptor, 0);
            byte* copy = map(null, 5000, 3, 2, descriptor, 0);
            shared[4999] = 7;
            copy[4998] = 9;
            byte read;
            Assert.That(((delegate* unmanaged<nint, byte*, int, long, int>)&TransferExports.PRead)(descriptor, &read, 1, 4999), Is.EqualTo(1));
            Assert.That((read, shared[4998], copy[4999]), Is.EqualTo(((byte)7, (byte)0, (byte)0)));
            Assert.That(((delegate* unmanaged<byte*, ulong, int, int>)&MappingExports.MSync)(shared, 5000, 2), Is.Zero);
            Assert.That(unmap(shared + 4096, 10), Is.EqualTo(-1), "a part of a shared mapping");
            Assert.That(unmap(shared, 5000), Is.Zero);
            Assert.That(unmap(copy, 5000), Is.Zero);
            Assert.That(map(null, 10, 3, 1, ClosedDescriptor, 0) == null, Is.True);
            Assert.That(Bare.LastErrno, Is.EqualTo(Errno.EBADF));
            Assert.That(((delegate* unmanaged<nint, int>)&DescriptorExports.Close)(descriptor), Is.Zero);
        }
    }

    private static Func<nint, (long, int)> Ours(delegate* unmanaged<byte*, FileStatus*, int> function) =>
        path => Own(function((byte*)path, (FileStatus*)s_scratch));

    private static Func<nint, (long, int)> Ours(delegate* unmanaged<byte*, int, int> function) => path => Own(function((byte*)path, 4));

    private static Func<nint, (long, int)> Ours(delegate* unmanaged<byte*, int> function) => path => Own(function((byte*)path));

    private static (long Result, int Errno) Own(long result) => (result, Bare.LastErrno);

    private static (long Result, int Errno) Host(long result) => (result, HostSystemNative.GetErrNo());
}
