using System.Collections.Generic;
using LibOS.SystemNative;
using NUnit.Framework;

namespace LibOS.Tests.SystemNative;

/// <summary>The console with TERM in the environment, and without.</summary>
public sealed unsafe class TerminalTests
{
    private const int ENOTTY = 25;
    private const int VINTR = 0;
    private const int VERASE = 2;
    private const int VEOF = 4;

    [SetUp]
    public void SetUp() => Bare.Reset();

    [TearDown]
    public void TearDown()
    {
        ((delegate* unmanaged<void>)&TerminalExports.UninitializeConsoleAfterRead)();
        Bare.Reset();
    }

    [Test]
    public void WithoutTermItIsNone()
    {
        WindowSize size = new() { Rows = 1, Columns = 1 };
        Assert.That(IsATty(1), Is.Zero);
        Assert.That(Bare.LastErrno, Is.EqualTo(ENOTTY));
        Assert.That(GetWindowSize(1, &size), Is.EqualTo(-1));
        Assert.That(size, Is.EqualTo(default(WindowSize)));
        Assert.That(ControlCharacters(VERASE, VEOF), Is.EqualTo(new byte[] { 0, 0 }));
    }

    [TestCase(null, null, 80, 24)]
    [TestCase("132", "50", 132, 50)]
    [TestCase("0", "x", 80, 24)]
    [TestCase("70000", "-1", 80, 24)]
    public void WithTermItHasASize(string? columns, string? lines, int expectedColumns, int expectedRows)
    {
        Set(new() { ["TERM"] = "xterm", ["COLUMNS"] = columns, ["LINES"] = lines });
        WindowSize size = default;
        Assert.That(IsATty(0) + IsATty(1) + IsATty(2), Is.EqualTo(3));
        Assert.That(GetWindowSize(1, &size), Is.Zero);
        Assert.That((int)size.Columns, Is.EqualTo(expectedColumns));
        Assert.That((int)size.Rows, Is.EqualTo(expectedRows));
    }

    [Test]
    public void ItsControlCharactersAreTheUsualOnes()
    {
        Set(new() { ["TERM"] = "xterm" });
        Assert.That(ControlCharacters(VINTR, VERASE, VEOF), Is.EqualTo(new byte[] { 0, 127, 4 }));
    }

    [Test]
    public void AReadOfKeysGivesUpWhenItMay()
    {
        Set(new() { ["TERM"] = "xterm" });
        ((delegate* unmanaged<byte, byte, void>)&TerminalExports.InitializeConsoleBeforeRead)(0, 0);
        byte key = 0;
        while (Read(&key, 1) != 0)
        {
            // What other tests typed and did not read.
        }

        Bare.Type((byte)'k');
        Assert.That(Read(&key, 1), Is.EqualTo(1), "and that was not the end");
        Assert.That(key, Is.EqualTo((byte)'k'));
    }

    private static void Set(Dictionary<string, string?> variables) => Bare.Environment = name => variables.GetValueOrDefault(name);

    private static int IsATty(nint descriptor) => ((delegate* unmanaged<nint, int>)&TerminalExports.IsATty)(descriptor);

    private static int GetWindowSize(nint descriptor, WindowSize* size) => ((delegate* unmanaged<nint, WindowSize*, int>)&TerminalExports.GetWindowSize)(descriptor, size);

    private static int Read(byte* buffer, int length) => ((delegate* unmanaged<byte*, int, int>)&TransferExports.ReadStdin)(buffer, length);

    private static byte[] ControlCharacters(params int[] names)
    {
        byte[] values = new byte[names.Length];
        byte disabled = 1;
        fixed (int* name = names)
        fixed (byte* value = values)
        {
            ((delegate* unmanaged<int*, byte*, int, byte*, void>)&TerminalExports.GetControlCharacters)(name, value, names.Length, &disabled);
        }

        Assert.That(disabled, Is.Zero);
        return values;
    }
}
