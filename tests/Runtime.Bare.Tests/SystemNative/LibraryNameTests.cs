using System.Text;
using NUnit.Framework;
using Runtime.Bare.SystemNative;

namespace Runtime.Bare.Tests.SystemNative;

/// <summary>Which file names mean a library.</summary>
public sealed unsafe class LibraryNameTests
{
    [TestCase("System.Native", true)]
    [TestCase("libSystem.Native", true)]
    [TestCase("libSystem.Native.so", true)]
    [TestCase("/usr/lib/libSystem.Native.so.1.2", true)]
    [TestCase("System.Native.so", true)]
    [TestCase("System.Native.dll", false)]
    [TestCase("System.NativeX", false)]
    [TestCase("System.Nativ", false)]
    [TestCase("liblibSystem.Native", false)]
    [TestCase("System.Native/other", false)]
    [TestCase("", false)]
    public void DecorationsAreLookedThrough(string fileName, bool expected)
    {
        fixed (byte* bytes = Encoding.UTF8.GetBytes(fileName + "\0"))
        {
            Assert.That(LibraryName.Is(bytes, "System.Native"u8), Is.EqualTo(expected));
        }
    }
}
