// The P/Invokes into System.Native of the assemblies that a kernel is compiled from, read from their metadata.

using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace LibOS.Tests.SystemNative;

/// <summary>One imported function.</summary>
/// <param name="Name">SystemNative_...</param>
/// <param name="Signature">Its result and parameters as machine classes, see <see cref="MachineClasses"/>.</param>
/// <param name="HasNoTransition">Called in the GC's cooperative mode (SuppressGCTransition).</param>
internal sealed record FrameworkImport(string Name, string Signature, bool HasNoTransition);

/// <summary>Reads imports.</summary>
internal static class FrameworkImports
{
    private const string SuppressGCTransition = "SuppressGCTransitionAttribute";

    /// <summary>Every import of System.Native in the runtime pack; a name may occur more than once.</summary>
    internal static IReadOnlyList<FrameworkImport> All { get; } =
    [
        .. Directory.EnumerateFiles(PackDirectory, "*.dll", SearchOption.AllDirectories).SelectMany(Read),
    ];

    private static string PackDirectory => typeof(FrameworkImports).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RuntimePack").Value!;

    private static List<FrameworkImport> Read(string file)
    {
        var imports = new List<FrameworkImport>();
        using var image = new PEReader(File.OpenRead(file));
        if (!image.HasMetadata)
        {
            return imports;
        }

        MetadataReader reader = image.GetMetadataReader();
        foreach (MethodDefinition method in reader.MethodDefinitions.Select(reader.GetMethodDefinition))
        {
            if (!method.Attributes.HasFlag(MethodAttributes.PinvokeImpl))
            {
                continue;
            }

            MethodImport import = method.GetImport();
            if (reader.GetString(reader.GetModuleReference(import.Module).Name) == "libSystem.Native")
            {
                MethodSignature<string> signature = method.DecodeSignature(new MachineClasses(reader), null);
                bool hasNoTransition = method.GetCustomAttributes().Any(handle => AttributeName(reader, handle) == SuppressGCTransition);
                imports.Add(new(
                    reader.GetString(import.Name),
                    $"{signature.ReturnType}({string.Join(',', signature.ParameterTypes)})",
                    hasNoTransition));
            }
        }

        return imports;
    }

    private static string AttributeName(MetadataReader reader, CustomAttributeHandle handle)
    {
        EntityHandle constructor = reader.GetCustomAttribute(handle).Constructor;
        EntityHandle type = constructor.Kind == HandleKind.MemberReference
            ? reader.GetMemberReference((MemberReferenceHandle)constructor).Parent
            : reader.GetMethodDefinition((MethodDefinitionHandle)constructor).GetDeclaringType();
        return reader.GetString(type.Kind == HandleKind.TypeReference
            ? reader.GetTypeReference((TypeReferenceHandle)type).Name
            : reader.GetTypeDefinition((TypeDefinitionHandle)type).Name);
    }
}

/// <summary>
/// Types as the x86-64 calling convention sees them: "1", "2", "4", "8" bytes of an integer or pointer, "f8" for double,
/// "v" for nothing.
/// </summary>
internal sealed class MachineClasses(MetadataReader reader) : ISignatureTypeProvider<string, object?>
{
    /// <summary>The class of a type of our own exports.</summary>
    internal static string Of(Type type) =>
        type.IsPointer || type.IsFunctionPointer || type.IsByRef ? "8"
        : type.IsEnum ? Of(type.GetEnumUnderlyingType())
        : OfName(type.Name);

    public string GetPrimitiveType(PrimitiveTypeCode typeCode) => OfName(typeCode.ToString());

    public string GetPointerType(string elementType) => "8";

    public string GetByReferenceType(string elementType) => "8";

    public string GetFunctionPointerType(MethodSignature<string> signature) => "8";

    public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => unmodifiedType;

    /// <summary>An enumeration is its underlying type; anything else (a handle, a delegate) is passed as a pointer.</summary>
    public string GetTypeFromDefinition(MetadataReader metadata, TypeDefinitionHandle handle, byte rawTypeKind)
    {
        TypeDefinition type = metadata.GetTypeDefinition(handle);
        foreach (FieldDefinition field in type.GetFields().Select(metadata.GetFieldDefinition))
        {
            if (metadata.GetString(field.Name) == "value__")
            {
                return field.DecodeSignature(this, null);
            }
        }

        return "8";
    }

    public string GetTypeFromReference(MetadataReader metadata, TypeReferenceHandle handle, byte rawTypeKind) => "8";

    public string GetSZArrayType(string elementType) => "8";

    public string GetArrayType(string elementType, ArrayShape shape) => "8";

    public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) => "8";

    public string GetGenericMethodParameter(object? genericContext, int index) => "8";

    public string GetGenericTypeParameter(object? genericContext, int index) => "8";

    public string GetPinnedType(string elementType) => elementType;

    public string GetTypeFromSpecification(MetadataReader metadata, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    private static string OfName(string name) => name switch
    {
        "Void" => "v",
        "Byte" or "SByte" => "1",
        "Int16" or "UInt16" or "Char" => "2",
        "Int32" or "UInt32" => "4",
        "Boolean" => "4", // not marshalled by us; the default of a P/Invoke is Win32's BOOL
        "Double" => "f8",
        _ => "8",
    };
}
