// memset, memmove and memcmp at every small length and alignment, against what a plain loop does; nothing beside the block
// may change. They are assembly: no test on the build machine runs them.

using System.Runtime.InteropServices;

namespace Probe;

internal static unsafe partial class MemoryBlocks
{
    private const int Longest = 400;
    private const int Alignments = 17;
    private const int Margin = 32;
    private const int Room = Longest + Alignments + (2 * Margin);
    private const byte Untouched = 0xEE;

    public static void Run(Checks checks)
    {
        checks.Expect(4);
        checks.That(Failures(SetsExactly) == "", "memset: " + Failures(SetsExactly));
        checks.That(Failures(MovesForward) == "", "memmove to a lower address: " + Failures(MovesForward));
        checks.That(Failures(MovesBackward) == "", "memmove to a higher address: " + Failures(MovesBackward));
        checks.That(Failures(Compares) == "", "memcmp: " + Failures(Compares));
    }

    private static string Failures(Func<int, int, bool> holds) =>
        string.Join(' ', from length in Enumerable.Range(0, Longest + 1)
                         from alignment in Enumerable.Range(0, Alignments)
                         where !holds(length, alignment)
                         select $"{length}@{alignment}");

    private static bool SetsExactly(int length, int alignment)
    {
        Span<byte> bytes = stackalloc byte[Room];
        bytes.Fill(Untouched);
        fixed (byte* start = bytes)
        {
            if (Set(start + Margin + alignment, 0x1A5, (nuint)length) != start + Margin + alignment)
            {
                return false;
            }
        }

        Span<byte> block = bytes.Slice(Margin + alignment, length);
        return !block.ContainsAnyExcept((byte)0xA5) && !bytes[..(Margin + alignment)].ContainsAnyExcept(Untouched)
            && !bytes[(Margin + alignment + length)..].ContainsAnyExcept(Untouched);
    }

    private static bool MovesForward(int length, int alignment) => Moves(length, alignment, Margin, Margin - (alignment * 3 % Margin));

    private static bool MovesBackward(int length, int alignment) => Moves(length, alignment, Margin, Margin + alignment);

    // Source and destination overlap unless the block is short.
    private static bool Moves(int length, int alignment, int from, int to)
    {
        Span<byte> bytes = stackalloc byte[Room];
        Span<byte> expected = stackalloc byte[Room];
        for (int i = 0; i < Room; i++)
        {
            bytes[i] = (byte)((i * 7) + alignment);
        }

        bytes.CopyTo(expected);
        for (int i = 0; i < length; i++)
        {
            expected[to + i] = bytes[from + i];
        }

        fixed (byte* start = bytes)
        {
            return Move(start + to, start + from, (nuint)length) == start + to && bytes.SequenceEqual(expected);
        }
    }

    private static bool Compares(int length, int alignment)
    {
        Span<byte> left = stackalloc byte[Room];
        Span<byte> right = stackalloc byte[Room];
        left.Fill(0x80);
        right.Fill(0x80);
        int at = length == 0 ? 0 : alignment * 31 % length;
        fixed (byte* first = left)
        fixed (byte* second = right)
        {
            bool same = Compare(first + alignment, second + Margin, (nuint)length) == 0;
            second[Margin + at] = 0x7F;
            second[Margin + length] = 0;
            int sign = Math.Sign(Compare(first + alignment, second + Margin, (nuint)length));
            return same && sign == (length == 0 ? 0 : 1);
        }
    }

    [LibraryImport("libos", EntryPoint = "memset")]
    private static partial byte* Set(byte* destination, int value, nuint length);

    [LibraryImport("libos", EntryPoint = "memmove")]
    private static partial byte* Move(byte* destination, byte* source, nuint length);

    [LibraryImport("libos", EntryPoint = "memcmp")]
    private static partial int Compare(byte* left, byte* right, nuint length);
}
