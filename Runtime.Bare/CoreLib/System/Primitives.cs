// The primitive types of the core library under Runtime.Bare: the names that the C# compiler and ILC bind by name.
// Rule of this folder: no public member that .NET does not have under the same name, none that allocates.
// A primitive has no instance field visible to C#: the compilers know its representation.

namespace System;

/// <summary>Root of the type hierarchy. The layer never creates an object; frozen literals are the only instances.</summary>
public class Object
{
    // ILC lays the method table pointer out as the first field of every object.
#pragma warning disable CA1823, CS0169, IDE0044, IDE0051 // Written by the compiler into frozen objects.
    private nint _methodTable;
#pragma warning restore CA1823, CS0169, IDE0044, IDE0051
}

/// <summary>Return type of a method that returns nothing.</summary>
public struct Void
{
}

/// <summary>Base of all value types.</summary>
public abstract class ValueType
{
}

/// <summary>Base of all enumerations.</summary>
public abstract class Enum : ValueType
{
}

/// <summary>A truth value, one byte.</summary>
public struct Boolean
{
}

/// <summary>A UTF-16 code unit.</summary>
public struct Char
{
}

/// <summary>Signed 8-bit integer.</summary>
public struct SByte
{
    /// <summary>Largest value.</summary>
    public const sbyte MaxValue = 127;

    /// <summary>Smallest value.</summary>
    public const sbyte MinValue = -128;
}

/// <summary>Unsigned 8-bit integer.</summary>
public struct Byte
{
    /// <summary>Largest value.</summary>
    public const byte MaxValue = 255;
}

/// <summary>Signed 16-bit integer.</summary>
public struct Int16
{
    /// <summary>Largest value.</summary>
    public const short MaxValue = 32767;

    /// <summary>Smallest value.</summary>
    public const short MinValue = -32768;
}

/// <summary>Unsigned 16-bit integer.</summary>
public struct UInt16
{
    /// <summary>Largest value.</summary>
    public const ushort MaxValue = 65535;
}

/// <summary>Signed 32-bit integer.</summary>
public struct Int32
{
    /// <summary>Largest value.</summary>
    public const int MaxValue = 2147483647;

    /// <summary>Smallest value.</summary>
    public const int MinValue = -2147483648;
}

/// <summary>Unsigned 32-bit integer.</summary>
public struct UInt32
{
    /// <summary>Largest value.</summary>
    public const uint MaxValue = 4294967295;
}

/// <summary>Signed 64-bit integer.</summary>
public struct Int64
{
    /// <summary>Largest value.</summary>
    public const long MaxValue = 9223372036854775807;

    /// <summary>Smallest value.</summary>
    public const long MinValue = -9223372036854775808;
}

/// <summary>Unsigned 64-bit integer.</summary>
public struct UInt64
{
    /// <summary>Largest value.</summary>
    public const ulong MaxValue = 18446744073709551615;
}

/// <summary>Signed integer of pointer size.</summary>
public struct IntPtr
{
    /// <summary>The null pointer.</summary>
    public const nint Zero = 0;
}

/// <summary>Unsigned integer of pointer size.</summary>
public struct UIntPtr
{
    /// <summary>The null pointer.</summary>
    public const nuint Zero = 0;

    /// <summary>Largest value on x86-64.</summary>
    public static nuint MaxValue => unchecked((nuint)18446744073709551615);
}

/// <summary>IEEE 754 binary32.</summary>
public struct Single
{
}

/// <summary>IEEE 754 binary64.</summary>
public struct Double
{
    /// <summary>True for either not-a-number.</summary>
#pragma warning disable CS1718 // Comparing with itself is the definition.
    public static bool IsNaN(double value) => value != value;
#pragma warning restore CS1718

    /// <summary>True for either infinity.</summary>
    public static bool IsInfinity(double value) =>
        (BitConverter.DoubleToInt64Bits(value) & 0x7FFFFFFFFFFFFFFF) == 0x7FF0000000000000;

    /// <summary>True when the sign bit is set.</summary>
    public static bool IsNegative(double value) => BitConverter.DoubleToInt64Bits(value) < 0;
}

/// <summary>A string literal: frozen in the image, never created at run time.</summary>
public sealed class String
{
#pragma warning disable CS0649, IDE0044, IDE0051, CA1823, CS0169 // Laid out by the compiler.
    private readonly int _stringLength;
    private char _firstChar;
#pragma warning restore CS0649, IDE0044, IDE0051, CA1823, CS0169

    /// <summary>Length in UTF-16 code units.</summary>
    public int Length => _stringLength;
}

/// <summary>Base of array types; the layer uses no arrays, the compiler wants the name.</summary>
public abstract class Array
{
}

/// <summary>Base of delegate types; the layer uses function pointers.</summary>
public abstract class Delegate
{
}

/// <summary>Base of delegate types with an invocation list.</summary>
public abstract class MulticastDelegate : Delegate
{
}

/// <summary>Base of attributes.</summary>
public abstract class Attribute
{
}

/// <summary>Base of exceptions; nothing here throws, the compiler wants the name.</summary>
public class Exception
{
}

/// <summary>Handle of a type, as <c>ldtoken</c> yields it.</summary>
public struct RuntimeTypeHandle
{
#pragma warning disable CA1823, CS0169, IDE0051 // Written by ILC.
    private nint _value;
#pragma warning restore CA1823, CS0169, IDE0051
}

/// <summary>Handle of a method.</summary>
public struct RuntimeMethodHandle
{
#pragma warning disable CA1823, CS0169, IDE0051 // Written by ILC.
    private nint _value;
#pragma warning restore CA1823, CS0169, IDE0051
}

/// <summary>Handle of a field.</summary>
public struct RuntimeFieldHandle
{
#pragma warning disable CA1823, CS0169, IDE0051 // Written by ILC.
    private nint _value;
#pragma warning restore CA1823, CS0169, IDE0051
}

/// <summary>A type; only ever compared at compile time.</summary>
public class Type
{
    /// <summary>Named by the compiler for <c>typeof</c>; folded away in this layer.</summary>
    public static Type? GetTypeFromHandle(RuntimeTypeHandle handle) => null;
}

/// <summary>A value that may be absent.</summary>
/// <typeparam name="T">The value's type.</typeparam>
public struct Nullable<T> where T : struct
{
    private readonly bool _hasValue;
    private T _value;

    /// <summary>Wraps a present value.</summary>
    public Nullable(T value)
    {
        _value = value;
        _hasValue = true;
    }

    /// <summary>True when a value is present.</summary>
    public readonly bool HasValue => _hasValue;

    /// <summary>The value, or the default of its type.</summary>
    public readonly T GetValueOrDefault() => _value;
}
