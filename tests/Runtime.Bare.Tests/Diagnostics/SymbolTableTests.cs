using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using CsCheck;
using LibOS.Sdk.Tasks;
using NUnit.Framework;
using Runtime.Bare.Diagnostics;
using Runtime.Bare.Libc.Format;

namespace Runtime.Bare.Tests.Diagnostics;

/// <summary>The symbol table from end to end: the build's writer, the guest's reader.</summary>
public sealed unsafe class SymbolTableTests
{
    private static readonly Gen<string> s_name =
        from parts in Gen.OneOf("System_", "Collections_", "Generic_", "List_1<", "__Canon>", "__Add", "é", "x", "S_P_CoreLib_").Array[1, 12]
        select string.Concat(parts);

    private static readonly Gen<ImageSymbols> s_symbols =
        from start in Gen.OneOf(Gen.Const(0x100000UL), Gen.ULong[0, 1UL << 62])
        from entries in Gen.Select(Gen.ULong[1, 3000], s_name).Array[1, 200]
        from tail in Gen.ULong[1, 100]
        select Layout(start, entries, tail);

    [Test]
    public void EveryAddressFindsItsFunction() => s_symbols.Sample(
        symbols =>
        {
            byte[] table = SymbolTableWriter.Write(symbols);
            for (int i = 0; i < symbols.Functions.Count; i++)
            {
                FunctionSymbol function = symbols.Functions[i];
                ulong end = i + 1 < symbols.Functions.Count ? symbols.Functions[i + 1].Address : symbols.Limit;
                Assert.That(Find(table, function.Address), Is.EqualTo(function.Name + "+0"));
                Assert.That(Find(table, end - 1), Is.EqualTo($"{function.Name}+{end - 1 - function.Address}"));
            }

            Assert.That(Find(table, symbols.Functions[0].Address - 1), Is.Null);
            Assert.That(Find(table, symbols.Limit), Is.Null);
            Assert.That(Find(table, ulong.MaxValue), Is.Null);
        },
        iter: 300);

    [Test]
    public void ADamagedTableIsSurvived() =>
        Gen.Select(s_symbols, Gen.Select(Gen.Int[0, 100000], Gen.Byte).Array[1, 8], Gen.Int[0, 100000]).Sample(
            (symbols, damages, cut) =>
            {
                byte[] table = SymbolTableWriter.Write(symbols);
                foreach ((int place, byte value) in damages)
                {
                    table[place % table.Length] = value;
                }

                // Found or not does not matter here, an exception (a panic in the guest) does; a miss leaves no text behind.
                foreach (FunctionSymbol function in symbols.Functions.Take(20))
                {
                    _ = Find(table, function.Address);
                    _ = Find(table.AsSpan(0, cut % table.Length), function.Address);
                }
            },
            iter: 1000);

    [Test]
    public void ACutTableFindsNothing()
    {
        byte[] table = SymbolTableWriter.Write(Layout(0x1000, [(1, "a"), (16, "b")], 16));
        Assert.That(Find(table, 0x1001), Is.EqualTo("a+0"));
        for (int length = 0; length < table.Length; length++)
        {
            Assert.That(Find(table.AsSpan(0, length), 0x1001), Is.Null);
        }
    }

    [Test]
    public void ThePointerFormReadsTheLengthFromTheHeader()
    {
        byte[] table = SymbolTableWriter.Write(Layout(0x1000, [(1, "main")], 16));
        var name = new FormatWriter(new byte[32]);
        fixed (byte* blob = table)
        {
            Assert.That(SymbolTable.TryFind(blob, 0x1005, ref name, out ulong offset), Is.True);
            Assert.That((Encoding.UTF8.GetString(name.Written), offset), Is.EqualTo(("main", 4UL)));
            *blob ^= 1;
            Assert.That(SymbolTable.TryFind(blob, 0x1005, ref name, out _), Is.False);
        }

        Assert.That(SymbolTable.TryFind((byte*)null, 0x1005, ref name, out _), Is.False);
    }

    [Test]
    public void LongNamesAreCutAndTheTableStaysReadable()
    {
        byte[] table = SymbolTableWriter.Write(Layout(0, [(1, new string('x', 5000)), (16, "next")], 16));
        Assert.That(Find(table, 1), Is.EqualTo(new string('x', 1024) + "+0"));
        Assert.That(Find(table, 17), Is.EqualTo("next+0"));
    }

    [Test]
    public void RepetitiveNamesAreCompressed()
    {
        (ulong Distance, string Name)[] entries =
            [.. Enumerable.Range(0, 2000).Select(i => (48UL, $"S_P_CoreLib_System_Collections_Generic_Dictionary_2<Int32__System___Canon>__Method{i}"))];
        byte[] table = SymbolTableWriter.Write(Layout(0x100000, entries, 48));
        Assert.That(table, Has.Length.LessThan(2000 * 12));
    }

    [Test]
    public void WritingIsDeterministic()
    {
        ImageSymbols symbols = Layout(0x1000, [.. Enumerable.Range(0, 500).Select(i => (16UL, $"Namespace_Type{i % 37}__Method{i}"))], 16);
        Assert.That(SymbolTableWriter.Write(symbols), Is.EqualTo(SymbolTableWriter.Write(symbols)));
    }

    [Test]
    public void DisorderIsRefused()
    {
        FunctionSymbol[] functions = [new(2, "b"), new(1, "a")];
        Assert.That(() => SymbolTableWriter.Write(new ImageSymbols(functions, 10)), Throws.ArgumentException);
    }

    private static ImageSymbols Layout(ulong start, (ulong Distance, string Name)[] entries, ulong tail)
    {
        var functions = new List<FunctionSymbol>();
        ulong address = start;
        foreach ((ulong distance, string name) in entries)
        {
            address += distance;
            functions.Add(new FunctionSymbol(address, name));
        }

        return new ImageSymbols(functions, address + tail);
    }

    private static string? Find(ReadOnlySpan<byte> table, ulong address)
    {
        var name = new FormatWriter(new byte[8192]);
        if (!SymbolTable.TryFind(table, address, ref name, out ulong offset))
        {
            Assert.That(name.Total, Is.Zero, "a miss must not write");
            return null;
        }

        return $"{Encoding.UTF8.GetString(name.Written)}+{offset}";
    }
}
