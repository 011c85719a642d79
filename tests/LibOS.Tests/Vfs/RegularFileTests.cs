using CsCheck;
using LibOS.Vfs;
using NUnit.Framework;
using static LibOS.Vfs.LinuxError;

namespace LibOS.Tests.Vfs;

/// <summary>Contents of a file: whatever is done to it, it reads as an array of bytes that had the same done to it.</summary>
public sealed class RegularFileTests
{
    private const int LargestSize = 40_000;
    private const int PageLimit = 6; // less than the largest size needs

    private enum Operation
    {
        Write,
        Read,
        Resize,
        Allocate,
        Map,
        WriteMapped,
        Unmap,
    }

    private sealed record Step(Operation Operation, int Offset, int Length, byte Value);

    private static readonly Gen<Step> s_step =
        from operation in Gen.Enum<Operation>()
        from offset in Gen.OneOf(Gen.Int[0, LargestSize], Gen.Int[0, 9].Select(page => page * 4096), Gen.Int[1, 9].Select(page => (page * 4096) - 1))
        from length in Gen.OneOf(Gen.Int[0, 10], Gen.Int[0, 9000], Gen.Const(4096))
        from value in Gen.Byte[1, 255]
        select new Step(operation, offset, length, value);

    [Test]
    public void ReadsAsAnArray([Values] bool isArchived, [Values(PageLimit, 1000)] int pageLimit) => s_step.Array[1, 40].Sample(
        script =>
        {
            var host = new TestHost();
            var volume = new Volume(1, "tmpfs", Volume.TMPFS_MAGIC, "/", pageLimit);
            byte[] archived = new byte[isArchived ? 9001 : 0];
            Array.Fill(archived, (byte)0xAA);
            var file = isArchived
                ? new RegularFile(volume, 0, 0, new TestMemory(host, [1, 2, 3, .. archived]), 3, archived.Length)
                : new RegularFile(volume, 0, 0);
            byte[] model = archived;
            int mappings = 0;
            nint address = 0;
            foreach (Step step in script)
            {
                Apply(file, host, step, ref model, ref mappings, ref address);
                AssertEqual(file, model);
                Assert.That(volume.PagesUsed, Is.InRange(0, pageLimit));
            }

            for (; mappings > 0; mappings--)
            {
                file.Unmap();
            }

            file.LinkCount = 0;
            file.ReleaseIfUnused();
            Assert.That(volume.PagesUsed, Is.Zero, "pages are given back");
            Assert.That(host.Mapped, Is.Empty, "and mapped memory");
        },
        threads: 1,
        iter: 2000);

    [Test]
    public void WithoutRoomAWriteIsShortAndThenFails()
    {
        var file = new RegularFile(new Volume(1, "tmpfs", Volume.TMPFS_MAGIC, "/", 2), 0, 0);
        Assert.That(file.Write(new byte[10_000], 0), Is.EqualTo(8192));
        Assert.That(file.Write(new byte[1], 8192), Is.EqualTo(-ENOSPC));
        Assert.That(file.Write(new byte[1], 100), Is.EqualTo(1), "what has a page can be written");
        Assert.That(file.Allocate(0, 12_000), Is.EqualTo(-ENOSPC));
        Assert.That(file.Size, Is.EqualTo(8192));
    }

    [Test]
    public void LimitsAreThoseOfExt4()
    {
        var file = new RegularFile(new Volume(1, "tmpfs", Volume.TMPFS_MAGIC, "/", 100), 0, 0);
        Assert.That(file.Resize(RegularFile.SizeLimit), Is.Zero);
        Assert.That(file.Resize(RegularFile.SizeLimit + 1), Is.EqualTo(-EFBIG));
        Assert.That(file.Resize(-1), Is.EqualTo(-EINVAL));
        Assert.That(file.Write([1, 2], RegularFile.SizeLimit - 1), Is.EqualTo(1), "cut at the limit");
        Assert.That(file.Write([1], RegularFile.SizeLimit), Is.EqualTo(-EFBIG));
        byte[] last = new byte[2];
        Assert.That(file.Read(last, RegularFile.SizeLimit - 1), Is.EqualTo(1));
        Assert.That(last[0], Is.EqualTo(1));
        Assert.That(file.Allocate(-1, 5), Is.EqualTo(-EINVAL));
        Assert.That(file.Allocate(0, RegularFile.SizeLimit + 1), Is.EqualTo(-EFBIG));
    }

