using System.Collections.Generic;
using System.Linq;
using System.Text;
using CsCheck;
using LibOS.SystemNative;
using NUnit.Framework;

namespace LibOS.Tests.SystemNative;

/// <summary>Typed bytes as a program reads them.</summary>
public sealed class LineDisciplineTests
{
    private static readonly Gen<byte[]> s_typed = Gen.OneOf<byte>((byte)'a', (byte)'\r', (byte)'\n', (byte)0xC3, LineDiscipline.EndOfInput).Array[0, 20];

    [TestCase("one\rtwo\r", "one\ntwo\n", TestName = "Enter is a newline")]
    [TestCase("one\ntwo\n", "one\ntwo\n", TestName = "a newline stays")]
    [TestCase("one\r\ntwo\r\n", "one\ntwo\n", TestName = "a pair is one newline")]
    [TestCase("\r\r\n\n", "\n\n\n", TestName = "only the second of a pair goes")]
    [TestCase("a\u0004b", "a", TestName = "Ctrl-D ends")]
    public void Translates(string typed, string expected)
    {
        byte[] read = Read(Encoding.ASCII.GetBytes(typed), 100, 100, out bool isEnd);
        Assert.That(Encoding.ASCII.GetString(read), Is.EqualTo(expected));
        Assert.That(isEnd, Is.EqualTo(typed.Contains('\u0004')));
    }

    [Test]
    public void KeysAreLeftAsTheyAre()
    {
        var discipline = default(LineDiscipline);
        byte[] output = new byte[8];
        int produced = discipline.Translate([(byte)'a', LineDiscipline.EndOfInput, (byte)'\r'], output, isKeys: true, out int consumed, out bool isEnd);
        Assert.That(output[..produced], Is.EqualTo(new[] { (byte)'a', LineDiscipline.EndOfInput, (byte)'\r' }));
        Assert.That(consumed, Is.EqualTo(3));
        Assert.That(isEnd, Is.False);
    }

    [Test]
    public void PiecesDoNotMatter() => Gen.Select(s_typed, Gen.Int[1, 5], Gen.Int[1, 5]).Sample((typed, inputPiece, outputPiece) =>
    {
        byte[] whole = Read(typed, 100, 100, out bool wholeEnd);
        byte[] pieces = Read(typed, inputPiece, outputPiece, out bool piecesEnd);
        Assert.That(pieces, Is.EqualTo(whole));
        Assert.That(piecesEnd, Is.EqualTo(wholeEnd));
    });

    private static byte[] Read(byte[] typed, int inputPiece, int outputPiece, out bool isEnd)
    {
        var discipline = default(LineDiscipline);
        var read = new List<byte>();
        byte[] output = new byte[outputPiece];
        int position = 0;
        isEnd = false;
        while (position < typed.Length && !isEnd)
        {
            byte[] input = [.. typed.Skip(position).Take(inputPiece)];
            int produced = discipline.Translate(input, output, isKeys: false, out int consumed, out isEnd);
            Assert.That(consumed, Is.GreaterThan(0), "each call makes progress");
            read.AddRange(output.Take(produced));
            position += consumed;
        }

        return [.. read];
    }
}
