// What the compiled layers refer to, read from their metadata: a using or a csproj may say less than the compiler found.

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using NUnit.Framework;

namespace Structure.Tests;

/// <summary>References of the compiled layers.</summary>
public sealed class LayerMetadataTests
{
    // The parts of the base class library that call System.Native, which is what these layers implement.
    private static readonly string[] s_callersOfOurs =
    [
        "System.Console", "System.IO.File", "System.IO.FileStream", "System.IO.FileInfo", "System.IO.Directory", "System.IO.DirectoryInfo",
        "System.IO.RandomAccess", "System.IO.Path.GetTempPath", "System.Net.Sockets.Socket", "System.Net.Dns", "System.Diagnostics.Process",
    ];

    private static readonly (string Layer, string[] Allowed)[] s_allowed =
    [
        ("Runtime.Bare", []),
        ("Drivers.Xen", ["Runtime.Bare"]),
        ("LibOS", ["Runtime.Bare", "Drivers.Xen"]),
    ];

    private static IEnumerable<TestCaseData> Layers =>
        s_allowed.Where(entry => PathOf(entry.Layer) is not null).Select(entry => new TestCaseData(entry.Layer, entry.Allowed).SetArgDisplayNames(entry.Layer));

    [TestCaseSource(nameof(Layers))]
    public void AssemblyReferencesPointDown(string layer, string[] allowed)
    {
        string[] ours = [.. References(layer).Where(name => !name.StartsWith("System.", StringComparison.Ordinal))];
        Assert.That(ours, Is.SubsetOf(allowed));
    }

    [Test]
    public void RuntimeBareRefersToNothing() => Assert.That(References("Runtime.Bare"), Is.Empty, "it is its own core library");

    [TestCaseSource(nameof(Layers))]
    public void NoLayerUsesWhatCallsIt(string layer, string[] allowed)
    {
        _ = allowed;
        Assert.That(TypeReferences(layer).Intersect(s_callersOfOurs), Is.Empty);
    }

    [Test]
    public void TheSearchSeesReferences()
    {
        // This assembly refers to Console's neighbours, so a reader that finds nothing is noticed.
        using PEReader image = new(File.OpenRead(typeof(LayerMetadataTests).Assembly.Location));
        MetadataReader reader = image.GetMetadataReader();
        Assert.That(References(reader), Has.Member("System.Reflection.Metadata"));
        Assert.That(TypeReferences(reader), Has.Member("System.IO.File"));
    }

    private static string? PathOf(string layer)
    {
        string? path = typeof(LayerMetadataTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .SingleOrDefault(attribute => attribute.Key == layer)?.Value;
        return path is null ? null : Path.Combine(Repository.Root, path + ".dll");
    }

    private static string[] References(string layer) => Read(layer, References);

    private static string[] TypeReferences(string layer) => Read(layer, TypeReferences);

    private static string[] Read(string layer, Func<MetadataReader, IEnumerable<string>> read)
    {
        using PEReader image = new(File.OpenRead(PathOf(layer)!));
        return [.. read(image.GetMetadataReader())];
    }

    private static IEnumerable<string> References(MetadataReader reader) =>
        reader.AssemblyReferences.Select(handle => reader.GetString(reader.GetAssemblyReference(handle).Name));

    private static IEnumerable<string> TypeReferences(MetadataReader reader) =>
        reader.TypeReferences.Select(reader.GetTypeReference).Select(type => $"{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}");
}
