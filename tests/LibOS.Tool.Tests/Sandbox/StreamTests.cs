// The two filters on a guest's console: the exit line at its end, and the mark that ends a request. Pieces may be cut anywhere.

using System.Text;
using CsCheck;
using LibOS.Sandbox;

namespace LibOS.Tool.Tests.Sandbox;

/// <summary>ExitLine and MarkSplitter.</summary>
public sealed class StreamTests
{
    // What an exit line is made of, and what may stand around it.
    private static readonly string[] s_parts = ["\n[libos] exit ", "7", "-", "\r", "\n", "x", "[libos]"];

    [TestCase("hello\n[libos] exit 7\n", 7, "hello")]
    [TestCase("hello\r\n[libos] exit -1\r\n", -1, "hello")]
    [TestCase("\n[libos] exit 0\n", 0, "")]
    [TestCase("\n\n[libos] exit 2147483647\n", int.MaxValue, "\n")]
    [TestCase("\n[libos] exit 1\n\n[libos] exit 2\n", 2, "\n[libos] exit 1\n")]
    public void TheLastLineIsTheCode(string stream, int code, string shown) => AssertExit(stream, code, shown);

    [TestCase("")]
    [TestCase("[libos] exit 1\n")]
    [TestCase("x[libos] exit 1\n")]
    [TestCase("\n[libos] exit 1\nmore")]
    [TestCase("\n[libos] exit 1\n\n")]
    [TestCase("\n[libos] exit 1")]
    [TestCase("\n[libos] exit \n")]
    [TestCase("\n[libos] exit -\n")]
    [TestCase("\n[libos] exit --1\n")]
    [TestCase("\n[libos] exit +1\n")]
    [TestCase("\n[libos] exit 2147483648\n")]
    [TestCase("\n[libos] exit 99999999999999999999999999999999999999999999999999999999999999999999\n")]
    [TestCase("\n[libos] exit 1 \n")]
    [TestCase("\n[libos] exit 1\0\n")]
    [TestCase("\n[libos] panic: x\n")]
    public void AnythingElseIsTheProgramsOwn(string stream) => AssertExit(stream, null, stream);

    [Test]
    public void NoByteIsLostWhateverTheGuestWrites() =>
        Gen.Int[0, s_parts.Length - 1].Array[0, 12].Sample(parts =>
        {
            string stream = string.Concat(parts.Select(part => s_parts[part]));
            (int? code, string shown) = ReadExit(stream, stream.Length);
            Assert.That(code is null ? shown == stream : stream.StartsWith(shown, StringComparison.Ordinal) && stream[shown.Length..].Contains("[libos] exit ", StringComparison.Ordinal));
            for (int size = 1; size < 5; size++)
            {
                Assert.That(ReadExit(stream, size), Is.EqualTo((code, shown)));
            }
        });

    [Test]
    public void OutputIsNotHeldBackForLong()
    {
        var shown = new StringBuilder();
        var exitLine = new ExitLine(bytes => shown.Append(Encoding.ASCII.GetString(bytes)));
        exitLine.Feed("name? "u8);
        Assert.That(shown.ToString(), Is.EqualTo("name? "), "a prompt without a newline must be seen");
        exitLine.Feed(Encoding.ASCII.GetBytes("\n[libos] exit " + new string('9', 100)));
        Assert.That(shown.Length, Is.GreaterThan(100), "an endless exit line must not be collected for ever");
    }

    [Test]
    public void AMarkIsFoundHoweverTheStreamIsCut() =>
        Gen.Select(Gen.Char["ab"].Array[0, 12], Gen.Char["ab"].Array[1, 4], Gen.Int[1, 5]).Sample((content, markText, size) =>
        {
            byte[] stream = Encoding.ASCII.GetBytes(content);
            byte[] mark = Encoding.ASCII.GetBytes(markText);
            var before = new List<byte>();
            var splitter = new MarkSplitter(mark);
            int fed = 0;
            while (fed < stream.Length && !splitter.Found)
            {
                int count = Math.Min(size, stream.Length - fed);
                splitter.Feed(stream.AsSpan(fed, count), bytes => before.AddRange(bytes));
                fed += count;
            }

            int expected = stream.AsSpan().IndexOf(mark);
            Assert.That(splitter.Found, Is.EqualTo(expected >= 0));
            if (splitter.Found)
            {
                Assert.That(before, Is.EqualTo(stream[..expected]));
                Assert.That(splitter.Rest, Is.EqualTo(stream[(expected + mark.Length)..fed]));
            }
            else
            {
                Assert.That(stream.AsSpan().StartsWith(before.ToArray()));
                Assert.That(stream.Length - before.Count, Is.LessThan(mark.Length), "only a beginning of the mark may be held back");
            }
        });

    private static void AssertExit(string stream, int? code, string shown)
    {
        for (int size = 1; size <= Math.Max(1, stream.Length); size++)
        {
            Assert.That(ReadExit(stream, size), Is.EqualTo((code, shown)), $"in pieces of {size}");
        }
    }

    private static (int? Code, string Shown) ReadExit(string stream, int size)
    {
        var shown = new List<byte>();
        var exitLine = new ExitLine(bytes => shown.AddRange(bytes));
        foreach (byte[] piece in Encoding.ASCII.GetBytes(stream).Chunk(Math.Max(1, size)))
        {
            exitLine.Feed(piece);
        }

        int? code = exitLine.Finish();
        return (code, Encoding.ASCII.GetString([.. shown]));
    }
}
