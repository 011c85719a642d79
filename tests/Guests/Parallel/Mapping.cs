// Memory by a mapping of its own: a private view of a file that is not written to. Disposing it is munmap(2), of exactly these pages.

using System.IO.MemoryMappedFiles;

namespace Parallel;

/// <summary>Pages whose every word says which mapping it belongs to.</summary>
internal sealed class Mapping : IDisposable
{
    public const int PageBytes = 4096;

    private readonly MemoryMappedViewAccessor _view;

    /// <summary>Maps the first pages of a file of zeros.</summary>
    public Mapping(MemoryMappedFile file, int pages)
    {
        Pages = pages;
        _view = file.CreateViewAccessor(0, pages * PageBytes, MemoryMappedFileAccess.CopyOnWrite);
    }

    /// <summary>How many.</summary>
    public int Pages { get; }

    /// <summary>What the pages are filled with; zero at first.</summary>
    public ulong Mark { get; private set; }

    private int Words => Pages * PageBytes / sizeof(ulong);

    /// <summary>A file of zeros to map, in memory.</summary>
    public static MemoryMappedFile OpenZeros(int pages) => MemoryMappedFile.CreateNew(null, pages * PageBytes);

    /// <summary>Writes all words.</summary>
    public void Fill(ulong mark)
    {
        Mark = mark;
        for (int word = 0; word < Words; word++)
        {
            _view.Write(word * sizeof(ulong), Expected(word));
        }
    }

    /// <summary>Writes one word, what it was filled with or something else.</summary>
    public void Write(int word, ulong value) => _view.Write(word * sizeof(ulong), value);

    /// <summary>Throws a <see cref="Violation"/> for a word that is not as it was filled; reads one in <paramref name="step"/>.</summary>
    public void Verify(string what, int step = 1)
    {
        for (int word = 0; word < Words; word += step)
        {
            ulong found = _view.ReadUInt64(word * sizeof(ulong));
            Team.Require(found == Expected(word), $"{what}: word {word} of {Pages} pages is {found:x}, not {Expected(word):x}");
        }
    }

    public void Dispose() => _view.Dispose();

    private ulong Expected(int word) => Mark == 0 ? 0 : RandomStream.Mix(Mark + (ulong)word);
}
