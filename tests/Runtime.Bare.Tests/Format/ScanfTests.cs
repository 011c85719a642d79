using System;
using System.Text;
using CsCheck;
using NUnit.Framework;
using Runtime.Bare.Libc.Format;

namespace Runtime.Bare.Tests.Format;

/// <summary>The scanf engine: the texts that the runtime reads, and random ones against the host's C library.</summary>
public sealed unsafe class ScanfTests
{
    [Test]
    public void MemInfoLine()
    {
        ulong size = 0;
        byte unit = 0;
        Assert.That(Scan("MemAvailable:   123456 kB", "MemAvailable: %llu %cB", &size, &unit), Is.EqualTo(2));
        Assert.That((size, (char)unit), Is.EqualTo((123456UL, 'k')));
    }

    [Test]
    public void MountLineWithSetsAndSuppression()
    {
        byte* first = stackalloc byte[64];
        byte* second = stackalloc byte[64];
        const string Line = "36 35 98:0 /mnt1 /mnt2 rw,noatime - cgroup2 cgroup rw,memory";
        Assert.That(Scan(Line, "%*s %*s %*s %63[^ ] %63s", first, second), Is.EqualTo(2));
        Assert.That((Text(first), Text(second)), Is.EqualTo(("/mnt1", "/mnt2")));
    }

    [Test]
    public void CountOfBytesIsStoredAndNotCounted()
    {
        int number = 0, used = -1;
        Assert.That(Scan("  12x", "%d%n", &number, &used), Is.EqualTo(1));
        Assert.That((number, used), Is.EqualTo((12, 4)));
    }

    [Test]
    public void WidthsCutNumbers()
    {
        uint high = 0, low = 0;
        Assert.That(Scan("deadBEEF", "%4x%4x", &high, &low), Is.EqualTo(2));
        Assert.That((high, low), Is.EqualTo((0xDEADu, 0xBEEFu)));
    }

    [TestCase("0x1F", "%x", 31u)]
    [TestCase("0X1f", "%i", 31u)]
    [TestCase("017", "%i", 15u)]
    [TestCase("0xg", "%i", 0u)]
    [TestCase("-1", "%d", uint.MaxValue)]
    public void PrefixesChooseTheRadix(string text, string format, uint expected)
    {
        uint value = 77;
        Assert.That(Scan(text, format, &value, &value), Is.EqualTo(1));
        Assert.That(value, Is.EqualTo(expected));
    }

    [TestCase("", "%d", -1)]
    [TestCase("   ", "%d", -1)]
    [TestCase("x", "%d", 0)]
    [TestCase("a", "abc%d", -1)]
    [TestCase("ax", "abc%d", 0)]
    [TestCase("5", "%*d%d", -1)]
    [TestCase("abc", "%5c", 0)]
    [TestCase("5", "%lf", 0)]
    [TestCase("5", "%[a", 0)]
    [TestCase("5", "%", 0)]
    public void FailuresHaveTheirResults(string text, string format, int expected)
    {
        ulong value = 0;
        Assert.That(Scan(text, format, &value, &value), Is.EqualTo(expected));
    }

    [Test]
    public void NarrowTargetsAreNotOverrun()
    {
        ulong target = 0x1111111111111111;
        Assert.That(Scan("255", "%hhu", &target, &target), Is.EqualTo(1));
        Assert.That(target, Is.EqualTo(0x11111111111111FF));
    }

    [Test]
    [Platform("Linux")]
    public void RandomTextsAgreeWithTheHost()
    {
        Gen<string> directive =
            from suppressed in Gen.OneOf("", "", "*")
            from width in Gen.OneOf("", "", "1", "2", "3", "7")
            from conversion in Gen.OneOf("d", "i", "u", "x", "o", "ld", "hhd", "hx", "s", "c", "[0-9a]", "[^ ]", "[]x]", "[^]-]", "%", "n")
            let isBare = conversion is "n" or "%"
            let hasWidth = !isBare && conversion != "c" // glibc takes fewer bytes for %5c at the end of the text, C does not
            select "%" + (isBare ? "" : suppressed) + (hasWidth ? width : "") + conversion;
        Gen<string> format = Gen.Select(directive, Gen.OneOf("", " ", "x", "0"), directive, (a, between, b) => a + between + b);

        // No x: where 0x is not followed by a digit, glibc takes the x away as well, strtol and we do not.
        Gen<string> text = Gen.Char["0123 9aF-+]\t7"].Array[0, 12].Select(characters => new string(characters));
        Gen.Select(format, text).Sample(
            (pattern, input) =>
            {
                byte[] ours = new byte[64];
                byte[] theirs = new byte[64];
                Assert.That(
                    Scan(input, pattern, ours, useHost: false),
                    Is.EqualTo(Scan(input, pattern, theirs, useHost: true)),
                    $"result of \"{pattern}\" on \"{input}\"");
                Assert.That(ours, Is.EqualTo(theirs), $"values of \"{pattern}\" on \"{input}\"");
            },
            iter: 20000);
    }

    private static int Scan(string text, string format, void* first, void* second)
    {
        using ArgumentList arguments = new ArgumentList().Pointer(first).Pointer(second);
        VaList list = arguments.Start();
        fixed (byte* textBytes = Encoding.UTF8.GetBytes(text + "\0"))
        fixed (byte* formatBytes = Encoding.UTF8.GetBytes(format + "\0"))
        {
            return Scanf.Scan(textBytes, formatBytes, &list);
        }
    }

    private static int Scan(string text, string format, byte[] results, bool useHost)
    {
        fixed (byte* target = results)
        fixed (byte* textBytes = Encoding.UTF8.GetBytes(text + "\0"))
        fixed (byte* formatBytes = Encoding.UTF8.GetBytes(format + "\0"))
        {
            using ArgumentList arguments = new ArgumentList().Pointer(target).Pointer(target + 32);
            VaList list = arguments.Start();
            return useHost ? HostLibc.Vsscanf(textBytes, formatBytes, &list) : Scanf.Scan(textBytes, formatBytes, &list);
        }
    }

    private static string Text(byte* text) => Encoding.UTF8.GetString(System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));
}
