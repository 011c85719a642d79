// The symbol table that a kernel carries for its crash reports: format version 1, described here only. The writer is an
// MSBuild task (Sdk/Tasks), which compiles this same file; the reader is SymbolTable.cs. All numbers little-endian.
//
//   0   8  magic "LibOSsym"
//   8   4  version
//   12  4  total bytes, this header included
//   16  8  base: address of the first symbol
//   24  8  limit: first address behind the code; nothing is found from here on
//   32  4  number of symbols
//   36  4  number of codes
//   40     dictionary: for each code, 2 bytes left and 2 bytes right
//          block index: for each block, 8 bytes address of its first symbol minus base, 4 bytes offset of its data in the table
//          data: the blocks
//
// Symbols are in ascending order of address, SymbolsPerBlock to a block (the last has the rest); no two share an address.
// A symbol is: [number: address minus that of the symbol before, absent for the first of a block]
//              [number: bytes of the name that follow] [codes of the name].
// number  Seven bits a byte, least significant first, the highest bit set in all bytes but the last.
// code    One byte below TwoByteStart; else two bytes b c: TwoByteStart + (b - TwoByteStart) * 256 + c.
//         In the dictionary a code stands for one byte (left is LiteralMark, right the byte), or for two codes in sequence.
//         The nesting is at most MaxDepth deep, so a reader needs that much stack and no more.
//
// Names repeat long parts (namespaces, generic arguments). Pairs of codes that occur often become codes themselves until
// it no longer pays (Re-Pair, Larsson and Moffat 1999); the most used codes get the short encoding.

namespace Runtime.Bare.Diagnostics;

/// <summary>Constants of the symbol table.</summary>
internal static class SymbolTableFormat
{
    /// <summary>"LibOSsym".</summary>
    internal const ulong Magic = 0x6D7973534F62694C;

    internal const uint Version = 1;

    internal const int TotalBytesOffset = 12;
    internal const int BaseOffset = 16;
    internal const int LimitOffset = 24;
    internal const int SymbolCountOffset = 32;
    internal const int CodeCountOffset = 36;
    internal const int HeaderBytes = 40;

    internal const int DictionaryEntryBytes = 4;
    internal const int IndexEntryBytes = 12;
    internal const int SymbolsPerBlock = 32;

    /// <summary>Left half of a dictionary entry that stands for one byte.</summary>
    internal const int LiteralMark = 0xFFFF;

    /// <summary>First code that takes two bytes.</summary>
    internal const int TwoByteStart = 192;

    /// <summary>Most codes that two bytes can name.</summary>
    internal const int MaxCodes = TwoByteStart + ((256 - TwoByteStart) * 256);

    /// <summary>Deepest nesting of codes; a literal has depth 0.</summary>
    internal const int MaxDepth = 24;

    /// <summary>Longest name, bytes; longer ones are cut by the writer.</summary>
    internal const int MaxNameBytes = 1024;
}
