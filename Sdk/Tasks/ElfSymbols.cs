// What the symbol table of an ELF file names: the functions of a linked file, what an object exports and what it calls.
// System V gABI, chapters 4 and 5 (elf.h): ELF64, little-endian.

using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace LibOS.Sdk.Tasks;

/// <summary>Reads functions and code labels out of an ELF file.</summary>
public static class ElfSymbols
{
    // elf.h; the names are the header's.
    private const byte ELFCLASS64 = 2;
    private const byte ELFDATA2LSB = 1;
    private const uint SHT_SYMTAB = 2;
    private const ulong SHF_ALLOC = 2;
    private const ulong SHF_EXECINSTR = 4;
    private const int STT_NOTYPE = 0;
    private const int STT_FUNC = 2;
    private const int STB_LOCAL = 0;
    private const int STB_GLOBAL = 1;
    private const int STB_WEAK = 2;
    private const ushort SHN_UNDEF = 0;
    private const int EhdrBytes = 64;
    private const int ShdrBytes = 64;
    private const int SymBytes = 24;

    /// <summary>Reads the functions (STT_FUNC) and labels (STT_NOTYPE) of all executable sections.</summary>
    /// <param name="image">The whole file.</param>
    /// <exception cref="InvalidDataException">The file is not ELF64 little-endian, is damaged, or has no symbols.</exception>
    public static ImageSymbols Read(ReadOnlySpan<byte> image)
    {
        List<Section> sections = OpenSymbols(image, out ReadOnlySpan<byte> symbols, out ReadOnlySpan<byte> strings);
        var best = new Dictionary<ulong, Candidate>();
        for (int offset = 0; offset + SymBytes <= symbols.Length; offset += SymBytes)
        {
            if (TryReadCandidate(symbols.Slice(offset, SymBytes), strings, sections, out ulong address, out Candidate candidate)
                && (!best.TryGetValue(address, out Candidate known) || candidate.IsBetterThan(known)))
            {
                best[address] = candidate;
            }
        }

        var functions = new List<FunctionSymbol>(best.Count);
        foreach ((ulong address, Candidate candidate) in best)
        {
            functions.Add(new FunctionSymbol(address, SymbolName.Readable(candidate.Name)));
        }

        functions.Sort((left, right) => left.Address.CompareTo(right.Address));
        ulong limit = 0;
        foreach (Section section in sections)
        {
            limit = section.IsCode ? Math.Max(limit, section.Address + section.Size) : limit;
        }

        return new ImageSymbols(functions, limit);
    }

    /// <summary>Reads the names that a relocatable object or a linked file defines for others, weak ones too.</summary>
    /// <param name="image">The whole file.</param>
    /// <exception cref="InvalidDataException">As for <see cref="Read"/>.</exception>
    public static IReadOnlyList<string> ReadGlobalNames(ReadOnlySpan<byte> image) => ReadNames(image, isDefined: true);

    /// <summary>Reads the names that a relocatable object wants of others.</summary>
    /// <param name="image">The whole file.</param>
    /// <exception cref="InvalidDataException">As for <see cref="Read"/>.</exception>
    public static IReadOnlyList<string> ReadUndefinedNames(ReadOnlySpan<byte> image) => ReadNames(image, isDefined: false);

    private static List<string> ReadNames(ReadOnlySpan<byte> image, bool isDefined)
    {
        OpenSymbols(image, out ReadOnlySpan<byte> symbols, out ReadOnlySpan<byte> strings);
        var names = new List<string>();
        for (int offset = 0; offset + SymBytes <= symbols.Length; offset += SymBytes)
        {
            ReadOnlySpan<byte> symbol = symbols.Slice(offset, SymBytes);
            uint nameOffset = BinaryPrimitives.ReadUInt32LittleEndian(symbol);
            if (symbol[4] >> 4 is STB_GLOBAL or STB_WEAK
                && BinaryPrimitives.ReadUInt16LittleEndian(symbol[6..]) != SHN_UNDEF == isDefined
                && nameOffset < (uint)strings.Length)
            {
                names.Add(Text(strings, nameOffset));
            }
        }

        return names;
    }

