using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;
using NUnit.Framework;

namespace LibOS.Tests.SystemNative;

/// <summary>All exports of both layers against all imports of the base class library.</summary>
public sealed class ContractTests
{
    private const BindingFlags AnyStatic = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly ILookup<string, FrameworkImport> s_imports = FrameworkImports.All.ToLookup(import => import.Name);

    // The user-space twin of Runtime.Bare holds its exports under the same names.
    private static readonly Dictionary<string, MethodInfo> s_bare = Exports(
        Assembly.Load("Runtime.Bare.Host"),
        "System.Runtime.RuntimeExportAttribute",
        attribute => (string)attribute.ConstructorArguments[0].Value!);

    private static readonly Dictionary<string, MethodInfo> s_managed = Exports(
        typeof(ContractTests).Assembly,
        typeof(UnmanagedCallersOnlyAttribute).FullName!,
        attribute => (string)attribute.NamedArguments.Single(argument => argument.MemberName == "EntryPoint").TypedValue.Value!);

    private static IEnumerable<string> Names => s_bare.Keys.Concat(s_managed.Keys);

    [Test]
    public void BothSidesWereRead()
    {
        Assert.That(s_imports, Has.Count.GreaterThan(200), "imports");
        Assert.That(s_bare, Has.Count.GreaterThan(50), "exports of Runtime.Bare");
        Assert.That(s_managed, Has.Count.GreaterThan(40), "exports of LibOS");
        Assert.That(s_imports["SystemNative_GetErrNo"].First(), Is.EqualTo(new FrameworkImport("SystemNative_GetErrNo", "4()", true)));
    }

    [Test]
    public void NoNameIsExportedTwice() => Assert.That(s_bare.Keys.Intersect(s_managed.Keys), Is.Empty);

    [Test]
    public void EachExportHasACaller() => Assert.That(Names.Where(name => !s_imports.Contains(name)), Is.Empty);

    [Test]
    public void WhatIsCalledInCooperativeModeIsFreeOfTheGc() =>
        Assert.That(s_managed.Keys.Where(name => s_imports[name].Any(import => import.HasNoTransition)), Is.Empty);

    [TestCaseSource(nameof(Names))]
    public void SignaturesAgree(string name)
    {
        MethodInfo method = s_bare.TryGetValue(name, out MethodInfo? bare) ? bare : s_managed[name];
        string ours = $"{MachineClasses.Of(method.ReturnType)}({string.Join(',', method.GetParameters().Select(parameter => MachineClasses.Of(parameter.ParameterType)))})";
        Assert.That(s_imports[name].Select(import => import.Signature).Distinct(), Is.EqualTo(new[] { ours }));
    }

    private static Dictionary<string, MethodInfo> Exports(Assembly assembly, string attributeName, Func<CustomAttributeData, string> nameOf) =>
        (from type in assembly.GetTypes()
         from method in type.GetMethods(AnyStatic)
         from attribute in method.GetCustomAttributesData()
         where attribute.AttributeType.FullName == attributeName
         let name = nameOf(attribute)
         where name.StartsWith("SystemNative_", StringComparison.Ordinal)
         select (name, method)).ToDictionary(pair => pair.name, pair => pair.method);
}
