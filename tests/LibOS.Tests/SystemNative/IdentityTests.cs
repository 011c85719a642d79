using System.Runtime.InteropServices;
using System.Text;
using LibOS.SystemNative;
using NUnit.Framework;

namespace LibOS.Tests.SystemNative;

/// <summary>Users, host and system names: complete or refused, never past the caller's buffer.</summary>
[NonParallelizable]
public sealed unsafe class IdentityTests
{
    private const int NotFound = -1;

    [SetUp]
    public void Reset() => Bare.Reset();

    [Test]
    public void TheUserIsRoot([Range(0, 12)] int length)
    {
        byte[] buffer = Guarded(length);
        Passwd entry;
        fixed (byte* pointer = buffer)
        {
            int result = ((delegate* unmanaged<uint, Passwd*, byte*, int, int>)&UserExports.GetPwUidR)(0, &entry, pointer, length);
            Assert.That(result, Is.EqualTo(length < 9 ? Errno.ERANGE : 0));
            if (result == 0)
            {
                Assert.That((TextAt(entry.Name), TextAt(entry.Password), TextAt(entry.HomeDirectory)), Is.EqualTo(("root", "x", "/")));
                Assert.That((TextAt(entry.Shell), TextAt(entry.UserInfo), entry.UserId, entry.GroupId), Is.EqualTo(("", "", 0u, 0u)));
            }
        }

        AssertGuard(buffer, length);
    }

    [Test]
    public void OtherUsersAreNotFound()
    {
        Passwd entry;
        byte* buffer = stackalloc byte[100];
        Assert.That(((delegate* unmanaged<uint, Passwd*, byte*, int, int>)&UserExports.GetPwUidR)(1000, &entry, buffer, 100), Is.EqualTo(NotFound));
        fixed (byte* root = "root"u8, other = "rooty"u8)
        {
            delegate* unmanaged<byte*, Passwd*, byte*, int, int> byName = &UserExports.GetPwNamR;
            Assert.That(byName(root, &entry, buffer, 100), Is.Zero);
            Assert.That(byName(other, &entry, buffer, 100), Is.EqualTo(NotFound));
            Assert.That(entry.Name == null, Is.True, "an entry that is not found is empty");
        }
    }

    [TestCase(null, 100, "localhost")]
    [TestCase("", 100, "localhost")]
    [TestCase("web-1", 100, "web-1")]
    [TestCase("web-1", 6, "web-1")]
    [TestCase("web-1", 5, "web-")]
    [TestCase("web-1", 1, "")]
    public void TheHostNameComesFromTheEnvironment(string? variable, int length, string expected)
    {
        Bare.Environment = name => name == "HOSTNAME" ? variable : null;
        byte[] buffer = Guarded(length);
        fixed (byte* pointer = buffer)
        {
            Assert.That(((delegate* unmanaged<byte*, int, int>)&SystemIdentityExports.GetHostName)(pointer, length), Is.Zero);
            Assert.That(TextAt(pointer), Is.EqualTo(expected));
        }

        AssertGuard(buffer, length);
    }

    [Test]
    public void TheSystemVersionSaysHowMuchRoomItNeeds([Values(0, 10, 19, 20, 21)] int capacity)
    {
        const string Expected = "LibOS 1.2.3 Xen PVH";
        byte[] buffer = Guarded(capacity);
        int needed = capacity;
        fixed (byte* pointer = buffer)
        {
            int result = ((delegate* unmanaged<byte*, int*, int>)&SystemIdentityExports.GetUnixVersion)(pointer, &needed);
            Assert.That((result, needed), Is.EqualTo(capacity > Expected.Length ? (0, capacity) : (-1, Expected.Length + 1)));
            Assert.That(result != 0 || TextAt(pointer) == Expected, Is.True);
        }

        AssertGuard(buffer, capacity);
    }

    private static byte[] Guarded(int length)
    {
        byte[] buffer = new byte[length + 8];
        buffer.AsSpan().Fill(0xA5);
        return buffer;
    }

    private static void AssertGuard(byte[] buffer, int length) =>
        Assert.That(buffer.AsSpan(length).IndexOfAnyExcept((byte)0xA5), Is.EqualTo(-1), "nothing behind the buffer changed");

    private static string TextAt(byte* text) => Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));
}
