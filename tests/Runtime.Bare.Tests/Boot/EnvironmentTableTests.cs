using System;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using NUnit.Framework;
using Runtime.Bare.Boot;

namespace Runtime.Bare.Tests.Boot;

/// <summary>Lookup and additions in the environment.</summary>
public sealed unsafe class EnvironmentTableTests
{
    private byte* _buffer;

    [SetUp]
    public void Allocate() => _buffer = (byte*)NativeMemory.AllocZeroed(EnvironmentTable.BufferBytes);

    [TearDown]
    public void Free() => NativeMemory.Free(_buffer);

    [Test]
    public void NamesMatchWhole()
    {
        var table = new EnvironmentTable(_buffer);
        Assert.That(table.TryAddDefault("PATHS"u8, "long"u8) && table.TryAddDefault("PATH"u8, "/bin"u8), Is.True);
        Assert.That(Value(table, "PATH"), Is.EqualTo("/bin"));
        Assert.That(Value(table, "PATHS"), Is.EqualTo("long"));
        Assert.That(Value(table, "PAT"), Is.Null);
        Assert.That(Value(table, ""), Is.Null);
        Assert.That(Value(table, "PATH="), Is.Null);
        Assert.That(Value(table, "path"), Is.Null);
    }

    [Test]
    public void DefaultsDoNotReplaceWhatTheUserSaid()
    {
        var table = new EnvironmentTable(_buffer);
        fixed (byte* home = "HOME=/app/data\0"u8)
        {
            Assert.That(table.TryPut(home), Is.True);
            Assert.That(table.TryAddStandardDefaults(), Is.True);
            Assert.That(Value(table, "HOME"), Is.EqualTo("/app/data"));
            Assert.That(Value(table, "PATH"), Is.EqualTo("/"));
            Assert.That(Value(table, "TMPDIR"), Is.EqualTo("/tmp"));
            Assert.That(table.Count, Is.EqualTo(3));
        }
    }

    [Test]
    public void NumbersAreHexadecimalWithoutPrefix()
    {
        var table = new EnvironmentTable(_buffer);
        Assert.That(table.TryAddDefaultHex("DOTNET_GCHeapHardLimit"u8, 0x1A00000), Is.True);
        Assert.That(Value(table, "DOTNET_GCHeapHardLimit"), Is.EqualTo("1a00000"));
    }

    [Test]
    public void AFullTableRefusesAndStaysWhole()
    {
        var table = new EnvironmentTable(_buffer);
        int added = 0;
        while (table.TryAddDefault(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"N{added}")), "xxxxxxxxxx"u8))
        {
            added++;
            Assert.That(added, Is.LessThan(EnvironmentTable.MaxVariables + 1));
        }

        Assert.That(added, Is.GreaterThan(32));
        Assert.That(table.Count, Is.EqualTo(added));
        Assert.That((long)table.Pointers[added], Is.Zero);
        Assert.That(Value(table, "N0"), Is.EqualTo("xxxxxxxxxx"));
    }

    [Test]
    public void PointersRunOutAtTheLimit()
    {
        var table = new EnvironmentTable(_buffer);
        byte* texts = (byte*)NativeMemory.AllocZeroed(16 * (nuint)(EnvironmentTable.MaxVariables + 1));
        for (int i = 0; i <= EnvironmentTable.MaxVariables; i++)
        {
            byte* text = texts + (16 * i);
            Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"V{i}=")).CopyTo(new Span<byte>(text, 16));
            Assert.That(table.TryPut(text), Is.EqualTo(i < EnvironmentTable.MaxVariables));
        }

        NativeMemory.Free(texts);
    }

    [Test]
    public void ThePublishedTableIsFound()
    {
        fixed (byte* name = "TMPDIR\0"u8)
        {
            var table = new EnvironmentTable(_buffer);
            Assert.That(table.TryAddStandardDefaults(), Is.True);
            EnvironmentBlock.Publish(table);
            Assert.That((long)EnvironmentBlock.Find(name), Is.Not.Zero);
            Assert.That(EnvironmentBlock.Count, Is.EqualTo(3));
            EnvironmentBlock.Publish(default);
            Assert.That((long)EnvironmentBlock.Find(name), Is.Zero);
            Assert.That((long)EnvironmentBlock.Pointers, Is.Zero);
        }
    }

    private static string? Value(EnvironmentTable table, string name)
    {
        fixed (byte* bytes = Encoding.UTF8.GetBytes(name + "\0"))
        {
            return Marshal.PtrToStringUTF8((nint)table.Find(bytes));
        }
    }
}