    [Test]
    public void AMappingWithoutMemoryChangesNothing()
    {
        var host = new TestHost { MappableBytes = 8192 };
        var volume = new Volume(1, "tmpfs", Volume.TMPFS_MAGIC, "/", 100);
        var file = new RegularFile(volume, 0, 0);
        Assert.That(file.Write([1, 2, 3], 0), Is.EqualTo(3));
        Assert.That(file.MapShared(0, 9000, host, out _), Is.EqualTo(-ENOMEM));
        Assert.That(volume.PagesUsed, Is.EqualTo(1));
        Assert.That(file.MapShared(0, 8192, host, out nint address), Is.Zero);
        Assert.That(file.MapShared(4096, 1, host, out nint second), Is.Zero);
        Assert.That(second - address, Is.EqualTo((nint)4096));
        Assert.That(file.MapShared(0, 9000, host, out _), Is.EqualTo(-ENOMEM), "it cannot grow");
        Assert.That(file.MapShared(-1, 5, host, out _), Is.EqualTo(-EINVAL));
    }

    private static unsafe void Apply(RegularFile file, TestHost host, Step step, ref byte[] model, ref int mappings, ref nint address)
    {
        switch (step.Operation)
        {
            case Operation.Write:
                byte[] data = new byte[step.Length];
                Array.Fill(data, step.Value);
                int written = file.Write(data, step.Offset);
                Assert.That(written, written < 0 ? Is.EqualTo(-ENOSPC) : Is.InRange(0, step.Length));
                if (written > 0)
                {
                    Array.Resize(ref model, Math.Max(model.Length, step.Offset + written));
                    data.AsSpan(0, written).CopyTo(model.AsSpan(step.Offset));
                }

                break;
            case Operation.Read:
                byte[] piece = new byte[step.Length];
                int read = file.Read(piece, step.Offset);
                byte[] expected = model.AsSpan(Math.Min(step.Offset, model.Length)).ToArray();
                Assert.That(piece.AsSpan(0, read).SequenceEqual(expected.AsSpan(0, Math.Min(expected.Length, step.Length))), Is.True);
                break;
            case Operation.Resize:
                Assert.That(file.Resize(step.Offset), Is.Zero);
                Array.Resize(ref model, step.Offset);
                break;
            case Operation.Allocate:
                int allocated = file.Allocate(step.Offset, step.Length + 1);
                Assert.That(allocated, Is.EqualTo(0).Or.EqualTo(-ENOSPC));
                break;
            case Operation.Map when model.Length > 0:
                int error = file.MapShared(0, model.Length, host, out nint mapped);
                Assert.That(error, Is.EqualTo(0).Or.EqualTo(-ENOSPC).Or.EqualTo(-ENOMEM));
                mappings += error == 0 ? 1 : 0;
                address = error == 0 ? mapped : address;
                break;
            case Operation.WriteMapped when mappings > 0 && step.Offset < model.Length && step.Offset < host.Mapped[0].Length:
                ((byte*)address)[step.Offset] = step.Value;
                model[step.Offset] = step.Value;
                break;
            case Operation.Unmap when mappings > 0:
                file.Unmap();
                mappings--;
                break;
        }
    }

    private static void AssertEqual(RegularFile file, byte[] model)
    {
        Assert.That(file.Size, Is.EqualTo(model.Length));
        byte[] all = new byte[model.Length + 1];
        Assert.That(file.Read(all, 0), Is.EqualTo(model.Length));
        Assert.That(all.AsSpan(0, model.Length).SequenceEqual(model), Is.True);
    }
}
