// Rules about C# sources, on their syntax trees: names of layers, and unsafe code.

using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Structure.Tests.Rules;

/// <summary>A folder is a namespace.</summary>
internal sealed class NamespaceRule : Rule
{
    private static readonly string[] s_layers = ["Runtime.Bare", "Drivers.Xen", "LibOS"];

    internal override string Statement => "in the layers a file's namespace is its folder's path";

    internal override IEnumerable<RepositoryFile> BadExamples => [new("LibOS/Net/Tcp/A.cs", "namespace LibOS.Net;"), new("Runtime.Bare/Cpu/A.cs", "namespace Runtime.Cpu { }")];

    internal override IEnumerable<RepositoryFile> GoodExamples =>
        [new("LibOS/Net/Tcp/A.cs", "namespace LibOS.Net.Tcp;"), new("Runtime.Bare/CoreLib/System/Math.cs", "namespace System;")];

    internal override IEnumerable<string> Violations(RepositoryFile file)
    {
        // The core library declares the names that the compiler asks for.
        bool isCoreLibrary = file.Path.StartsWith("Runtime.Bare/CoreLib/", StringComparison.Ordinal);
        if (!file.HasExtension(".cs") || !s_layers.Contains(file.TopLevel) || isCoreLibrary)
        {
            yield break;
        }

        string expected = file.Path[..file.Path.LastIndexOf('/')].Replace('/', '.');
        foreach (BaseNamespaceDeclarationSyntax declaration in Source.Nodes<BaseNamespaceDeclarationSyntax>(file))
        {
            if (declaration.Name.ToString() != expected)
            {
                yield return $"namespace {declaration.Name}, not {expected}";
            }
        }
    }
}

/// <summary>What a folder may not name.</summary>
internal sealed class LayerRule : Rule
{
    // The cores of the network and the file system know neither Xen nor each other: what they need are arguments.
    private static readonly (string Folder, string[] Forbidden)[] s_forbidden =
    [
        ("Runtime.Bare/", ["Drivers.Xen", "LibOS"]),
        ("Drivers.Xen/", ["LibOS"]),
        ("LibOS/Net/", ["Runtime.Bare", "Drivers.Xen", "LibOS.Vfs", "LibOS.SystemNative"]),
        ("LibOS/Vfs/", ["Runtime.Bare", "Drivers.Xen", "LibOS.Net", "LibOS.SystemNative"]),
    ];

    internal override string Statement => "no source names a layer above its own, and LibOS/Net and LibOS/Vfs name neither Xen nor each other";

    internal override IEnumerable<RepositoryFile> BadExamples =>
    [
        new("Runtime.Bare/Cpu/A.cs", "using LibOS.Net;"),
        new("Drivers.Xen/Ring/A.cs", "class A { LibOS.Net.Tcp.Socket x; }"),
        new("LibOS/Net/A.cs", "using Drivers.Xen.Ring;"),
        new("LibOS/Vfs/A.cs", "class A { void M() => LibOS.Net.Dns.Resolver.Run(); }"),
        new("LibOS/Net/A.cs", "using static Runtime.Bare.Cpu.PerCpu;"),
    ];

    internal override IEnumerable<RepositoryFile> GoodExamples =>
    [
        new("LibOS/SystemNative/A.cs", "using Runtime.Bare.Cpu;"),
        new("Runtime.Bare/Libc/A.cs", "class LibOSCalls { }"),
        new("LibOS/Net/A.cs", "using LibOS.Net.Tcp;"),
    ];

    internal override IEnumerable<string> Violations(RepositoryFile file)
    {
        string[] forbidden = s_forbidden.FirstOrDefault(entry => file.Path.StartsWith(entry.Folder, StringComparison.Ordinal)).Forbidden ?? [];
        if (forbidden.Length == 0 || !file.HasExtension(".cs"))
        {
            yield break;
        }

        IEnumerable<string> names = Source.Nodes<SyntaxNode>(file)
            .Where(node => node is QualifiedNameSyntax or MemberAccessExpressionSyntax or UsingDirectiveSyntax)
            .Select(node => node is UsingDirectiveSyntax directive ? directive.NamespaceOrType.ToString() : node.ToString());
        foreach (string name in names.Distinct())
        {
            if (forbidden.Any(layer => name == layer || name.StartsWith(layer + ".", StringComparison.Ordinal)))
            {
                yield return name;
            }
        }
    }
}

/// <summary>Unsafe code can be found by its file name, and says why it is right.</summary>
internal sealed class UnsafeRule : Rule
{
    private static readonly string[] s_folders = ["Drivers.Xen", "LibOS", "Sdk", "Tools", "Apps", "Benchmarks"];
    private static readonly string[] s_unsafeTypes = ["Unsafe", "Marshal", "MemoryMarshal", "NativeMemory", "CollectionsMarshal"];

