using System.Linq;
using System.Reflection;
using System.Text;
using LibOS.SystemNative;
using NUnit.Framework;

namespace LibOS.Tests.SystemNative;

/// <summary>Reading, writing, polling and closing descriptors, through the exports.</summary>
[NonParallelizable]
public sealed unsafe class ConsoleTests
{
    private const int POLLIN = 1;
    private const int POLLOUT = 4;
    private const int POLLNVAL = 0x20;

    [SetUp]
    public void ForgetInput()
    {
        Bare.Reset();
        foreach (string field in (string[])["s_discipline", "s_start", "s_end", "s_ended"])
        {
            FieldInfo info = typeof(ConsoleInput).GetField(field, BindingFlags.Static | BindingFlags.NonPublic)!;
            info.SetValue(null, Activator.CreateInstance(info.FieldType));
        }
    }

    [Test]
    public void AWriteReachesTheConsoleWhole()
    {
        fixed (byte* text = "hello"u8)
        {
            Assert.That(Write(1, text, 5), Is.EqualTo(5));
            Assert.That(Write(2, text, 2), Is.EqualTo(2));
            Assert.That(Write(1, text, 0), Is.Zero);
        }

        Assert.That(Bare.Written.Select(Encoding.ASCII.GetString), Is.EqualTo((string[])["hello", "he", ""]));
    }

    [Test]
    public void ACopyOfADescriptorOutlivesIt()
    {
        nint copy = ((delegate* unmanaged<nint, nint>)&DescriptorExports.Dup)(1);
        Assert.That(copy, Is.GreaterThan((nint)2));
        byte value = (byte)'x';
        Assert.That(Write(copy, &value, 1), Is.EqualTo(1));
        Assert.That(Close(copy), Is.Zero);
        AssertFails(Write(copy, &value, 1), Errno.EBADF);
        AssertFails(Close(copy), Errno.EBADF);
    }

    [Test]
    public void BadArgumentsAreRefused()
    {
        byte value = 0;
        AssertFails(Write(77, &value, 1), Errno.EBADF);
        AssertFails(Write(-1, &value, 1), Errno.EBADF);
        AssertFails(Write(1, &value, -1), Errno.EINVAL);
        AssertFails(Write(1, null, 1), Errno.EFAULT);
        AssertFails(Read(77, &value, 1), Errno.EBADF);
        AssertFails(Read(0, null, 1), Errno.EFAULT);
    }

    [Test]
    public void WhatIsTypedIsReadUpToItsEnd()
    {
        Bare.Type("one\rtw"u8.ToArray());
        Bare.Type([(byte)'o', LineDiscipline.EndOfInput, (byte)'z']);
        Assert.That(ReadText(3), Is.EqualTo("one"));
        Assert.That(ReadText(100), Is.EqualTo("\ntw"));
        Assert.That(ReadText(100), Is.EqualTo("o"));
        Assert.That(ReadText(100), Is.Empty);
        Assert.That(ReadText(100), Is.Empty, "the end is for good");
        Assert.That(Poll(0, POLLIN, -1), Is.EqualTo(POLLIN), "and a poll says so");
    }

    [Test]
    public void APollSeesInput()
    {
        Assert.That(Poll(0, POLLIN, 0), Is.Zero);
        Assert.That(Poll(0, POLLIN, 1), Is.Zero, "it times out");
        Assert.That(Poll(0, POLLIN | POLLOUT, -1), Is.EqualTo(POLLOUT), "writing never waits");
        Bare.Type((byte)'a', (byte)'b');
        Assert.That(Poll(0, POLLIN, -1), Is.EqualTo(POLLIN));
        Assert.That(ReadText(1), Is.EqualTo("a"));
        Assert.That(Poll(0, POLLIN, 0), Is.EqualTo(POLLIN), "the rest is still there");
    }

    [Test]
    public void APollOfNothingOpenSaysSo()
    {
        Assert.That(Poll(77, POLLIN, -1), Is.EqualTo(POLLNVAL));
        Assert.That(Poll(-1, POLLIN, 1), Is.Zero, "a negative descriptor is left out");
        uint triggered;
        delegate* unmanaged<PollEvent*, uint, int, uint*, int> poll = &PollExports.Poll;
        Assert.That(poll(null, 1, 0, &triggered), Is.EqualTo(PalError.EFAULT));
        PollEvent entry = default;
        Assert.That(poll(&entry, 1, -2, &triggered), Is.EqualTo(PalError.EINVAL));
    }

    [Test]
    public void DescriptorsAreTheLowestFreeAndRunOut()
    {
        int first = Descriptors.Open(Files.OpenConsole());
        int second = Descriptors.Open(Files.OpenConsole());
        Assert.That((first, second), Is.EqualTo((3, 4)));
        Assert.That(Descriptors.TryClose(first, out _), Is.True);
        Assert.That(Descriptors.Open(Files.OpenConsole()), Is.EqualTo(3));
        for (int expected = 5; expected < Descriptors.Limit; expected++)
        {
            Assert.That(Descriptors.Open(Files.OpenConsole()), Is.EqualTo(expected));
        }

        Assert.That(((delegate* unmanaged<nint, nint>)&DescriptorExports.Dup)(1), Is.EqualTo((nint)(-1)));
        Assert.That(Bare.LastErrno, Is.EqualTo(Errno.EMFILE));
        for (int descriptor = 3; descriptor < Descriptors.Limit; descriptor++)
        {
            Assert.That(Descriptors.TryClose(descriptor, out _), Is.True);
        }
    }

    private static int Write(nint descriptor, byte* data, int length) =>
        ((delegate* unmanaged<nint, byte*, int, int>)&TransferExports.Write)(descriptor, data, length);

    private static int Read(nint descriptor, byte* data, int length) =>
        ((delegate* unmanaged<nint, byte*, int, int>)&TransferExports.Read)(descriptor, data, length);

    private static int Close(nint descriptor) => ((delegate* unmanaged<nint, int>)&DescriptorExports.Close)(descriptor);

    private static string ReadText(int limit)
    {
        byte* data = stackalloc byte[limit];
        int count = Read(0, data, limit);
        return Encoding.ASCII.GetString(data, count);
    }

    // The triggered events of one descriptor.
    private static int Poll(int descriptor, int events, int milliseconds)
    {
        var entry = new PollEvent { FileDescriptor = descriptor, Events = (PollEvents)events };
        uint triggered;
        delegate* unmanaged<PollEvent*, uint, int, uint*, int> poll = &PollExports.Poll;
        Assert.That(poll(&entry, 1, milliseconds, &triggered), Is.EqualTo(PalError.SUCCESS));
        Assert.That(triggered, Is.EqualTo(entry.TriggeredEvents == PollEvents.None ? 0u : 1u));
        return (int)entry.TriggeredEvents;
    }

    private static void AssertFails(int result, int errno) => Assert.That((result, Bare.LastErrno), Is.EqualTo((-1, errno)));
}
