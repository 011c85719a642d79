using System;
using System.Collections.Generic;
using System.Text;
using CsCheck;
using NUnit.Framework;
using Runtime.Bare.Libc.Text;
using Runtime.Bare.Tests.Format;

namespace Runtime.Bare.Tests.Text;

/// <summary>The functions of string.h.</summary>
public sealed unsafe class StringTests
{
    // Few different letters, so that equal prefixes and repeated parts are common; one byte above 127 for the sign.
    private static readonly Gen<byte[]> s_text = Gen.OneOf<byte>((byte)'a', (byte)'A', (byte)'b', (byte)',', 0xE9).Array[0, 9];

    [Test]
    [Platform("Linux")]
    public void ComparisonsAndSearchesAgreeWithTheHost() => Gen.Select(s_text, s_text, Gen.Int[0, 10]).Sample((left, right, limit) =>
    {
        fixed (byte* a = Terminated(left), b = Terminated(right))
        {
            Assert.That(Math.Sign(TextCompare.Compare(a, b)), Is.EqualTo(Math.Sign(HostLibc.Strcmp(a, b))));
            Assert.That(Math.Sign(TextCompare.Compare(a, b, (nuint)limit)), Is.EqualTo(Math.Sign(HostLibc.Strncmp(a, b, (nuint)limit))));
            Assert.That(Math.Sign(TextCompare.CompareIgnoringCase(a, b)), Is.EqualTo(Math.Sign(HostLibc.Strcasecmp(a, b))));
            Assert.That((long)TextScan.FindText(a, b), Is.EqualTo((long)HostLibc.Strstr(a, b)));
            foreach (byte value in "aAb\0"u8)
            {
                Assert.That((long)TextScan.FindFirst(a, value), Is.EqualTo((long)HostLibc.Strchr(a, value)));
                Assert.That((long)TextScan.FindLast(a, value), Is.EqualTo((long)HostLibc.Strrchr(a, value)));
            }
        }
    });

    [Test]
    [Platform("Linux")]
    public void TokensAgreeWithTheHost() => s_text.Sample(text =>
        Assert.That(Tokens(text, useHost: false), Is.EqualTo(Tokens(text, useHost: true))));

    [Test]
    public void LengthsStopAtTheNulOrTheLimit()
    {
        fixed (byte* text = "abc\0def\0"u8)
        {
            Assert.That(TextScan.Length(text), Is.EqualTo((nuint)3));
            Assert.That(TextScan.Length(text, 2), Is.EqualTo((nuint)2));
            Assert.That(TextScan.Length(text, 5), Is.EqualTo((nuint)3));
            Assert.That(TextScan.Length(text, 0), Is.EqualTo((nuint)0));
        }
    }

    [Test]
    public void FindByteStaysWithinItsLength()
    {
        fixed (byte* memory = "ab\0cd"u8)
        {
            Assert.That(TextScan.FindByte(memory, (byte)'c', 5) - memory, Is.EqualTo(3));
            Assert.That((long)TextScan.FindByte(memory, (byte)'d', 4), Is.Zero);
        }
    }

    [Test]
    public void CaseIsIgnoredUpToTheLimit()
    {
        fixed (byte* left = "Content-x\0"u8, right = "cONTENT-Y\0"u8)
        {
            Assert.That(TextCompare.CompareIgnoringCase(left, right, 8), Is.Zero);
            Assert.That(TextCompare.CompareIgnoringCase(left, right, 9), Is.Negative);
        }
    }

    [Test]
    public void CopiesFillTheirDestinationAsCSays()
    {
        Assert.That(Run("????????", (d, s) => TextCopy.Copy(d, s)), Is.EqualTo("ab\0?????"));
        Assert.That(Run("????????", (d, s) => TextCopy.CopyBounded(d, s, 5)), Is.EqualTo("ab\0\0\0???"));
        Assert.That(Run("????????", (d, s) => TextCopy.CopyBounded(d, s, 1)), Is.EqualTo("a???????"));
        Assert.That(Run("xy\0?????", (d, s) => TextCopy.Append(d, s)), Is.EqualTo("xyab\0???"));
        Assert.That(Run("xy\0?????", (d, s) => TextCopy.AppendBounded(d, s, 1)), Is.EqualTo("xya\0????"));
        Assert.That(Run("xy\0?????", (d, s) => TextCopy.AppendBounded(d, s, 9)), Is.EqualTo("xyab\0???"));
    }

    private delegate byte* Operation(byte* destination, byte* source);

    private static string Run(string destination, Operation operation)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(destination);
        fixed (byte* target = bytes, source = "ab\0"u8)
        {
            Assert.That((long)operation(target, source), Is.EqualTo((long)target));
        }

        return Encoding.Latin1.GetString(bytes);
    }

    private static List<string> Tokens(byte[] text, bool useHost)
    {
        var tokens = new List<string>();
        byte* state = null;
        fixed (byte* start = Terminated(text), separators = ",A\0"u8)
        {
            byte* next = start;
            while (true)
            {
                byte* token = useHost ? HostLibc.StrtokR(next, separators, &state) : TextScan.NextToken(next, separators, &state);
                if (token == null)
                {
                    return tokens;
                }

                tokens.Add(Encoding.Latin1.GetString(token, (int)TextScan.Length(token)));
                next = null;
            }
        }
    }

    private static byte[] Terminated(byte[] text) => [.. text, 0];
}
