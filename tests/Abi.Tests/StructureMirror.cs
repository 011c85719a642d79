// One structure of a C header and its C# mirror: the fields that are mirrored, by both names.

using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Abi.Tests;

/// <summary>Pairs of fields with the same meaning.</summary>
/// <param name="C">The C type, as in the header.</param>
/// <param name="Mirror">The C# type.</param>
/// <param name="SizeMatters">The C# type is as large as the C type; false when it ends earlier on purpose.</param>
/// <param name="Fields">C designators and C# field names.</param>
internal sealed record StructureMirror(string C, Type Mirror, bool SizeMatters, params (string C, string Field)[] Fields)
{
    /// <summary>Comparisons: a label, the C expression, our value.</summary>
    internal IEnumerable<(string Label, string Expression, long Ours)> Comparisons()
    {
        if (SizeMatters)
        {
            yield return ($"sizeof({C})", $"sizeof({C})", Marshal.SizeOf(Mirror));
        }

        foreach ((string c, string field) in Fields)
        {
            yield return ($"{C}.{c}", $"offsetof({C}, {c})", (long)Marshal.OffsetOf(Mirror, field));
            FieldInfo info = Mirror.GetField(field, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)!;
            yield return ($"sizeof({C}.{c})", $"sizeof((({C} *)0)->{c})", SizeOf(info));
        }
    }

    /// <summary>Fields of the C# type that no pair names: each must be compared, or be padding.</summary>
    internal IEnumerable<string> Uncompared() =>
        Mirror.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Select(field => field.Name)
            .Except(Fields.Select(pair => pair.Field));

    private static long SizeOf(FieldInfo field)
    {
        if (field.FieldType.IsPointer)
        {
            return IntPtr.Size;
        }

        // A fixed buffer is a nested structure of the right size.
        return Marshal.SizeOf(field.FieldType);
    }
}
