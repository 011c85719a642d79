using System;
using System.Globalization;
using System.Text;
using CsCheck;
using NUnit.Framework;
using Runtime.Bare.Libc.Format;

namespace Runtime.Bare.Tests.Format;

/// <summary>The bounded writer: number forms and the counting of what does not fit.</summary>
public sealed class FormatWriterTests
{
    [TestCase(0UL, 1, "0")]
    [TestCase(0UL, 0, "0")]
    [TestCase(0x1FUL, 16, "000000000000001f")]
    [TestCase(0x1FUL, 99, "000000000000001f")]
    [TestCase(ulong.MaxValue, 2, "ffffffffffffffff")]
    public void HexIsPadded(ulong value, int digits, string expected)
    {
        var writer = new FormatWriter(new byte[64]);
        writer.WriteHex(value, digits);
        Assert.That(Encoding.ASCII.GetString(writer.Written), Is.EqualTo(expected));
    }

    [Test]
    public void DecimalsAgreeWithDotNet() => Gen.ULong.Sample(value =>
    {
        var writer = new FormatWriter(new byte[64]);
        writer.WriteDecimal(value);
        writer.Write((byte)' ');
        writer.WriteDecimal((long)value);
        Assert.That(Encoding.ASCII.GetString(writer.Written), Is.EqualTo(string.Create(CultureInfo.InvariantCulture, $"{value} {(long)value}")));
    });

    [Test]
    public void SmallestLongIsWritten()
    {
        var writer = new FormatWriter(new byte[64]);
        writer.WriteDecimal(long.MinValue);
        Assert.That(Encoding.ASCII.GetString(writer.Written), Is.EqualTo("-9223372036854775808"));
    }

    [Test]
    public void WhateverIsWrittenTheBufferHoldsThePrefix() =>
        Gen.Select(Gen.Int[0, 20], Gen.Byte.Array[0, 8].Array[0, 6]).Sample((size, parts) =>
        {
            byte[] buffer = new byte[size];
            var writer = new FormatWriter(buffer);
            byte[] whole = new byte[64];
            int length = 0;
            foreach (byte[] part in parts)
            {
                writer.WriteText(part);
                part.CopyTo(whole, length);
                length += part.Length;
                writer.WriteFill((byte)'.', 2);
                whole.AsSpan(length, 2).Fill((byte)'.');
                length += 2;
            }

            writer.Terminate();
            Assert.That(writer.Total, Is.EqualTo((ulong)length));
            int stored = Math.Min(length, Math.Max(0, size - 1));
            Assert.That(writer.Written.SequenceEqual(whole.AsSpan(0, stored)), Is.True);
            Assert.That(writer.IsTruncated, Is.EqualTo(stored < length));
            Assert.That(size == 0 || buffer[stored] == 0, Is.True);
        });
}
