using System;
using System.Text;
using CsCheck;
using NUnit.Framework;
using Runtime.Bare.Libc.Format;

namespace Runtime.Bare.Tests.Format;

/// <summary>The printf engine: against stated texts, and against the host's C library on random directives.</summary>
public sealed unsafe class PrintfTests
{
    private static readonly Gen<string> s_prefix =
        from flags in Gen.Char["-+ #0"].Array[0, 4]
        from width in Gen.OneOf(Gen.Const(""), Gen.Int[0, 40].Select(value => value.ToString(System.Globalization.CultureInfo.InvariantCulture)))
        from precision in Gen.OneOf(Gen.Const(""), Gen.Const("."), Gen.Int[0, 40].Select(value => $".{value}"))
        select "%" + new string(flags) + width + precision;

    // All bit patterns: denormals, infinities and NaN come up, which a generator of "usual" doubles would miss.
    private static readonly Gen<double> s_double = Gen.OneOf(
        Gen.ULong.Select(BitConverter.UInt64BitsToDouble),
        Gen.Double[-1e6, 1e6],
        Gen.Int[-4000, 4000].Select(value => value / 8.0),
        Gen.Int[-100, 100].Select(value => (double)value));

    [TestCase("plain", "plain")]
    [TestCase("100%%", "100%")]
    [TestCase("", "")]
    public void TextWithoutArguments(string format, string expected)
    {
        using var arguments = new ArgumentList();
        Assert.That(Format(format, arguments), Is.EqualTo(expected));
    }

    [TestCase("%d", -5, "-5")]
    [TestCase("%5d|", 42, "   42|")]
    [TestCase("%-5d|", 42, "42   |")]
    [TestCase("%05d", -42, "-0042")]
    [TestCase("%+d", 0, "+0")]
    [TestCase("% d", 7, " 7")]
    [TestCase("%.3d", 7, "007")]
    [TestCase("%.0d|", 0, "|")]
    [TestCase("%#x", 255, "0xff")]
    [TestCase("%#X", 255, "0XFF")]
    [TestCase("%#o", 8, "010")]
    [TestCase("%#.0o", 0, "0")]
    [TestCase("%hhd", 0x1FF, "-1")]
    [TestCase("%hu", -1, "65535")]
    [TestCase("%u", -1, "4294967295")]
    [TestCase("%lu", -1, "18446744073709551615")]
    [TestCase("%zx", -1, "ffffffffffffffff")]
    [TestCase("%lld", long.MinValue, "-9223372036854775808")]
    [TestCase("%c", 'x', "x")]
    [TestCase("%p", 0x1000, "0x1000")]
    [TestCase("%p", 0, "(nil)")]
    public void Integers(string format, long value, string expected)
    {
        using ArgumentList arguments = new ArgumentList().Integer(value);
        Assert.That(Format(format, arguments), Is.EqualTo(expected));
    }

    [TestCase("%f", 1.5, "1.500000")]
    [TestCase("%.0f", 0.5, "0")]
    [TestCase("%.0f", 1.5, "2")]
    [TestCase("%.0f", 2.5, "2")]
    [TestCase("%.2f", 999.995, "1000.00")]
    [TestCase("%.1f", 99.96, "100.0")]
    [TestCase("%.20f", 0.1, "0.10000000000000000555")]
    [TestCase("%e", 12345.678, "1.234568e+04")]
    [TestCase("%.3E", 9.9996e-5, "1.000E-04")]
    [TestCase("%g", 1e-5, "1e-05")]
    [TestCase("%g", 100000.0, "100000")]
    [TestCase("%g", 1e6, "1e+06")]
    [TestCase("%#g", 1.0, "1.00000")]
    [TestCase("%g", 0.0, "0")]
    [TestCase("%.17g", 0.1, "0.10000000000000001")]
    [TestCase("%08.2f", -1.5, "-0001.50")]
    [TestCase("%08f", double.PositiveInfinity, "     inf")]
    [TestCase("%F", double.NegativeInfinity, "-INF")]
    [TestCase("%.0e", 4.9406564584124654E-324, "5e-324")]
    public void Doubles(string format, double value, string expected)
    {
        using ArgumentList arguments = new ArgumentList().Double(value);
        Assert.That(Format(format, arguments), Is.EqualTo(expected));
    }

    [TestCase("%s", "text", "text")]
    [TestCase("%.2s|", "text", "te|")]
    [TestCase("%6s|%%", "text", "  text|%")]
    [TestCase("%-6s|", "text", "text  |")]
    [TestCase("%s", null, "(null)")]
    [TestCase("%.3s", null, "(nu")]
    public void Strings(string format, string? value, string expected)
    {
        using ArgumentList arguments = new ArgumentList().Text(value);
        Assert.That(Format(format, arguments), Is.EqualTo(expected));
    }

    [Test]
    public void WidthAndPrecisionFromArguments()
    {
        using ArgumentList arguments = new ArgumentList().Integer(-6).Integer(3).Integer(7).Integer(-1).Double(0.5);
        Assert.That(Format("%*.*d|%.*f", arguments), Is.EqualTo("007   |0.500000"));
    }

