using LibOS.Vfs;
using NUnit.Framework;
using static LibOS.Vfs.LinuxError;

namespace LibOS.Tests.Vfs;

/// <summary>Pipes: order, ends, waiting.</summary>
public sealed class PipeTests
{
    private const int PipeCapacity = 65536;

    private FileSystem _system = null!;
    private OpenFile _reader = null!;
    private OpenFile _writer = null!;

    [SetUp]
    public void MakePipe()
    {
        _system = TestHost.MakeSystem(new TestHost());
        _system.MakePipe(OpenFlags.NonBlocking, out _reader, out _writer);
        _system.Gate.Enter();
    }

    [TearDown]
    public void Release() => _system.Gate.Exit();

    [Test]
    public void BytesComeInOrderAroundTheBuffer()
    {
        byte next = 0, expected = 0;
        for (int round = 0; round < 50; round++)
        {
            byte[] piece = new byte[5000 + round];
            for (int i = 0; i < piece.Length; i++)
            {
                piece[i] = next++;
            }

            Assert.That(_writer.Write(piece), Is.EqualTo(piece.Length));
            byte[] back = new byte[piece.Length];
            Assert.That(_reader.Read(back), Is.EqualTo(back.Length));
            foreach (byte value in back)
            {
                Assert.That(value, Is.EqualTo(expected++));
            }
        }
    }

    [Test]
    public void AFullPipeTakesWhatFitsUnlessItIsSmall()
    {
        Assert.That(_writer.Write(new byte[PipeCapacity - 10]), Is.EqualTo(PipeCapacity - 10));
        Assert.That(_writer.Ready & Readiness.Writable, Is.EqualTo(Readiness.None), "no room for PIPE_BUF");
        Assert.That(_writer.Write(new byte[11]), Is.EqualTo(-EAGAIN), "a small write is whole or not at all");
        Assert.That(_writer.Write(new byte[5000]), Is.EqualTo(10));
        Assert.That(_writer.Write(new byte[5000]), Is.EqualTo(-EAGAIN));
    }

    [Test]
    public void EndsAreSeenByTheOther()
    {
        Assert.That(_reader.Read(new byte[1]), Is.EqualTo(-EAGAIN));
        Assert.That(_writer.Write([7]), Is.EqualTo(1));
        FileSystem.Close(_writer, _system.Gate);
        Assert.That(_reader.Ready, Is.EqualTo(Readiness.Readable | Readiness.HungUp));
        Assert.That(_reader.Read(new byte[4]), Is.EqualTo(1));
        Assert.That(_reader.Read(new byte[4]), Is.Zero);
    }

    [Test]
    public void WritingWithoutAReaderFails()
    {
        FileSystem.Close(_reader, _system.Gate);
        Assert.That(_writer.Write([7]), Is.EqualTo(-EPIPE));
        Assert.That(_writer.Ready & Readiness.Error, Is.EqualTo(Readiness.Error));
    }

    [Test]
    public void WaitingEndsWithBytes()
    {
        _system.MakePipe(0, out OpenFile reader, out OpenFile writer);
        byte[] got = new byte[PipeCapacity * 3];
        int total = 0;
        var thread = new Thread(() =>
        {
            _system.Gate.Enter();
            int count;
            while ((count = reader.Read(got.AsSpan(total))) > 0)
            {
                total += count;
            }

            _system.Gate.Exit();
        });
        thread.Start();
        byte[] sent = new byte[PipeCapacity * 2];
        new Random(1).NextBytes(sent);
        Assert.That(writer.Write(sent), Is.EqualTo(sent.Length), "longer than the buffer: it waits for the reader");
        FileSystem.Close(writer, _system.Gate);
        _system.Gate.Exit();
        thread.Join();
        _system.Gate.Enter();
        Assert.That(got.AsSpan(0, total).SequenceEqual(sent), Is.True);
    }

    [TestCase(1, 4096)]
    [TestCase(4097, 8192)]
    [TestCase(1_000_000, 1 << 20)]
    public void TheCapacityIsAPowerOfTwo(int asked, int given)
    {
        var pipe = (Pipe)_writer.Inode;
        Assert.That(_writer.Write("keep"u8), Is.EqualTo(4));
        Assert.That(pipe.Resize(asked), Is.EqualTo(given));
        byte[] back = new byte[9];
        Assert.That(_reader.Read(back), Is.EqualTo(4));
        Assert.That(back[..4], Is.EqualTo("keep"u8.ToArray()));
    }

    [Test]
    public void ACapacityInUseStays()
    {
        Assert.That(_writer.Write(new byte[5000]), Is.EqualTo(5000));
        Assert.That(((Pipe)_writer.Inode).Resize(4096), Is.EqualTo(-EBUSY));
        Assert.That(((Pipe)_writer.Inode).Resize(0), Is.EqualTo(-EINVAL));
    }
}
