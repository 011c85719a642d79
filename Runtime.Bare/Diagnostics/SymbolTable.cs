// Finds the function around an address in the table that a kernel carries (SymbolTableFormat.cs has the layout).
// For the crash report: no allocation, no lock, and no trust. Memory may be overwritten when this runs, so every offset is
// checked against the table's end, every loop is bounded, and a table that does not add up yields "not found".

using System;
using System.Runtime.CompilerServices;
using Runtime.Bare.Libc.Format;

namespace Runtime.Bare.Diagnostics;

/// <summary>Reads the kernel's symbol table.</summary>
public static unsafe class SymbolTable
{
    /// <summary>Finds the function that contains <paramref name="address"/>. Any context, panic included.</summary>
    /// <param name="blob">The table; null finds nothing. Its own header says how long it is.</param>
    /// <param name="address">A code address. Pass a return address minus one, or a call at a function's end names the next one.</param>
    /// <param name="name">Receives the name; untouched when the result is false.</param>
    /// <param name="offset">Bytes from the function's start.</param>
    public static bool TryFind(byte* blob, ulong address, ref FormatWriter name, out ulong offset)
    {
        offset = 0;
        if (blob == null || *(ulong*)blob != SymbolTableFormat.Magic)
        {
            return false;
        }

        uint totalBytes = *(uint*)(blob + SymbolTableFormat.TotalBytesOffset);
        return totalBytes <= int.MaxValue
            && TryFind(new ReadOnlySpan<byte>(blob, (int)totalBytes), address, ref name, out offset);
    }

    /// <summary>The same over a table of known length.</summary>
    public static bool TryFind(ReadOnlySpan<byte> blob, ulong address, ref FormatWriter name, out ulong offset)
    {
        offset = 0;
        if (!TryOpen(blob, out Layout layout) || address < layout.Base || address >= layout.Limit)
        {
            return false;
        }

        if (!TryFindSymbol(blob, in layout, address, out ulong start, out Range encoded))
        {
            return false;
        }

        // A first pass into nothing: a name that is damaged in its middle must not leave its beginning behind.
        var measure = new FormatWriter(default);
        if (!TryWriteName(blob, in layout, encoded, ref measure))
        {
            return false;
        }

        offset = address - start;
        return TryWriteName(blob, in layout, encoded, ref name);
    }

    private static bool TryOpen(ReadOnlySpan<byte> blob, out Layout layout)
    {
        layout = default;
        if (blob.Length < SymbolTableFormat.HeaderBytes
            || ReadUInt64(blob, 0) != SymbolTableFormat.Magic
            || ReadUInt32(blob, 8) != SymbolTableFormat.Version
            || ReadUInt32(blob, SymbolTableFormat.TotalBytesOffset) != (uint)blob.Length)
        {
            return false;
        }

        layout.Base = ReadUInt64(blob, SymbolTableFormat.BaseOffset);
        layout.Limit = ReadUInt64(blob, SymbolTableFormat.LimitOffset);
        uint symbols = ReadUInt32(blob, SymbolTableFormat.SymbolCountOffset);
        uint codes = ReadUInt32(blob, SymbolTableFormat.CodeCountOffset);
        if (symbols is 0 or > int.MaxValue || codes > SymbolTableFormat.MaxCodes)
        {
            return false;
        }

        layout.SymbolCount = (int)symbols;
        layout.CodeCount = (int)codes;
        layout.BlockCount = (int)((symbols - 1) / SymbolTableFormat.SymbolsPerBlock) + 1;
        layout.IndexOffset = SymbolTableFormat.HeaderBytes + (layout.CodeCount * SymbolTableFormat.DictionaryEntryBytes);
        long dataOffset = layout.IndexOffset + ((long)layout.BlockCount * SymbolTableFormat.IndexEntryBytes);
        return dataOffset <= blob.Length;
    }

