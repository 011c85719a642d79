using System;
using System.Globalization;
using System.Text;
using CsCheck;
using NUnit.Framework;
using Runtime.Bare.Libc.Text;
using Runtime.Bare.Tests.Format;

namespace Runtime.Bare.Tests.Text;

/// <summary>strtol, strtoul and strtod: against managed parsing and against the host's C library.</summary>
public sealed unsafe class NumberTextTests
{
    private static readonly Gen<string> s_integerText =
        Gen.Select(
            Gen.OneOf("", " ", "\t\n "),
            Gen.OneOf("", "-", "+", "--"),
            Gen.OneOf("", "0", "0x", "0X", "0xg"),
            Gen.Char["0123456789abcdefzZ .x"].Array[0, 24].Select(characters => new string(characters)),
            (space, sign, prefix, digits) => space + sign + prefix + digits);

    private static readonly Gen<string> s_doubleText = Gen.OneOf(
        Gen.ULong.Select(bits => BitConverter.UInt64BitsToDouble(bits).ToString("R", CultureInfo.InvariantCulture)),
        Gen.Select(
            Gen.OneOf("", "-", "+", " "),
            Gen.Char["0123456789"].Array[0, 30].Select(characters => new string(characters)),
            Gen.OneOf("", ".", ".0", "..", ".5", ".000000000000000000000000000001"),
            Gen.Char["0123456789"].Array[0, 30].Select(characters => new string(characters)),
            Gen.OneOf("", "e", "e+", "E5", "e-5", "e308", "e-308", "e-320", "e-340", "e400", "e99999999999999999999", "x"),
            (sign, whole, point, fraction, exponent) => sign + whole + point + fraction + exponent),
        Gen.Select(
            Gen.OneOf("0x", "-0X"),
            Gen.Char["0123456789abcdef."].Array[0, 24].Select(characters => new string(characters)),
            Gen.OneOf("", "p", "p3", "P-3", "p1023", "p-1240"),
            (prefix, digits, exponent) => prefix + digits + exponent));

    [Test]
    [Platform("Linux")]
    public void IntegersAgreeWithTheHost() =>
        Gen.Select(s_integerText, Gen.OneOf(Gen.OneOf(0, 8, 10, 16), Gen.Int[2, 36])).Sample((text, radix) =>
        {
            fixed (byte* bytes = Encoding.UTF8.GetBytes(text + "\0"))
            {
                byte* end;
                long signed = HostLibc.Strtol(bytes, &end, radix);
                ulong unsigned = HostLibc.Strtoul(bytes, null, radix);
                IntegerText number = IntegerText.Parse(bytes, long.MaxValue, radix);
                Assert.That(
                    (number.ToSigned(out _), number.ToUnsigned(out _), number.End - bytes),
                    Is.EqualTo((signed, unsigned, end - bytes)),
                    $"\"{text}\" in radix {radix}");
            }
        });

    [TestCase("9223372036854775807", long.MaxValue, false)]
    [TestCase("9223372036854775808", long.MaxValue, true)]
    [TestCase("-9223372036854775808", long.MinValue, false)]
    [TestCase("-9223372036854775809", long.MinValue, true)]
    [TestCase("99999999999999999999999", long.MaxValue, true)]
    public void SignedLimits(string text, long expected, bool expectedOutOfRange)
    {
        IntegerText number = ParseInteger(text, 10);
        Assert.That((number.ToSigned(out bool isOutOfRange), isOutOfRange), Is.EqualTo((expected, expectedOutOfRange)));
    }

    [TestCase("18446744073709551615", ulong.MaxValue, false)]
    [TestCase("18446744073709551616", ulong.MaxValue, true)]
    [TestCase("-1", ulong.MaxValue, false)]
    public void UnsignedLimits(string text, ulong expected, bool expectedOutOfRange)
    {
        IntegerText number = ParseInteger(text, 10);
        Assert.That((number.ToUnsigned(out bool isOutOfRange), isOutOfRange), Is.EqualTo((expected, expectedOutOfRange)));
    }

    [Test]
    public void RadixIsChecked([Values(-1, 1, 37)] int radix) => Assert.That(IntegerText.IsRadix(radix), Is.False);

    [Test]
    [Platform("Linux")]
    public void DoublesAgreeWithTheHost() => s_doubleText.Sample(
        text =>
        {
            fixed (byte* bytes = Encoding.UTF8.GetBytes(text + "\0"))
            {
                byte* end;
                double expected = HostLibc.Strtod(bytes, &end);
                FloatText number = FloatText.Parse(bytes);
                Assert.That(
                    (BitConverter.DoubleToInt64Bits(number.Value), number.End - bytes),
                    Is.EqualTo((BitConverter.DoubleToInt64Bits(expected), end - bytes)),
                    text);
            }
        },
        iter: 20000);

