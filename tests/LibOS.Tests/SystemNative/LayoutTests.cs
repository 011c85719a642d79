using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;
using LibOS.SystemNative;
using NUnit.Framework;

namespace LibOS.Tests.SystemNative;

/// <summary>Structures that cross the border, against those that the base class library declares.</summary>
public sealed class LayoutTests
{
    private const BindingFlags AnyInstance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly Assembly[] s_assemblies = [typeof(object).Assembly, typeof(Console).Assembly, typeof(System.Net.Sockets.Socket).Assembly, typeof(System.IO.DriveInfo).Assembly];

    private static Type[] Ours => [typeof(FileStatus), typeof(PollEvent), typeof(DirectoryEntry), typeof(Passwd), typeof(IOVector), typeof(TimeSpec), typeof(MountPointInformation)];

    [TestCaseSource(nameof(Ours))]
    public void FieldsLieWhereTheBaseClassLibraryReadsThem(Type ours)
    {
        Type theirs = s_assemblies.Select(assembly => assembly.GetType("Interop+Sys+" + ours.Name) ?? assembly.GetType("Interop+" + ours.Name)).First(type => type != null)!;
        Assert.That(Marshal.SizeOf(ours), Is.EqualTo(Marshal.SizeOf(theirs)));
        Assert.That(Describe(ours), Is.EqualTo(Describe(theirs)));
    }

    private static string[] Describe(Type type) =>
    [
        .. type.GetFields(AnyInstance).Select(field => $"{Marshal.OffsetOf(type, field.Name)} {field.Name} {MachineClasses.Of(field.FieldType)}"),
    ];
}