    [Test]
    public void ArgumentsBeyondTheRegistersComeFromTheStackInOrder()
    {
        using var arguments = new ArgumentList();
        var format = new StringBuilder();
        var expected = new StringBuilder();
        for (int i = 0; i < 12; i++)
        {
            arguments.Integer(i).Double(i + 0.5);
            format.Append("%d %.1f ");
            expected.Append(System.Globalization.CultureInfo.InvariantCulture, $"{i} {i}.5 ");
        }

        Assert.That(Format(format.ToString(), arguments), Is.EqualTo(expected.ToString()));
    }

    [TestCase("a%n")]
    [TestCase("a%ls")]
    [TestCase("a%Lf")]
    [TestCase("a%a")]
    [TestCase("a%1$d")]
    [TestCase("a%")]
    [TestCase("a%5")]
    [TestCase("a%99999999999d")]
    public void RefusedDirectivesStopBehindTheTextBeforeThem(string format)
    {
        using ArgumentList arguments = new ArgumentList().Integer(1);
        Assert.That(TryFormat(format, arguments, 100, out string text, out _), Is.False);
        Assert.That(text, Is.EqualTo("a"));
    }

    [Test]
    public void AShortBufferHoldsThePrefixAndTheNul([Range(0, 8)] int size)
    {
        using ArgumentList arguments = new ArgumentList().Integer(12345);
        Assert.That(TryFormat("<%d>", arguments, size, out string text, out ulong total), Is.True);
        Assert.That(total, Is.EqualTo(7));
        Assert.That(text, Is.EqualTo("<12345>"[..Math.Clamp(size - 1, 0, 7)]));
    }

    [Test]
    [Platform("Linux")]
    public void IntegersAgreeWithTheHost() =>
        Gen.Select(s_prefix, Gen.OneOf("", "hh", "h", "l", "ll", "z", "j", "t"), Gen.Char["diuoxX"], Gen.Long).Sample(
            (prefix, length, conversion, value) =>
            {
                using ArgumentList arguments = new ArgumentList().Integer(value);
                string format = prefix + length + conversion + "|";
                Assert.That(Format(format, arguments), Is.EqualTo(HostFormat(format, arguments)), format);
            },
            iter: 20000);

    [Test]
    [Platform("Linux")]
    public void DoublesAgreeWithTheHost() =>
        Gen.Select(s_prefix, Gen.Char["feEgG"], s_double).Sample(
            (prefix, conversion, value) =>
            {
                using ArgumentList arguments = new ArgumentList().Double(value);
                string format = prefix + conversion + "|";
                Assert.That(Format(format, arguments), Is.EqualTo(HostFormat(format, arguments)), $"{format} of {value:R}");
            },
            iter: 20000);

    [Test]
    [Platform("Linux")]
    public void VeryLongPrecisionsAgreeWithTheHost() =>
        Gen.Select(Gen.Int[0, 1200], Gen.Char["feg"], s_double).Sample(
            (precision, conversion, value) =>
            {
                using ArgumentList arguments = new ArgumentList().Double(value);
                string format = $"%#.{precision}{conversion}";
                Assert.That(Format(format, arguments), Is.EqualTo(HostFormat(format, arguments)), $"{format} of {value:R}");
            },
            iter: 1000);

    [Test]
    public void SeventeenDigitsRoundTrip() =>
        Gen.ULong.Select(BitConverter.UInt64BitsToDouble).Where(double.IsFinite).Sample(value =>
        {
            using ArgumentList arguments = new ArgumentList().Double(value);
            double parsed = double.Parse(Format("%.17g", arguments), System.Globalization.CultureInfo.InvariantCulture);
            Assert.That(BitConverter.DoubleToInt64Bits(parsed), Is.EqualTo(BitConverter.DoubleToInt64Bits(value)));
        });

    private static string Format(string format, ArgumentList arguments)
    {
        Assert.That(TryFormat(format, arguments, 4096, out string text, out ulong total), Is.True);
        Assert.That(total, Is.EqualTo((ulong)text.Length));
        return text;
    }

    private static bool TryFormat(string format, ArgumentList arguments, int size, out string text, out ulong total)
    {
        // Guard bytes behind the buffer show a write beyond it.
        byte[] buffer = new byte[size + 8];
        buffer.AsSpan().Fill(0xEE);
        var writer = new FormatWriter(buffer.AsSpan(0, size));
        VaList list = arguments.Start();
        bool result;
        fixed (byte* bytes = Encoding.UTF8.GetBytes(format + "\0"))
        {
            result = Printf.Format(ref writer, bytes, &list);
        }

        writer.Terminate();
        Assert.That(buffer.AsSpan(size).IndexOfAnyExcept((byte)0xEE), Is.EqualTo(-1), "wrote behind the buffer");
        total = writer.Total;
        text = Encoding.UTF8.GetString(writer.Written);
        if (size > 0)
        {
            Assert.That(buffer[writer.StoredBytes], Is.Zero, "no NUL behind the text");
        }

        return result;
    }

    private static string HostFormat(string format, ArgumentList arguments)
    {
        byte[] buffer = new byte[4096];
        VaList list = arguments.Start();
        fixed (byte* bytes = Encoding.UTF8.GetBytes(format + "\0"))
        fixed (byte* target = buffer)
        {
            int length = HostLibc.Vsnprintf(target, (nuint)buffer.Length, bytes, &list);
            return Encoding.UTF8.GetString(buffer, 0, length);
        }
    }
}
