// Names of System.Runtime.CompilerServices that the C# compiler emits or asks for.

namespace System.Runtime.CompilerServices;

/// <summary>Features of this runtime that the compiler asks for by name.</summary>
public static class RuntimeFeature
{
    /// <summary>Ref fields are laid out.</summary>
    public const string ByRefFields = nameof(ByRefFields);

    /// <summary>Static abstract members are resolved at compile time.</summary>
    public const string VirtualStaticsInInterfaces = nameof(VirtualStaticsInInterfaces);

    /// <summary>Calling conventions of function pointers are kept.</summary>
    public const string UnmanagedSignatureCallingConvention = nameof(UnmanagedSignatureCallingConvention);

    /// <summary>nint is IntPtr.</summary>
    public const string NumericIntPtr = nameof(NumericIntPtr);
}

/// <summary>How a method is compiled.</summary>
public enum MethodImplOptions
{
    /// <summary>Implemented by the runtime: here, bound to a symbol.</summary>
    InternalCall = 0x1000,

    /// <summary>Never inline.</summary>
    NoInlining = 0x0008,

    /// <summary>Inline when possible.</summary>
    AggressiveInlining = 0x0100,
}

/// <summary>Compilation hints of a method.</summary>
public sealed class MethodImplAttribute : Attribute
{
    /// <summary>Names the options.</summary>
    public MethodImplAttribute(MethodImplOptions methodImplOptions) => _ = methodImplOptions;
}

/// <summary>The compiler replaces the body by an instruction.</summary>
public sealed class IntrinsicAttribute : Attribute
{
}

/// <summary>An extension method.</summary>
public sealed class ExtensionAttribute : Attribute
{
}

/// <summary>Made by the compiler.</summary>
public sealed class CompilerGeneratedAttribute : Attribute
{
}

/// <summary>A fixed buffer's element type and length.</summary>
public sealed class FixedBufferAttribute : Attribute
{
    /// <summary>Names the element type and the length.</summary>
    public FixedBufferAttribute(Type elementType, int length)
    {
        _ = elementType;
        _ = length;
    }
}

/// <summary>A struct that repeats its only field.</summary>
public sealed class InlineArrayAttribute : Attribute
{
    /// <summary>Names the number of elements.</summary>
    public InlineArrayAttribute(int length) => _ = length;
}

/// <summary>A struct that holds a fixed buffer.</summary>
public sealed class UnsafeValueTypeAttribute : Attribute
{
}

/// <summary>A ref struct.</summary>
public sealed class IsByRefLikeAttribute : Attribute
{
}

/// <summary>A readonly struct or ref.</summary>
public sealed class IsReadOnlyAttribute : Attribute
{
}

/// <summary>An unmanaged type parameter.</summary>
public sealed class IsUnmanagedAttribute : Attribute
{
}

/// <summary>Modifier of volatile fields.</summary>
public static class IsVolatile
{
}

/// <summary>A feature that a compiler must know.</summary>
public sealed class CompilerFeatureRequiredAttribute : Attribute
{
    /// <summary>Names the feature.</summary>
    public CompilerFeatureRequiredAttribute(string featureName) => _ = featureName;
}

/// <summary>A parameter that does not escape.</summary>
public sealed class ScopedRefAttribute : Attribute
{
}

/// <summary>Version of the ref safety rules.</summary>
public sealed class RefSafetyRulesAttribute : Attribute
{
    /// <summary>Names the version.</summary>
    public RefSafetyRulesAttribute(int version) => _ = version;
}

/// <summary>Null state of the annotated element.</summary>
public sealed class NullableAttribute : Attribute
{
    /// <summary>One flag for all.</summary>
    public NullableAttribute(byte flag) => _ = flag;

    /// <summary>A flag for each.</summary>
    public NullableAttribute(byte[] flags) => _ = flags;
}

/// <summary>Null state of a scope.</summary>
public sealed class NullableContextAttribute : Attribute
{
    /// <summary>The scope's default.</summary>
    public NullableContextAttribute(byte flag) => _ = flag;
}

/// <summary>Defaults a caller's text; unused but named by the compiler.</summary>
public sealed class CallerArgumentExpressionAttribute : Attribute
{
    /// <summary>Names the parameter.</summary>
    public CallerArgumentExpressionAttribute(string parameterName) => _ = parameterName;
}
