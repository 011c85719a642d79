// The entry points that a managed assembly exports: methods with [UnmanagedCallersOnly(EntryPoint = "name")].
// ECMA-335 II.22.10 (CustomAttribute) and II.23.3 (the encoding of attribute arguments), through System.Reflection.Metadata.

using System;
using System.Collections.Generic;
using System.IO;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace LibOS.Sdk.Tasks;

/// <summary>Reads the unmanaged exports of an assembly.</summary>
public static class UnmanagedExports
{
    /// <summary>The entry points of the assembly at <paramref name="path"/>, in the order of its methods.</summary>
    /// <exception cref="BadImageFormatException">The file is no assembly, or is damaged.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyList<string> Read(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        MetadataReader metadata = file.GetMetadataReader();
        var names = new List<string>();
        foreach (MethodDefinitionHandle method in metadata.MethodDefinitions)
        {
            foreach (CustomAttributeHandle handle in metadata.GetMethodDefinition(method).GetCustomAttributes())
            {
                CustomAttribute attribute = metadata.GetCustomAttribute(handle);
                if (IsUnmanagedCallersOnly(metadata, attribute) && EntryPoint(attribute) is { } name)
                {
                    names.Add(name);
                }
            }
        }

        return names;
    }

    private static bool IsUnmanagedCallersOnly(MetadataReader metadata, CustomAttribute attribute)
    {
        if (attribute.Constructor.Kind != HandleKind.MemberReference)
        {
            return false;
        }

        MemberReference constructor = metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor);
        return constructor.Parent.Kind == HandleKind.TypeReference
            && metadata.StringComparer.Equals(metadata.GetTypeReference((TypeReferenceHandle)constructor.Parent).Name, "UnmanagedCallersOnlyAttribute");
    }

    private static string? EntryPoint(CustomAttribute attribute)
    {
        foreach (CustomAttributeNamedArgument<string> argument in attribute.DecodeValue(new TypeNames()).NamedArguments)
        {
            if (argument.Name == "EntryPoint")
            {
                return (string?)argument.Value;
            }
        }

        return null;
    }

    /// <summary>The attribute's arguments are strings and types: names are all that decoding needs.</summary>
    private sealed class TypeNames : ICustomAttributeTypeProvider<string>
    {
        public string GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode.ToString();

        public string GetSystemType() => "System.Type";

        public string GetSZArrayType(string elementType) => elementType + "[]";

        public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
            reader.GetString(reader.GetTypeDefinition(handle).Name);

        public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) =>
            reader.GetString(reader.GetTypeReference(handle).Name);

        public string GetTypeFromSerializedName(string name) => name;

        public PrimitiveTypeCode GetUnderlyingEnumType(string type) =>
            throw new BadImageFormatException("UnmanagedCallersOnly has no argument of an enumeration type");

        public bool IsSystemType(string type) => type == "System.Type";
    }
}