    private static bool TryFindSymbol(ReadOnlySpan<byte> blob, ref readonly Layout layout, ulong address, out ulong start, out Range name)
    {
        start = 0;
        name = default;

        // The last block that starts at or before the address; the first block starts at the base.
        int low = 0;
        int high = layout.BlockCount;
        while (high - low > 1)
        {
            int middle = low + ((high - low) / 2);
            if (layout.Base + ReadUInt64(blob, layout.EntryOffset(middle)) <= address)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        ulong symbol = layout.Base + ReadUInt64(blob, layout.EntryOffset(low));
        uint place = ReadUInt32(blob, layout.EntryOffset(low) + 8);
        if (symbol > address || place > (uint)blob.Length)
        {
            return false;
        }

        int position = (int)place;
        int count = Math.Min(SymbolTableFormat.SymbolsPerBlock, layout.SymbolCount - (low * SymbolTableFormat.SymbolsPerBlock));
        for (int i = 0; i < count; i++)
        {
            ulong delta = 0;
            if (i > 0 && !TryReadNumber(blob, ref position, out delta))
            {
                return false;
            }

            symbol += delta;
            if (!TryReadNumber(blob, ref position, out ulong length) || length > (ulong)(uint)(blob.Length - position))
            {
                return false;
            }

            if (symbol > address)
            {
                break;
            }

            start = symbol;
            name.Start = position;
            name.End = position + (int)length;
            position = name.End;
        }

        return true;
    }

    private static bool TryWriteName(ReadOnlySpan<byte> blob, ref readonly Layout layout, Range encoded, ref FormatWriter name)
    {
        ulong limit = name.Total + SymbolTableFormat.MaxNameBytes;
        int position = encoded.Start;
        while (position < encoded.End)
        {
            int code = blob[position++];
            if (code >= SymbolTableFormat.TwoByteStart)
            {
                if (position == encoded.End)
                {
                    return false;
                }

                code = SymbolTableFormat.TwoByteStart + ((code - SymbolTableFormat.TwoByteStart) << 8) + blob[position++];
            }

            if (!TryWriteCode(blob, in layout, code, limit, ref name))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Writes what a code stands for: the left part at once, the right parts from a stack.</summary>
    private static bool TryWriteCode(ReadOnlySpan<byte> blob, ref readonly Layout layout, int code, ulong limit, ref FormatWriter name)
    {
        Stack pending = default;
        int depth = 0;
        while (true)
        {
            if (code >= layout.CodeCount)
            {
                return false;
            }

            int entry = SymbolTableFormat.HeaderBytes + (code * SymbolTableFormat.DictionaryEntryBytes);
            int left = blob[entry] | (blob[entry + 1] << 8);
            int right = blob[entry + 2] | (blob[entry + 3] << 8);
            if (left != SymbolTableFormat.LiteralMark)
            {
                // A cycle in a damaged dictionary ends here, or at the limit of the name.
                if (depth == SymbolTableFormat.MaxDepth)
                {
                    return false;
                }

                pending[depth++] = (ushort)right;
                code = left;
                continue;
            }

            if (name.Total >= limit || right > byte.MaxValue)
            {
                return false;
            }

            name.Write((byte)right);
            if (depth == 0)
            {
                return true;
            }

            code = pending[--depth];
        }
    }

    private static bool TryReadNumber(ReadOnlySpan<byte> blob, ref int position, out ulong value)
    {
        value = 0;
        for (int shift = 0; shift < 64 && position < blob.Length; shift += 7)
        {
            byte part = blob[position++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return true;
            }
        }

        return false;
    }

    private static uint ReadUInt32(ReadOnlySpan<byte> blob, int offset) =>
        blob[offset] | ((uint)blob[offset + 1] << 8) | ((uint)blob[offset + 2] << 16) | ((uint)blob[offset + 3] << 24);

    private static ulong ReadUInt64(ReadOnlySpan<byte> blob, int offset) =>
        ReadUInt32(blob, offset) | ((ulong)ReadUInt32(blob, offset + 4) << 32);

    /// <summary>Where the parts of a table are.</summary>
    private struct Layout
    {
        internal ulong Base;
        internal ulong Limit;
        internal int SymbolCount;
        internal int CodeCount;
        internal int BlockCount;
        internal int IndexOffset;

        internal readonly int EntryOffset(int block) => IndexOffset + (block * SymbolTableFormat.IndexEntryBytes);
    }

    /// <summary>Encoded bytes of a name.</summary>
    private struct Range
    {
        internal int Start;
        internal int End;
    }

    [InlineArray(SymbolTableFormat.MaxDepth)]
    private struct Stack
    {
#pragma warning disable CS0169, IDE0044, IDE0051 // Repeated and indexed by the compiler.
        private ushort _code;
#pragma warning restore CS0169, IDE0044, IDE0051
    }
}