    // glibc 2.36 is no model here: it takes 0x76752ac113ad6.ap-1074 down to the even neighbour, though .625 is nearer to the other.
    [Test]
    public void HexadecimalDenormalsRoundToTheNearestAndTiesToEven() =>
        Gen.Select(Gen.ULong[0, (1UL << 52) - 1], Gen.Int[0, 15], Gen.Bool).Sample((units, sixteenths, isNegative) =>
        {
            FloatText number = ParseDouble($"{(isNegative ? "-" : "")}0x{units:x}.{sixteenths:x}p-1074");
            bool goesUp = sixteenths > 8 || (sixteenths == 8 && (units & 1) != 0);
            ulong expected = units + (goesUp ? 1UL : 0) + (isNegative ? 1UL << 63 : 0);
            Assert.That(BitConverter.DoubleToUInt64Bits(number.Value), Is.EqualTo(expected));
        });

    [Test]
    public void DoublesRoundTrip() => Gen.ULong.Select(BitConverter.UInt64BitsToDouble).Where(double.IsFinite).Sample(value =>
    {
        FloatText number = ParseDouble(value.ToString("R", CultureInfo.InvariantCulture));
        Assert.That(BitConverter.DoubleToInt64Bits(number.Value), Is.EqualTo(BitConverter.DoubleToInt64Bits(value)));
    });

    [Test]
    public void TheExactMiddleOfTwoDoublesRoundsToEvenAndABitMoreRoundsUp() =>
        Gen.ULong[1, 0x7FEFFFFFFFFFFFFE].Sample(
            bits =>
            {
                // Decimal text of the middle: both neighbours are exact in 1100 digits, and so is their mean.
                double low = BitConverter.UInt64BitsToDouble(bits);
                double high = BitConverter.UInt64BitsToDouble(bits + 1);
                string middle = ExactMiddle(bits);
                double even = (bits & 1) == 0 ? low : high;
                Assert.That(ParseDouble(middle).Value, Is.EqualTo(even));
                int exponent = middle.IndexOf('e', StringComparison.Ordinal);
                Assert.That(ParseDouble(middle[..exponent] + "0000001" + middle[exponent..]).Value, Is.EqualTo(high));
            },
            iter: 500);

    [TestCase("inf", double.PositiveInfinity, 3)]
    [TestCase("-INFINITY", double.NegativeInfinity, 9)]
    [TestCase("infinit", double.PositiveInfinity, 3)]
    [TestCase("nan(12_a)", double.NaN, 9)]
    [TestCase("nan(", double.NaN, 3)]
    [TestCase("0x", 0, 1)]
    [TestCase("", 0, 0)]
    [TestCase("  -", 0, 0)]
    [TestCase(".", 0, 0)]
    [TestCase("5.", 5, 2)]
    public void NamesAndEnds(string text, double expected, int expectedLength)
    {
        fixed (byte* bytes = Encoding.UTF8.GetBytes(text + "\0"))
        {
            FloatText number = FloatText.Parse(bytes);
            Assert.That((number.Value, number.End - bytes), Is.EqualTo((expected, (long)expectedLength)));
        }
    }

    [TestCase("1e309", true)]
    [TestCase("1.8e308", true)]
    [TestCase("1.7976931348623157e308", false)]
    [TestCase("1e-310", true)]
    [TestCase("1e-400", true)]
    [TestCase("0e-400", false)]
    [TestCase("2.2250738585072014e-308", false)]
    public void RangeErrors(string text, bool expected) => Assert.That(ParseDouble(text).IsOutOfRange, Is.EqualTo(expected));

    private static string ExactMiddle(ulong bits)
    {
        // Twice the mean is (2m + 1) * 2^(e - 1): as an integer times a power of five over a power of ten.
        int biased = (int)(bits >> 52);
        ulong mantissa = (bits & 0xFFFFFFFFFFFFF) | (biased == 0 ? 0 : 1UL << 52);
        int exponent = Math.Max(biased, 1) - 1075 - 1;
        System.Numerics.BigInteger doubled = (2 * (System.Numerics.BigInteger)mantissa) + 1;
        return exponent >= 0
            ? string.Create(CultureInfo.InvariantCulture, $"{doubled << exponent}.e0")
            : string.Create(CultureInfo.InvariantCulture, $"{doubled * System.Numerics.BigInteger.Pow(5, -exponent)}.e{exponent}");
    }

    private static IntegerText ParseInteger(string text, int radix)
    {
        fixed (byte* bytes = Encoding.UTF8.GetBytes(text + "\0"))
        {
            return IntegerText.Parse(bytes, long.MaxValue, radix);
        }
    }

    private static FloatText ParseDouble(string text)
    {
        fixed (byte* bytes = Encoding.UTF8.GetBytes(text + "\0"))
        {
            return FloatText.Parse(bytes);
        }
    }
}
