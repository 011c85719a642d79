// Scripts of calls about names, run by our exports and by the host's: Linux is the model. What the calls return, what they
// set errno to, and what stat then says must be equal.

using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Text;
using CsCheck;
using LibOS.SystemNative;
using NUnit.Framework;

namespace LibOS.Tests.SystemNative;

/// <summary>Differential test of everything that makes, finds, moves and removes names.</summary>
[NonParallelizable]
[Platform("Linux")]
public sealed unsafe class NamesAgainstHostTests
{
    // So deep that no script climbs to what is not its own.
    private const string Depth = "/1/2/3/4/5/6/7/8/9/10/11/12";

    private const int PAL_O_CREAT = 0x20;
    private const int PAL_O_EXCL = 0x40;
    private const int PAL_O_NOFOLLOW = 0x200;
    private const int DirectoryType = 0x4000;
    private const int TypeMask = 0xF000;

    private static readonly nint s_status = (nint)NativeMemory.AllocZeroed(4096);

    private enum Operation
    {
        MkDir,
        RmDir,
        Unlink,
        Rename,
        Link,
        SymLink,
        ReadLink,
        Open,
        Stat,
        LStat,
        ChMod,
    }

    private sealed record Step(Operation Operation, string First, string Second, int Flags);

    private static readonly Gen<string> s_path =
        from parts in Gen.OneOf("a", "b", "c", "a", "b", ".", "..").Array[1, 3]
        from end in Gen.OneOf("", "", "", "", "/", "/.")
        select string.Join('/', parts) + end;

    private static readonly Gen<Step> s_step =
        from operation in Gen.Enum<Operation>()
        from first in s_path
        from second in s_path
        from flags in Gen.OneOf(0, 2, PAL_O_CREAT, PAL_O_CREAT | 1, PAL_O_CREAT | PAL_O_EXCL | 2, PAL_O_NOFOLLOW)
        select new Step(operation, first, second, flags);

    private static int s_run;

    [OneTimeTearDown]
    public void Remove()
    {
        foreach (string left in System.IO.Directory.GetDirectories("/dev/shm", $"libos-{Environment.ProcessId}-*"))
        {
            System.IO.Directory.Delete(left, recursive: true);
        }
    }

    [Test]
    public void ScriptsEndAlike() => s_step.Array[1, 40].Sample(
        script =>
        {
            string name = $"libos-{Environment.ProcessId}-{s_run++}";
            string ours = "/tmp/" + name;
            string theirs = "/dev/shm/" + name;
            Prepare(ours, path => Our(Operation.MkDir, path, "", 0));
            Prepare(theirs, path => Their(Operation.MkDir, path, "", 0));
            var log = new List<string>();
            foreach (Step step in script)
            {
                string expected = Their(step.Operation, theirs + Depth, step);
                string actual = Our(step.Operation, ours + Depth, step);
                log.Add($"{step.Operation} {step.First} {step.Second} {step.Flags:x}: {actual}");
                Assert.That(actual, Is.EqualTo(expected), string.Join('\n', log));
            }

            System.IO.Directory.Delete(theirs, recursive: true);
        },
        threads: 1,
        iter: 3000);

    private static void Prepare(string root, Action<string> make)
    {
        make(root);
        for (int end = Depth.IndexOf('/', 1); end > 0; end = Depth.IndexOf('/', end + 1))
        {
            make(root + Depth[..end]);
        }

        make(root + Depth);
    }

    private static string Our(Operation operation, string root, Step step) =>
        Our(operation, root + "/" + step.First, operation == Operation.SymLink ? step.Second : root + "/" + step.Second, step.Flags);

    private static string Their(Operation operation, string root, Step step) =>
        Their(operation, root + "/" + step.First, operation == Operation.SymLink ? step.Second : root + "/" + step.Second, step.Flags);

    private static string Our(Operation operation, string first, string second, int flags)
    {
        fixed (byte* a = Encoding.UTF8.GetBytes(first + "\0"), b = Encoding.UTF8.GetBytes(second + "\0"))
        {
            var status = (FileStatus*)s_status;
            nint result = operation switch
            {
                Operation.MkDir => ((delegate* unmanaged<byte*, int, int>)&NameExports.MkDir)(a, 0x1FF),
                Operation.RmDir => ((delegate* unmanaged<byte*, int>)&NameExports.RmDir)(a),
                Operation.Unlink => ((delegate* unmanaged<byte*, int>)&NameExports.Unlink)(a),
                Operation.Rename => ((delegate* unmanaged<byte*, byte*, int>)&NameExports.Rename)(a, b),
                Operation.Link => ((delegate* unmanaged<byte*, byte*, int>)&NameExports.Link)(a, b),
                Operation.SymLink => ((delegate* unmanaged<byte*, byte*, int>)&NameExports.SymLink)(b, a),
                Operation.ReadLink => ((delegate* unmanaged<byte*, byte*, int, int>)&NameExports.ReadLink)(a, (byte*)s_status, 100),
                Operation.Open => ((delegate* unmanaged<byte*, int, int, nint>)&OpeningExports.Open)(a, flags, 0x1B6),
                Operation.Stat => ((delegate* unmanaged<byte*, FileStatus*, int>)&StatusExports.Stat)(a, status),
                Operation.LStat => ((delegate* unmanaged<byte*, FileStatus*, int>)&StatusExports.LStat)(a, status),
                _ => ((delegate* unmanaged<byte*, int, int>)&StatusExports.ChMod)(a, flags),
            };
            int error = result < 0 ? Bare.LastErrno : 0;
            if (operation == Operation.Open && result >= 0)
            {
                _ = ((delegate* unmanaged<nint, int>)&DescriptorExports.Close)(result);
            }

            return Describe(operation, result, error);
        }
    }

    private static string Their(Operation operation, string first, string second, int flags)
    {
        fixed (byte* a = Encoding.UTF8.GetBytes(first + "\0"), b = Encoding.UTF8.GetBytes(second + "\0"))
        {
            nint path = (nint)a;
            nint result = operation switch
            {
                Operation.MkDir => HostSystemNative.MkDir(path, 0x1FF),
                Operation.RmDir => HostSystemNative.RmDir(path),
                Operation.Unlink => HostSystemNative.Unlink(path),
                Operation.Rename => HostSystemNative.Rename(path, (nint)b),
                Operation.Link => HostSystemNative.Link(path, (nint)b),
                Operation.SymLink => HostSystemNative.SymLink((nint)b, path),
                Operation.ReadLink => HostSystemNative.ReadLink(path, s_status, 100),
                Operation.Open => HostSystemNative.Open(path, flags, 0x1B6),
                Operation.Stat => HostSystemNative.Stat(path, s_status),
                Operation.LStat => HostSystemNative.LStat(path, s_status),
                _ => HostSystemNative.ChMod(path, flags),
            };
            int error = result < 0 ? HostSystemNative.GetErrNo() : 0;
            if (operation == Operation.Open && result >= 0)
            {
                _ = HostSystemNative.Close(result);
            }

            return Describe(operation, result, error);
        }
    }

    private static string Describe(Operation operation, nint result, int error)
    {
        if (error != 0)
        {
            return $"errno {error}";
        }

        var status = (FileStatus*)s_status;
        return operation switch
        {
            Operation.ReadLink => Encoding.UTF8.GetString((byte*)s_status, (int)result),
            Operation.Stat or Operation.LStat => $"mode {status->Mode:x}" + ((status->Mode & TypeMask) == DirectoryType ? "" : $" size {status->Size}"),
            _ => "done",
        };
    }
}
