using System.Linq;
using System.Runtime.InteropServices;
using NUnit.Framework;
using Runtime.Bare.SystemNative;

namespace Runtime.Bare.Tests.SystemNative;

/// <summary>Error numbers and their texts, all of them, against the host's System.Native.</summary>
[Platform("Linux")]
public sealed unsafe class ErrorTests
{
    [Test]
    public void NumbersOfThePlatformBecomeThoseOfThePal()
    {
        int[] numbers = [.. Enumerable.Range(-2, 300)];
        Assert.That(numbers.Select(ErrorNumbers.ToPal), Is.EqualTo(numbers.Select(HostSystemNative.ConvertErrorPlatformToPal)));
    }

    [Test]
    public void NumbersOfThePalBecomeThoseOfThePlatform()
    {
        int[] numbers = [0, 1, -1, .. Enumerable.Range(0x10000, 0x100), 0x1FFFF, 0x20001, 0x20002];
        foreach (int number in numbers.Where(HasPlatformNumber))
        {
            Assert.That(ErrorNumbers.ToPlatform(number), Is.EqualTo(HostSystemNative.ConvertErrorPalToPlatform(number)), $"{number:x}");
        }
    }

    [Test]
    public void TextsAreTheHosts([Range(0, 133)] int error)
    {
        byte* buffer = stackalloc byte[256];
        string? host = Marshal.PtrToStringUTF8((nint)HostSystemNative.StrErrorR(error, buffer, 256));
        string? ours = Marshal.PtrToStringUTF8((nint)ErrorTexts.Find(error));
        Assert.That(ours ?? $"Unknown error {error}", Is.EqualTo(host));
    }

    [Test]
    public void NumbersWithoutATextHaveNone([Values(-1, 134, 135, 4096, int.MaxValue)] int error) =>
        Assert.That((long)ErrorTexts.Find(error), Is.Zero);

    // A number that the PAL does not define is a fault of the caller's, which a debug build of the host's library asserts.
    private static bool HasPlatformNumber(int pal) => HostSystemNative.ConvertErrorPalToPlatform(pal) != -1;
}