    internal override string Statement => "outside Runtime.Bare unsafe code stands in *.Unsafe.cs, with a SAFETY line where memory is touched";

    internal override IEnumerable<RepositoryFile> BadExamples =>
    [
        new("LibOS/A.cs", "unsafe class A { }"),
        new("LibOS/A.cs", "class A { int M(System.Span<byte> s) => MemoryMarshal.Read<int>(s); }"),
        new("Tools/T/A.cs", "class A { void M() { unsafe { } } }"),
        new("LibOS/A.Unsafe.cs", "unsafe class A { int M(int* p) { return *p; } }"),
        new("LibOS/A.Unsafe.cs", "class A { void M() { unsafe { int x = 0; } } }"),
        new("LibOS/A.Unsafe.cs", "unsafe class A { void M(byte[] b) { fixed (byte* p = b) { } } }"),
        new("Drivers.Xen/A.Unsafe.cs", "unsafe class A { int M(S* p) => p->X; }"),
    ];

    internal override IEnumerable<RepositoryFile> GoodExamples =>
    [
        new("LibOS/A.cs", "class A { } // unsafe is only a word here"),
        new("LibOS/A.Unsafe.cs", "unsafe class A { int M(int* p)\n{\n// SAFETY: the caller's.\nreturn *p; } }"),
        new("LibOS/A.Unsafe.cs", "unsafe class A {\n// SAFETY: the caller's.\nint M(int* p) => *p; }"),
        new("LibOS/A.Unsafe.cs", "unsafe class A { void M(int* p) => Other(p); }"),
        new("Runtime.Bare/Cpu/A.cs", "unsafe class A { int M(int* p) => *p; }"),
    ];

    internal override IEnumerable<string> Violations(RepositoryFile file)
    {
        if (!file.HasExtension(".cs") || !s_folders.Contains(file.TopLevel))
        {
            yield break;
        }

        SyntaxNode root = Source.Root(file);
        bool isNamedUnsafe = file.HasExtension(".Unsafe.cs");
        if (!isNamedUnsafe && UnsafeWord(root) is { } word)
        {
            yield return $"{word} in a file that is not named *.Unsafe.cs";
        }

        foreach (SyntaxNode member in root.DescendantNodes().Where(IsTouchingMemory).Select(Member).Distinct().Where(member => !IsExplained(member)))
        {
            yield return $"no SAFETY line in line {member.GetLocation().GetLineSpan().StartLinePosition.Line + 1}";
        }
    }

    private static string? UnsafeWord(SyntaxNode root)
    {
        if (root.DescendantTokens().Any(token => token.IsKind(SyntaxKind.UnsafeKeyword)))
        {
            return "unsafe";
        }

        return root.DescendantNodes().OfType<MemberAccessExpressionSyntax>()
            .Select(access => access.Expression.ToString().Split('.')[^1])
            .FirstOrDefault(name => s_unsafeTypes.Contains(name));
    }

    private static bool IsTouchingMemory(SyntaxNode node) =>
        node is UnsafeStatementSyntax or FixedStatementSyntax
        || node.IsKind(SyntaxKind.PointerIndirectionExpression)
        || node.IsKind(SyntaxKind.PointerMemberAccessExpression)
        || (node is MemberAccessExpressionSyntax access && s_unsafeTypes.Contains(access.Expression.ToString().Split('.')[^1]));

    private static SyntaxNode Member(SyntaxNode node) => node.Ancestors().OfType<MemberDeclarationSyntax>().First();

    /// <summary>A SAFETY line in the member, above it, or above its type for all members.</summary>
    private static bool IsExplained(SyntaxNode member) =>
        HasSafetyLine(member.DescendantTrivia().Concat(member.GetLeadingTrivia()))
        || member.Ancestors().OfType<TypeDeclarationSyntax>().Any(type => HasSafetyLine(type.GetLeadingTrivia()));

    private static bool HasSafetyLine(IEnumerable<SyntaxTrivia> trivia) =>
        trivia.Any(item => item.IsKind(SyntaxKind.SingleLineCommentTrivia) && item.ToString().StartsWith("// SAFETY: ", StringComparison.Ordinal));
}

/// <summary>Parsing.</summary>
internal static class Source
{
    internal static SyntaxNode Root(RepositoryFile file) =>
        CSharpSyntaxTree.ParseText(file.Text, new CSharpParseOptions(LanguageVersion.Preview)).GetRoot();

    internal static IEnumerable<T> Nodes<T>(RepositoryFile file)
        where T : SyntaxNode => Root(file).DescendantNodes().OfType<T>();
}
