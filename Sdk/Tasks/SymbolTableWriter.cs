// Writes the symbol table of a kernel. The layout and the encoding are described in SymbolTableFormat.cs.

using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Runtime.Bare.Diagnostics;

namespace LibOS.Sdk.Tasks;

/// <summary>Encodes functions into a symbol table.</summary>
public static class SymbolTableWriter
{
    // A dictionary entry costs four bytes and each use saves between one and two: measured on a
    // program of 4700 functions, a limit of three gives the smallest table (60.8 KB; two 62.5, five 62.4).
    private const int MinPairCount = 3;

    /// <summary>Encodes <paramref name="symbols"/>.</summary>
    /// <returns>The table; empty when there is no function.</returns>
    /// <exception cref="ArgumentException">The functions are not in strictly ascending order of address below the limit.</exception>
    public static byte[] Write(ImageSymbols symbols)
    {
        ArgumentNullException.ThrowIfNull(symbols);
        IReadOnlyList<FunctionSymbol> functions = symbols.Functions;
        if (functions.Count == 0)
        {
            return [];
        }

        for (int i = 0; i < functions.Count; i++)
        {
            ulong next = i + 1 < functions.Count ? functions[i + 1].Address : symbols.Limit;
            if (functions[i].Address >= next)
            {
                throw new ArgumentException("Functions must be in strictly ascending order of address and end below the limit.", nameof(symbols));
            }
        }

        List<byte[]> names = [.. functions.Select(function => Truncated(function.Name))];
        var grammar = new PairGrammar(names, SymbolTableFormat.MaxCodes - PairGrammar.FirstRule, MinPairCount, SymbolTableFormat.MaxDepth);
        List<List<int>> rewritten = [.. grammar.RewrittenNames()];
        List<int> symbolsByCode = OrderByUse(grammar, rewritten);
        var codes = new Dictionary<int, int>();
        for (int code = 0; code < symbolsByCode.Count; code++)
        {
            codes[symbolsByCode[code]] = code;
        }

        var table = new Output();
        table.UInt64(SymbolTableFormat.Magic);
        table.UInt32(SymbolTableFormat.Version);
        table.UInt32(0); // total bytes, set at the end
        table.UInt64(functions[0].Address);
        table.UInt64(symbols.Limit);
        table.UInt32((uint)functions.Count);
        table.UInt32((uint)symbolsByCode.Count);
        WriteDictionary(table, grammar, symbolsByCode, codes);
        WriteBlocks(table, functions, rewritten, codes);
        byte[] bytes = table.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(SymbolTableFormat.TotalBytesOffset), (uint)bytes.Length);
        return bytes;
    }

    private static byte[] Truncated(string name)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(name);
        return bytes.Length <= SymbolTableFormat.MaxNameBytes ? bytes : bytes[..SymbolTableFormat.MaxNameBytes];
    }

    /// <summary>The symbols that are used at all, the most used first: those get the one-byte codes.</summary>
    private static List<int> OrderByUse(PairGrammar grammar, List<List<int>> names)
    {
        var uses = new Dictionary<int, int>();
        foreach (int symbol in names.SelectMany(name => name))
        {
            uses[symbol] = uses.GetValueOrDefault(symbol) + 1;
        }

        // A pair refers to earlier symbols only, so walking backwards meets every user before what it uses.
        for (int i = grammar.Rules.Count - 1; i >= 0; i--)
        {
            if (uses.ContainsKey(PairGrammar.FirstRule + i))
            {
                uses.TryAdd(grammar.Rules[i].Left, 0);
                uses.TryAdd(grammar.Rules[i].Right, 0);
            }
        }

        return [.. uses.OrderByDescending(use => use.Value).ThenBy(use => use.Key).Select(use => use.Key)];
    }

    private static void WriteDictionary(Output table, PairGrammar grammar, List<int> symbolsByCode, Dictionary<int, int> codes)
    {
        foreach (int symbol in symbolsByCode)
        {
            if (symbol < PairGrammar.FirstRule)
            {
                table.UInt16(SymbolTableFormat.LiteralMark);
                table.UInt16(symbol);
            }
            else
            {
                (int left, int right) = grammar.Rules[symbol - PairGrammar.FirstRule];
                table.UInt16(codes[left]);
                table.UInt16(codes[right]);
            }
        }
    }

    private static void WriteBlocks(Output table, IReadOnlyList<FunctionSymbol> functions, List<List<int>> names, Dictionary<int, int> codes)
    {
        const int PerBlock = SymbolTableFormat.SymbolsPerBlock;
        int blocks = (functions.Count + PerBlock - 1) / PerBlock;
        uint dataOffset = (uint)(table.Length + (blocks * SymbolTableFormat.IndexEntryBytes));
        var data = new Output();
        for (int i = 0; i < functions.Count; i++)
        {
            if (i % PerBlock == 0)
            {
                table.UInt64(functions[i].Address - functions[0].Address);
                table.UInt32(dataOffset + (uint)data.Length);
            }
            else
            {
                data.Number(functions[i].Address - functions[i - 1].Address);
            }

            var name = new Output();
            foreach (int symbol in names[i])
            {
                name.Code(codes[symbol]);
            }

            data.Number((ulong)name.Length);
            data.Append(name);
        }

        table.Append(data);
    }

    /// <summary>Bytes being written, in the number forms of the format.</summary>
    private sealed class Output
    {
        private readonly List<byte> _bytes = [];

        internal int Length => _bytes.Count;

        internal void UInt16(int value)
        {
            _bytes.Add((byte)value);
            _bytes.Add((byte)(value >> 8));
        }

        internal void UInt32(uint value)
        {
            UInt16((ushort)value);
            UInt16((ushort)(value >> 16));
        }

        internal void UInt64(ulong value)
        {
            UInt32((uint)value);
            UInt32((uint)(value >> 32));
        }

        internal void Number(ulong value)
        {
            for (; value >= 0x80; value >>= 7)
            {
                _bytes.Add((byte)(value | 0x80));
            }

            _bytes.Add((byte)value);
        }

        internal void Code(int code)
        {
            if (code < SymbolTableFormat.TwoByteStart)
            {
                _bytes.Add((byte)code);
                return;
            }

            int rest = code - SymbolTableFormat.TwoByteStart;
            _bytes.Add((byte)(SymbolTableFormat.TwoByteStart + (rest >> 8)));
            _bytes.Add((byte)rest);
        }

        internal void Append(Output other) => _bytes.AddRange(other._bytes);

        internal byte[] ToArray() => [.. _bytes];
    }
}