    private static List<Section> OpenSymbols(ReadOnlySpan<byte> image, out ReadOnlySpan<byte> symbols, out ReadOnlySpan<byte> strings)
    {
        if (image.Length < EhdrBytes || !image.StartsWith("\u007FELF"u8) || image[4] != ELFCLASS64 || image[5] != ELFDATA2LSB)
        {
            throw new InvalidDataException("it is not a 64-bit little-endian ELF file");
        }

        List<Section> sections = ReadSections(image);
        int table = sections.FindIndex(section => section.Type == SHT_SYMTAB);
        if (table < 0)
        {
            throw new InvalidDataException("it has no symbol table (.symtab): take the linked file before it is stripped");
        }

        symbols = Bytes(image, sections[table]);
        if (sections[table].Link >= (uint)sections.Count)
        {
            throw new InvalidDataException("its symbol table names a string table that does not exist");
        }

        strings = Bytes(image, sections[(int)sections[table].Link]);
        return sections;
    }

    private static List<Section> ReadSections(ReadOnlySpan<byte> image)
    {
        ulong start = BinaryPrimitives.ReadUInt64LittleEndian(image[40..]);
        int size = BinaryPrimitives.ReadUInt16LittleEndian(image[58..]);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(image[60..]);
        if (size != ShdrBytes || start > (ulong)image.Length || (ulong)(count * ShdrBytes) > (ulong)image.Length - start)
        {
            throw new InvalidDataException("its section headers lie outside the file");
        }

        var sections = new List<Section>(count);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> header = image.Slice((int)start + (i * ShdrBytes), ShdrBytes);
            sections.Add(new Section(
                BinaryPrimitives.ReadUInt32LittleEndian(header[4..]),
                BinaryPrimitives.ReadUInt64LittleEndian(header[8..]),
                BinaryPrimitives.ReadUInt64LittleEndian(header[16..]),
                BinaryPrimitives.ReadUInt64LittleEndian(header[24..]),
                BinaryPrimitives.ReadUInt64LittleEndian(header[32..]),
                BinaryPrimitives.ReadUInt32LittleEndian(header[40..])));
        }

        return sections;
    }

    private static ReadOnlySpan<byte> Bytes(ReadOnlySpan<byte> image, Section section)
    {
        if (section.Offset > (ulong)image.Length || section.Size > (ulong)image.Length - section.Offset)
        {
            throw new InvalidDataException("a section with symbols lies outside the file");
        }

        return image.Slice((int)section.Offset, (int)section.Size);
    }

    private static bool TryReadCandidate(
        ReadOnlySpan<byte> symbol,
        ReadOnlySpan<byte> strings,
        List<Section> sections,
        out ulong address,
        out Candidate candidate)
    {
        uint nameOffset = BinaryPrimitives.ReadUInt32LittleEndian(symbol);
        int type = symbol[4] & 15;
        int section = BinaryPrimitives.ReadUInt16LittleEndian(symbol[6..]);
        address = BinaryPrimitives.ReadUInt64LittleEndian(symbol[8..]);
        candidate = default;
        if (type is not STT_FUNC and not STT_NOTYPE || section >= sections.Count || nameOffset >= (uint)strings.Length)
        {
            return false;
        }

        // A name for the end of the code, as linker scripts have it, lies behind the section it counts to.
        if (!sections[section].IsCode || address - sections[section].Address >= sections[section].Size)
        {
            return false;
        }

        string name = Text(strings, nameOffset);

        // Labels of the assembler (.L...) and of the linker (__start_x) are places, not functions.
        if (name.Length == 0 || name[0] is '.' or '$' || name.StartsWith("__start_", StringComparison.Ordinal) || name.StartsWith("__stop_", StringComparison.Ordinal))
        {
            return false;
        }

        candidate = new Candidate(name, type == STT_FUNC, symbol[4] >> 4 != STB_LOCAL);
        return true;
    }

    private static string Text(ReadOnlySpan<byte> strings, uint offset)
    {
        ReadOnlySpan<byte> text = strings[(int)offset..];
        int length = text.IndexOf((byte)0);
        return Encoding.UTF8.GetString(length < 0 ? text : text[..length]);
    }

    private readonly record struct Section(uint Type, ulong Flags, ulong Address, ulong Offset, ulong Size, uint Link)
    {
        internal bool IsCode => (Flags & (SHF_ALLOC | SHF_EXECINSTR)) == (SHF_ALLOC | SHF_EXECINSTR);
    }

    /// <summary>One of the names at an address: a typed one is better than a label, a global than a local, then the ordinal order decides.</summary>
    private readonly record struct Candidate(string Name, bool IsFunction, bool IsGlobal)
    {
        internal bool IsBetterThan(Candidate other)
        {
            if (IsFunction != other.IsFunction)
            {
                return IsFunction;
            }

            return IsGlobal != other.IsGlobal ? IsGlobal : string.CompareOrdinal(Name, other.Name) < 0;
        }
    }
}
