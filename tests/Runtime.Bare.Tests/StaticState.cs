// The guest boots once, so its static state is never reset; tests boot many times in one process.

using System;
using System.Reflection;

namespace Runtime.Bare.Tests;

/// <summary>Sets static fields back to what the image has at boot: zero.</summary>
internal static class StaticState
{
    internal static void Clear(params ReadOnlySpan<Type> types)
    {
        foreach (Type type in types)
        {
            foreach (FieldInfo field in type.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public))
            {
                if (!field.IsLiteral && !field.IsInitOnly)
                {
                    field.SetValue(null, field.FieldType.IsPointer ? null : Activator.CreateInstance(field.FieldType));
                }
            }
        }
    }
}
