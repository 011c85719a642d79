// Constants of a foreign ABI keep their header's spelling (docs: naming rules). So they can be found by that spelling, and
// each is compared without being listed here: a constant that is added is checked from then on.

using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;
using NUnit.Framework;
using Runtime.Bare.Xen;

namespace Abi.Tests;

/// <summary>Every constant of the GC-free layer that is spelled like a header's, against the header.</summary>
public sealed partial class ConstantTests
{
    // What stands before the first underscore (or the whole word, for errno and signal numbers) tells where it comes from.
    private static readonly HashSet<string> s_xenPrefixes =
        ["HYPERVISOR", "XEN", "XENMEM", "XENMAPSPACE", "XENVER", "XENFEAT", "SCHEDOP", "SHUTDOWN", "EVTCHNOP", "VIRQ", "HVMOP", "HVM", "VCPUOP", "VCPU", "GNTTABOP", "DOMID", "GTF", "GNTST", "XS", "NETIF", "BLKIF"];

    private static readonly HashSet<string> s_linuxPrefixes =
        ["SC", "SYS", "MEMBARRIER", "CLOCK", "TIMER", "PROT", "MAP", "MADV", "PT", "PF", "PTHREAD", "SEGV", "FPE", "ILL", "TRAP", "SI", "SIG", "SA", "DT", "O", "S", "AT", "NAME", "PATH", "EOF", "SEEK", "FD"];

    // The CPU's registers, the host's debugger, OpenSSL, the runtime, Linux inside, System.Native: no header of this machine has them.
    private static readonly HashSet<string> s_otherPrefixes = ["CR4", "PAL", "ARCH", "FILESTATUS", "EVP", "EP", "ENOTSUPP"];

    private static readonly HeaderProgram s_xen = XenHeaders.Create();
    private static readonly HeaderProgram s_linux = LinuxHeaders.Create();

    private static readonly FieldInfo[] s_constants =
    [
        .. typeof(Hypercall).Assembly.GetTypes()
            .Where(type => type.Namespace?.StartsWith("Runtime.Bare", StringComparison.Ordinal) == true)
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(field => field.IsLiteral && !field.DeclaringType!.IsEnum && HeaderSpelling().IsMatch(field.Name)),
    ];

    private static readonly TestCaseData[] s_xenCases = Cases(s_xen, s_xenPrefixes.Contains);
    private static readonly TestCaseData[] s_linuxCases = Cases(s_linux, IsLinux);

    [TestCaseSource(nameof(s_xenCases))]
    public void XenSaysTheSame(string name, long ours) => Assert.That(ours, Is.EqualTo(s_xen.ValueOf(name)));

    [TestCaseSource(nameof(s_linuxCases))]
    public void LinuxSaysTheSame(string name, long ours) => Assert.That(ours, Is.EqualTo(s_linux.ValueOf(name)));

    [Test]
    public void EveryConstantHasAKnownOrigin() =>
        Assert.That(
            s_constants.Where(field => !s_xenPrefixes.Contains(Prefix(field)) && !IsLinux(Prefix(field)) && !s_otherPrefixes.Contains(Prefix(field)))
                .Select(field => $"{field.DeclaringType}.{field.Name}"),
            Is.Empty,
            "name the header of these constants above");

    [Test]
    public void TheConstantsAreFound() => Assert.That(s_xenCases.Length + s_linuxCases.Length, Is.GreaterThan(90), "the search still finds what it is for");

    private static bool IsLinux(string prefix) =>
        !s_xenPrefixes.Contains(prefix) && !s_otherPrefixes.Contains(prefix) && (s_linuxPrefixes.Contains(prefix) || ErrnoOrSignal().IsMatch(prefix));

    private static TestCaseData[] Cases(HeaderProgram headers, Func<string, bool> isOurs) =>
    [
        .. s_constants.Where(field => isOurs(Prefix(field)))
            .Select(field => new TestCaseData(headers.Ask(field.Name), ValueOf(field)).SetName($"{field.Name} of {field.DeclaringType!.Name}")),
    ];

    private static string Prefix(FieldInfo field) => field.Name.TrimStart('_').Split('_')[0];

    private static long ValueOf(FieldInfo field) =>
        field.GetRawConstantValue() is ulong value ? unchecked((long)value) : Convert.ToInt64(field.GetRawConstantValue(), System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex("^_{0,2}[A-Z][A-Z0-9]*_[A-Za-z0-9_]+$|^E[A-Z0-9]{2,}$|^SIG[A-Z0-9]+$")]
    private static partial Regex HeaderSpelling();

    [GeneratedRegex("^E[A-Z0-9]{2,}$|^SIG[A-Z0-9]+$")]
    private static partial Regex ErrnoOrSignal();
}
